import { Gauge, type Registry } from "prom-client";
import type { OutboxReport } from "../core/outbox-report.ts";

type Row = { readonly labels: Readonly<Record<string, string>>; readonly value: number };

/**
 * Adds what operators want to know of the outbox. All of it is read from the rows at each scrape, so that it is the same
 * whichever process is asked.
 */
export function addOutboxMetrics(registers: Registry[], read: () => Promise<OutboxReport>, spendPerDay: number): void {
  const report = onceAScrape(read);
  const add = (name: string, help: string, labelNames: readonly string[], rows: (report: OutboxReport) => Row[]) => {
    new Gauge({
      ...{ name, help, labelNames: [...labelNames], registers },
      async collect() {
        const found = rows(await report());
        this.reset();
        for (const { labels, value } of found) this.set(labels, value);
      },
    });
  };
  add("gateway_messages", "Messages of the last 24 hours.", ["kind", "state", "reason"], ({ counts }) =>
    counts.map(({ kind, state, reason, count }) => ({ labels: { kind, state, reason: reason ?? "" }, value: count })),
  );
  add("gateway_messages_segments", "Segments sent in the last 24 hours.", ["channel", "language"], ({ costs }) =>
    costs.map(({ channel, language, segments }) => ({
      labels: { channel, language: language ?? "" },
      value: segments,
    })),
  );
  add("gateway_messages_cost", "What sending cost in the last 24 hours.", ["channel", "language"], ({ costs }) =>
    costs.map(({ channel, language, micros }) => ({
      labels: { channel, language: language ?? "" },
      value: micros / 1e6,
    })),
  );
  add("gateway_spend_limit", "What may be spent on a day.", [], () => [{ labels: {}, value: spendPerDay }]);
  add("gateway_outbox_oldest_seconds", "Age of the oldest message that could have left.", [], ({ oldestDueAt }) => [
    { labels: {}, value: oldestDueAt === null ? 0 : Math.max(Date.now() - oldestDueAt, 0) / 1_000 },
  ]);
  add("gateway_outlet_paused", "Ways out that the provider has closed.", ["kind", "code"], ({ paused }) =>
    paused.map(({ kind, code }) => ({ labels: { kind, code: code ?? "" }, value: 1 })),
  );
}

/** One reading for all the gauges of a scrape. */
function onceAScrape<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | null = null;
  return () => {
    // A scrape asks all gauges at once, before anything has been read.
    reading ??= read().finally(() => {
      reading = null;
    });
    return reading;
  };
}
