import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate, setTimeout } from "node:timers/promises";
import { type AppParts, createApp } from "./app.ts";

/** A listening gateway. */
type RunningServer = Readonly<{
  port: number;
  /** Takes no new connection, lets what was accepted finish and be answered, and resolves when nothing is left. */
  stop: () => Promise<void>;
}>;

/** Times in milliseconds, sizes in bytes. */
export type ServerLimits = Readonly<{
  headersMs: number;
  requestMs: number;
  keepAliveMs: number;
  /** How often the two first are checked. */
  checkMs: number;
  headerBytesMax: number;
  requestsPerSocketMax: number;
  /** How long `stop` waits for clients that are slow, silent or reading a stream; a turn is always waited for. */
  graceMs: number;
}>;

/** A provider sends a whole request in milliseconds and gives up on an answer at 15 s. */
export const usualLimits: ServerLimits = {
  headersMs: 5_000,
  requestMs: 10_000,
  keepAliveMs: 20_000,
  checkMs: 1_000,
  headerBytesMax: 16 * 1024,
  requestsPerSocketMax: 1_000,
  graceMs: 2_000,
};

/** Starts to listen; rejects when the address cannot be had. Port 0 takes any free one. */
export async function startServer(
  parts: Omit<AppParts, "isStopping">,
  where: { host: string; port: number },
  limits: ServerLimits = usualLimits,
): Promise<RunningServer> {
  let isStopping = false;
  const work = pendingWork();
  const app = createApp({
    ...parts,
    turn: work.tracked(parts.turn),
    calls: {
      ...parts.calls,
      turn: work.tracked(parts.calls.turn),
      ended: work.tracked(parts.calls.ended),
      missed: work.tracked(parts.calls.missed),
    },
    delivered: work.tracked(parts.delivered),
    payments: { ...parts.payments, keep: work.tracked(parts.payments.keep) },
    rest: parts.rest && { ...parts.rest, api: { ...parts.rest.api, perform: work.tracked(parts.rest.api.perform) } },
    ready: () => !isStopping && parts.ready(),
    isStopping: () => isStopping,
  });
  const server = createServer(
    {
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.keepAliveMs,
      connectionsCheckingInterval: limits.checkMs,
      maxHeaderSize: limits.headerBytesMax,
    },
    app.callback(),
  );
  server.maxRequestsPerSocket = limits.requestsPerSocketMax;
  await listening(server, where);
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      isStopping = true;
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      await Promise.race([closed, setTimeout(limits.graceMs, undefined, { ref: false })]);
      // A turn outlives the grace, and a client that left early does not end its turn.
      await work.settled();
      // The answers of those turns are written before the loop turns.
      await setImmediate();
      server.closeAllConnections();
      await closed;
      await work.settled();
    },
  };
}

function listening(server: Server, where: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(where.port, where.host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function pendingWork() {
  const pending = new Set<Promise<unknown>>();
  return {
    tracked:
      <A, R>(work: (input: A) => Promise<R>) =>
      (input: A): Promise<R> => {
        const result = work(input);
        pending.add(result);
        const done = () => pending.delete(result);
        result.then(done, done);
        return result;
      },
    settled: async () => {
      await Promise.allSettled(pending);
    },
  };
}
