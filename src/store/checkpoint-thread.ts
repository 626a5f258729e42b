import { parentPort, workerData } from "node:worker_threads";
import { type CheckpointTask, checkpoint } from "./checkpoints.ts";
import { openConnection } from "./open.ts";

/* The thread that `startCheckpoints` starts; any message ends it. */

const { file, key } = workerData as CheckpointTask;
const db = openConnection(file, key, "write");
let timer: NodeJS.Timeout;

function moveOn(): void {
  timer = setTimeout(moveOn, checkpoint(db));
}

parentPort?.once("message", () => {
  clearTimeout(timer);
  db.close();
});
moveOn();
