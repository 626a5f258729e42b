import type Database from "better-sqlite3";
import { AppError } from "../core/errors.ts";
import { type Begun, createGroupRunner, type Job } from "./group.ts";

/*
 * The queue before the one writing connection. Functions that wait are made durable by one COMMIT: it costs an fsync, so
 * a turn committed alone reaches 0.17 of a bare server, in groups 0.48 (measured, two cores).
 */

/** More than this waiting is refused at once. */
const QUEUE_MAX = 5_000;
/** Background work goes behind turns, but under a load that never ends a piece waits no longer than this (ms). */
const STARVED_MS = 250;
/** `idle` runs when nothing has been written for this long (ms). */
const IDLE_MS = 2_000;

/** The queue before one writing connection. */
export type GroupCommit<Tx> = {
  readonly transact: <T>(fn: (tx: Tx) => Promise<T>) => Promise<T>;
  readonly background: (piece: (tx: Tx) => Promise<boolean>) => Promise<void>;
  /** Refuses what comes, finishes what waits. */
  readonly close: () => Promise<void>;
};

/** Builds the queue: one drain at a time, started with `setImmediate`, one group a drain. */
export function createGroupCommit<Tx>(db: Database.Database, view: () => Begun<Tx>, idle: () => void): GroupCommit<Tx> {
  const runner = createGroupRunner(db, view);
  const turns: Job<Tx>[] = [];
  const pieces: Job<Tx>[] = [];
  let draining = false;
  let isClosed = false;
  let drained = () => {};
  let closing: Promise<void> | undefined;
  let idleTimer: NodeJS.Timeout | undefined;

  const drain = async () => {
    clearTimeout(idleTimer);
    // From here on we are a microtask, which is what lets a group notice a function that waits for more.
    await Promise.resolve();
    const [piece] = pieces;
    const isStarved = piece !== undefined && performance.now() - piece.since > STARVED_MS;
    await runner.run(turns.length === 0 || isStarved ? pieces.splice(0, 1) : turns);
    draining = false;
    if (turns.length + pieces.length > 0) wake();
    else if (isClosed) drained();
    else idleTimer = setTimeout(idle, IDLE_MS).unref();
  };

  const wake = () => {
    if (draining) return;
    draining = true;
    setImmediate(() => void drain());
  };

  const enqueue = <T>(queue: Job<Tx>[], run: (tx: Tx) => Promise<T>): Promise<T> => {
    if (runner.isRunning()) throw new AppError("internal", "transact inside transact");
    if (isClosed) return Promise.reject(new AppError("unavailable", "the database is closed"));
    if (queue.length >= QUEUE_MAX) return Promise.reject(new AppError("unavailable", "too many turns wait"));
    return new Promise<T>((resolve, reject) => {
      queue.push({ run, resolve: resolve as (value: never) => void, reject, since: performance.now() });
      wake();
    });
  };

  return {
    transact: (fn) => enqueue(turns, fn),
    background: async (piece) => {
      while (!isClosed && (await enqueue(pieces, piece)));
    },
    close: () => {
      isClosed = true;
      clearTimeout(idleTimer);
      closing ??= draining ? new Promise((resolve) => (drained = resolve)) : Promise.resolve();
      return closing;
    },
  };
}
