import { Worker } from "node:worker_threads";
import type Database from "better-sqlite3";

/*
 * What is committed lies in the -wal file until a checkpoint moves it into the database. SQLite does that within the COMMIT
 * that fills the file, and at 16,000 encrypted pages nobody is answered meanwhile (measured: 0.2 to 0.6 s). So a thread of
 * its own moves it all the time, which hinders no writer, and to the COMMIT only the last few pages are left.
 */

/** How often the thread looks, in milliseconds: pages written again meanwhile are moved once. */
const USUAL_MS = 250;
/** The file is nearly full: whatever the thread has moved by then, the next COMMIT need not. */
const NEARLY_FULL_PAGES = 12_000;
const SOON_MS = 20;

/** Moves what can be moved without waiting for anybody; gives the milliseconds until it is worth doing again. */
export function checkpoint(db: Database.Database): number {
  const [{ log = 0 } = {}] = db.pragma("wal_checkpoint(PASSIVE)") as { readonly log?: number }[];
  return log > NEARLY_FULL_PAGES ? SOON_MS : USUAL_MS;
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
      thread.postMessage("stop");
      await ended;
    },
  };
}
