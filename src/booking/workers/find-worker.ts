import type { Answer } from "../../core/effects.ts";
import type { WorkerAct } from "../../core/worker.ts";
import type { Tx } from "../../store/engine.ts";
import { workerOf } from "../../store/workers.ts";
import type { Asker } from "../asker.ts";
import { pinNeeded } from "./may-act.ts";

/** The worker whose number this is, and whether her PIN is asked before she does this. */
export async function findWorker(tx: Tx, asker: Asker, act: WorkerAct): Promise<Answer> {
  const worker = await workerOf(tx, asker.contactId);
  if (!worker) return { type: "worker.none" };
  if (worker.lockedAt !== null) return { type: "worker.locked" };
  return { type: "worker.found", workerId: worker.id, needsPin: await pinNeeded(tx, worker, act) };
}
