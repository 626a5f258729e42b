import { villageKey } from "../../core/worker.ts";
import { type Actor, type AuditDetail, writeAudit } from "../../store/audit.ts";
import { contactFor, rememberLanguage } from "../../store/contacts.ts";
import type { Tx } from "../../store/engine.ts";
import {
  createWorker,
  setWorkerLocations,
  setWorkerVillages,
  updateWorker,
  type Worker,
  workerById,
  workerWithContact,
} from "../../store/workers.ts";
import { hasPin, resetPin, unlockPin } from "../pins.ts";
import { issuePinCode } from "./pin-code.ts";

/** What staff write of a worker; ids are those of rows that staff may use. */
export type WorkerWrite = {
  readonly name?: string | undefined;
  readonly locationIds?: readonly number[] | undefined;
  readonly villages?: readonly string[] | undefined;
  readonly language?: string | undefined;
  readonly registersPerDay?: number | undefined;
  readonly touchesPerDay?: number | undefined;
  readonly supervisorId?: number | null | undefined;
  readonly active?: boolean | undefined;
};

/** Why staff cannot have it so. */
export type EnrolRefusal = "number taken" | "own supervisor";

/** Enrols a worker under her number (E.164) and sends her the code with which she sets her PIN. */
export async function enrolWorker(
  tx: Tx,
  actor: Actor,
  {
    phone,
    ...write
  }: WorkerWrite & { readonly phone: string; readonly name: string; readonly locationIds: readonly number[] },
): Promise<{ readonly workerId: number } | { readonly refused: EnrolRefusal }> {
  const contact = await contactFor(tx, phone, write.locationIds[0] ?? null);
  const workerId = await createWorker(tx, { contactId: contact.id, name: write.name });
  if (workerId === null) return { refused: "number taken" };
  await setMembers(tx, { id: workerId, contactId: contact.id }, write);
  await noteWorker(tx, actor, "enrol", workerId);
  await issuePinCode(tx, { id: workerId, contactId: contact.id });
  return { workerId };
}

/** Changes what is kept of a worker. */
export async function changeWorker(
  tx: Tx,
  actor: Actor,
  worker: Worker,
  write: WorkerWrite,
): Promise<EnrolRefusal | null> {
  if (write.supervisorId != null && (await isBelow(tx, worker.id, write.supervisorId))) return "own supervisor";
  await setMembers(tx, worker, write);
  await noteWorker(tx, actor, "change", worker.id);
  return null;
}

/**
 * Moves a worker to another number, because hers is lost or has changed: only staff can, for a text proves nothing. Her PIN
 * stays hers and is asked at once; without one a code goes to the new number.
 */
export async function moveWorker(tx: Tx, actor: Actor, worker: Worker, phone: string): Promise<EnrolRefusal | null> {
  const contact = await contactFor(tx, phone, worker.locationId);
  if (contact.id === worker.contactId) return null;
  if ((await workerWithContact(tx, contact.id)) !== undefined) return "number taken";
  await updateWorker(tx, worker.id, { contactId: contact.id, pinAt: 0 });
  await noteWorker(tx, actor, "move", worker.id, { from: worker.contactId, to: contact.id });
  const owner = { kind: "worker", workerId: worker.id } as const;
  if (!(await hasPin(tx, owner))) await issuePinCode(tx, { id: worker.id, contactId: contact.id });
  return null;
}

/** Lets a worker go on after unusual volume or five wrong PINs; her PIN is asked at once. */
export async function unlockWorker(tx: Tx, actor: Actor, worker: Worker): Promise<void> {
  await updateWorker(tx, worker.id, { lockedAt: null, pinAt: 0 });
  await unlockPin(tx, { kind: "worker", workerId: worker.id });
  await noteWorker(tx, actor, "unlock", worker.id);
}

/** Takes a worker's PIN away and sends a code to her number, with which she sets another. False if she had enough codes today. */
export async function resetWorkerPin(tx: Tx, actor: Actor, worker: Worker): Promise<boolean> {
  await resetPin(tx, { kind: "worker", workerId: worker.id });
  await updateWorker(tx, worker.id, { pinAt: 0 });
  await noteWorker(tx, actor, "pin.reset", worker.id);
  return await issuePinCode(tx, worker);
}

async function setMembers(tx: Tx, worker: Pick<Worker, "id" | "contactId">, write: WorkerWrite): Promise<void> {
  const { locationIds, villages, language, ...columns } = write;
  const set = Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
  await updateWorker(tx, worker.id, set);
  if (locationIds) await setWorkerLocations(tx, worker.id, [...new Set(locationIds)]);
  if (villages) await setWorkerVillages(tx, worker.id, [...new Set(villages.map(villageKey))]);
  if (language !== undefined) await rememberLanguage(tx, worker.contactId, language, "choice");
}

/** Whether a worker would, by way of others, come to supervise herself. */
async function isBelow(tx: Tx, workerId: number, supervisorId: number): Promise<boolean> {
  for (let at: number | null = supervisorId; at !== null; at = (await workerById(tx, at))?.supervisorId ?? null) {
    if (at === workerId) return true;
  }
  return false;
}

async function noteWorker(tx: Tx, actor: Actor, act: string, entityId: number, detail: AuditDetail | null = null) {
  await writeAudit(tx, { actor, act, entity: "worker", entityId, version: null, detail });
}
