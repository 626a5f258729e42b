import { parentPort, workerData } from "node:worker_threads";
import { type CheckpointTask, checkpoint, type Moved, pauseAfter } from "./checkpoints.ts";
import { openConnection } from "./open.ts";

/* The thread that `startCheckpoints` starts; any message ends it. */

const { file, key } = workerData as CheckpointTask;
const db = openConnection(file, key, "write");
let timer: NodeJS.Timeout;

function moveOn(before: Moved, at: number): void {
  const moved = checkpoint(db);
  const now = performance.now();
  timer = setTimeout(() => moveOn(moved, now), pauseAfter(before, moved, now - at));
}

parentPort?.once("message", () => {
  clearTimeout(timer);
  db.close();
});
moveOn({ log: 0, checkpointed: 0 }, performance.now());
