import type { Answer } from "../../core/effects.ts";
import type { WorkerAct } from "../../core/worker.ts";
import type { Tx } from "../../store/engine.ts";
import { workerOf } from "../../store/workers.ts";
import type { Asker } from "../asker.ts";
import { hasPin } from "../pins.ts";
import { pinNeeded } from "./may-act.ts";

/** The worker whose number this is, whether she has a PIN, and whether it is asked before she does this. */
export async function findWorker(tx: Tx, asker: Asker, act: WorkerAct): Promise<Answer> {
  const worker = await workerOf(tx, asker.contactId);
  if (!worker) return { type: "worker.none" };
  if (worker.lockedAt !== null) return { type: "worker.locked" };
  const isSet = await hasPin(tx, { kind: "worker", workerId: worker.id });
  return { type: "worker.found", workerId: worker.id, hasPin: isSet, needsPin: await pinNeeded(tx, worker, act) };
}
