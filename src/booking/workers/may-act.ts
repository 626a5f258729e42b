import { dayOf } from "../../core/time.ts";
import { isPinNeeded, isUnusual, type WorkerAct } from "../../core/worker.ts";
import { writeAudit } from "../../store/audit.ts";
import type { Tx } from "../../store/engine.ts";
import { writeTask } from "../../store/tasks.ts";
import { isPatientOf, setWorkerDay, updateWorker, type Worker, workerById, workerDay } from "../../store/workers.ts";

/** Whether a worker may act for a patient: read in the transaction of the act, and nothing else tells who is hers. */
export async function mayActFor(tx: Tx, worker: Pick<Worker, "id">, patientId: number): Promise<boolean> {
  return await isPatientOf(tx, worker.id, patientId);
}

/** Whether a worker's PIN must be asked before she does this. */
export async function pinNeeded(tx: Tx, worker: Worker, act: WorkerAct): Promise<boolean> {
  const done = await workerDay(tx, worker.id, dayOf(tx.now, worker.zone));
  return isPinNeeded(worker, done, act, tx.now);
}

/** Her PIN was right: a working period begins, and her limits count from here. */
export async function beginWorkingPeriod(tx: Tx, worker: Worker): Promise<void> {
  const day = dayOf(tx.now, worker.zone);
  const done = await workerDay(tx, worker.id, day);
  await updateWorker(tx, worker.id, { pinAt: tx.now });
  const counted = { ...done, registeredAtPin: done.registered, touchedAtPin: done.touched };
  await setWorkerDay(tx, worker.id, day, counted);
}

/** Counts what a worker has just done; unusual volume locks her, and the clinic is asked to ring her. */
export async function noteActs(tx: Tx, workerId: number, act: WorkerAct): Promise<void> {
  const worker = await workerById(tx, workerId);
  if (!worker || (act.registers === 0 && act.touches === 0)) return;
  const day = dayOf(tx.now, worker.zone);
  const before = await workerDay(tx, workerId, day);
  const isProven = worker.pinAt === tx.now;
  const done = {
    registered: before.registered + act.registers,
    touched: before.touched + act.touches,
    registeredAtPin: before.registeredAtPin + (isProven ? act.registers : 0),
    touchedAtPin: before.touchedAtPin + (isProven ? act.touches : 0),
  };
  await setWorkerDay(tx, workerId, day, done);
  if (worker.lockedAt === null && isUnusual(worker, done)) await lockWorker(tx, worker);
}

async function lockWorker(tx: Tx, { id, contactId, locationId }: Worker): Promise<void> {
  await updateWorker(tx, id, { lockedAt: tx.now, pinAt: 0 });
  const system = { kind: "system", id: null } as const;
  await writeAudit(tx, { actor: system, act: "lock", entity: "worker", entityId: id, version: null, detail: null });
  await writeTask(tx, { kind: "worker.locked", reason: "unusual volume", contactId, locationId });
}
