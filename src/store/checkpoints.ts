import { Worker } from "node:worker_threads";
import type Database from "better-sqlite3";
import { AUTOCHECKPOINT_PAGES } from "./open.ts";

/*
 * What is committed lies in the -wal file until a checkpoint moves it into the database. SQLite does that within the COMMIT
 * that fills the file, and at 16,000 encrypted pages nobody is answered meanwhile (measured: 0.2 to 0.6 s). So a thread of
 * its own moves it all along, which hinders no writer, and to the COMMIT only the last few pages are left.
 */

/** Pages that are moved at a time: one that is written again meanwhile is moved once. */
const WORTHWHILE_PAGES = 2_000;
/** Limits of the pause between two moves, in milliseconds: even a rush that begins in the longest does not fill the file. */
const PAUSE_MIN_MS = 20;
const PAUSE_MAX_MS = 2_000;

/** How far a log is filled, and how much of it has been moved, in pages. */
export type Moved = { readonly log: number; readonly checkpointed: number };

/** Moves what can be moved without waiting for anybody. */
export function checkpoint(db: Database.Database): Moved {
  const [moved] = db.pragma("wal_checkpoint(PASSIVE)") as Moved[];
  return moved ?? { log: 0, checkpointed: 0 };
}

/**
 * How long to wait for the next move, in milliseconds: until it is worth while, but no longer than half the time in which the
 * file will be full, so that next to nothing is left to the COMMIT that fills it.
 */
export function pauseAfter(before: Moved, { log, checkpointed }: Moved, elapsedMs: number): number {
  // A file that has been filled begins again.
  const moved = checkpointed >= before.checkpointed ? checkpointed - before.checkpointed : checkpointed;
  const perMs = moved / Math.max(1, elapsedMs);
  const untilFull = Math.max(0, AUTOCHECKPOINT_PAGES - log);
  const pause = Math.min(WORTHWHILE_PAGES, untilFull / 2) / perMs;
  return Math.min(Math.max(pause, PAUSE_MIN_MS), PAUSE_MAX_MS);
}

/** What the thread is told: the database and its key. */
export type CheckpointTask = { readonly file: string; readonly key: string };

/** Checkpoints in a thread of its own; if that one breaks, `onError` is told once and COMMIT does the work as before. */
export function startCheckpoints(
  task: CheckpointTask,
  onError: (error: unknown) => void,
): { readonly stop: () => Promise<void> } {
  // Sources run by a loader that no thread of ours has (npm run dev): there COMMIT does the work.
  if (import.meta.url.endsWith(".ts")) return { stop: async () => {} };
  const thread = new Worker(new URL("./checkpoint-thread.js", import.meta.url), { workerData: task });
  const ended = new Promise<void>((resolve) => thread.once("exit", () => resolve()));
  thread.once("error", onError);
  // Without this it would keep a process alive that has failed to start.
  thread.unref();
  return {
    stop: async () => {
      // Nothing else may be left that keeps the process waiting for it.
      thread.ref();
      thread.postMessage("stop");
      await ended;
    },
  };
}
