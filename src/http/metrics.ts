import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { OutboxReport } from "../core/outbox-report.ts";
import { addOutboxMetrics } from "./outbox-metrics.ts";

/** What the gateway counts about itself; labels never hold anything about a person. */
export type Metrics = Readonly<{
  registry: Registry;
  /** Labels: outcome = answered, silent, unavailable, failed. */
  turns: Counter<"outcome">;
  turnSeconds: Histogram;
  replySegments: Histogram;
  /** Labels: route pattern and status. */
  httpRequests: Counter<"route" | "status">;
  /** Rules of the data that were found broken. */
  breaches: Counter;
  /** Times the system clock went back by more than 60 s. */
  clockBack: Counter;
  /** Has the size of the write-ahead log read at each scrape. */
  walBytes: (read: () => number) => void;
  /** Has the outbox of the last 24 hours read at each scrape; money in the currency of the provider's bill. */
  outbox: (read: () => Promise<OutboxReport>, spendPerDay: number) => void;
}>;

/** A registry of its own, so that several gateways can live in one process; includes Node's own metrics. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    turns: new Counter({
      name: "gateway_turns_total",
      help: "Inbound texts handled, by outcome.",
      labelNames: ["outcome"],
      registers,
    }),
    turnSeconds: new Histogram({
      name: "gateway_turn_seconds",
      help: "From a text read and verified to its turn committed.",
      // Goal: 99 of 100 within 25 ms at half load; a provider gives up at 15 s.
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 4, 15],
      registers,
    }),
    replySegments: new Histogram({
      name: "gateway_reply_segments",
      help: "SMS segments of each reply.",
      buckets: [1, 2, 3, 4],
      registers,
    }),
    httpRequests: new Counter({
      name: "gateway_http_requests_total",
      help: "HTTP requests answered.",
      labelNames: ["route", "status"],
      registers,
    }),
    breaches: new Counter({ name: "gateway_breaches_total", help: "Rules of the data found broken.", registers }),
    clockBack: new Counter({ name: "gateway_clock_back_total", help: "System clock went back over 60 s.", registers }),
    walBytes: (read) => {
      new Gauge({
        name: "gateway_wal_bytes",
        help: "Size of the write-ahead log.",
        registers,
        collect() {
          this.set(read());
        },
      });
    },
    outbox: (read, spendPerDay) => addOutboxMetrics(registers, read, spendPerDay),
  };
}
