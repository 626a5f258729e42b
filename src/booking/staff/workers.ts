import { type Country, isCountry, toPhone } from "../../core/phone.ts";
import { refuse, refuseMember } from "../../core/problem.ts";
import { mayUse, type Staff } from "../../core/staff.ts";
import type { Tx } from "../../store/engine.ts";
import { activePlaces } from "../../store/places.ts";
import { listWorkers, type WorkerRow } from "../../store/worker-records.ts";
import { type Worker, workerById } from "../../store/workers.ts";
import {
  changeWorker,
  type EnrolRefusal,
  enrolWorker,
  moveWorker,
  resetWorkerPin,
  unlockWorker,
  type WorkerWrite,
} from "../workers/enrol.ts";
import { givePatients, handOver } from "../workers/hand-over.ts";
import type { Found } from "./done.ts";
import { actorOf, patientSeenBy } from "./scope.ts";

/** A worker as REST shows her; `locked` says that unusual volume or wrong PINs stopped her. */
export type WorkerView = {
  readonly workerId: number;
  readonly phone: string;
  readonly name: string;
  readonly locationIds: readonly number[];
  readonly villages: readonly string[];
  readonly language?: string;
  readonly registersPerDay: number;
  readonly touchesPerDay: number;
  readonly supervisorId?: number;
  readonly hasPin: boolean;
  readonly locked: boolean;
  readonly active: boolean;
};

type WorkerId = { readonly workerId: number };
type Write = WorkerWrite & { readonly phone?: string | undefined };

/** Every worker of a clinic of the caller. */
export async function listWorkersForStaff(
  tx: Tx,
  staff: Staff,
): Promise<Found<{ readonly workers: readonly WorkerView[] }>> {
  const rows = (await listWorkers(tx)).filter((row) => isSeenBy(staff, row));
  return { value: { workers: rows.map((row) => viewOf(row, tx.now)) } };
}

/** One worker of a clinic of the caller. */
export async function readWorker(tx: Tx, staff: Staff, { workerId }: WorkerId): Promise<Found<WorkerView>> {
  return { value: viewOf(await rowInScope(tx, staff, workerId), tx.now) };
}

/** Enrols a worker at clinics of the caller. */
export async function createWorker(
  tx: Tx,
  staff: Staff,
  write: Write & { readonly phone: string; readonly name: string; readonly locationIds: readonly number[] },
): Promise<Found<WorkerView>> {
  await refuseUnknown(tx, staff, write);
  const phone = await phoneOf(tx, write.locationIds, write.phone);
  const done = await enrolWorker(tx, actorOf(staff), { ...write, phone });
  if ("refused" in done) return refused(done.refused);
  return await readWorker(tx, staff, done);
}

/** Changes a worker, or moves her to another number. */
export async function changeWorkerForStaff(
  tx: Tx,
  staff: Staff,
  { workerId, phone, ...write }: Write & WorkerId,
): Promise<Found<WorkerView>> {
  const worker = await workerInScope(tx, staff, workerId);
  await refuseUnknown(tx, staff, write);
  const { locationIds } = await rowInScope(tx, staff, workerId);
  const moved =
    phone === undefined ? null : await moveWorker(tx, actorOf(staff), worker, await phoneOf(tx, locationIds, phone));
  const no = moved ?? (await changeWorker(tx, actorOf(staff), (await workerById(tx, workerId)) ?? worker, write));
  return no === null ? await readWorker(tx, staff, { workerId }) : refused(no);
}

/** Lets a locked worker go on. */
export async function unlockWorkerForStaff(tx: Tx, staff: Staff, { workerId }: WorkerId): Promise<Found<WorkerView>> {
  await unlockWorker(tx, actorOf(staff), await workerInScope(tx, staff, workerId));
  return await readWorker(tx, staff, { workerId });
}

/** Takes a worker's PIN away and sends her a code to set another. */
export async function resetPinOfWorker(tx: Tx, staff: Staff, { workerId }: WorkerId): Promise<Found<WorkerView>> {
  await resetWorkerPin(tx, actorOf(staff), await workerInScope(tx, staff, workerId));
  return await readWorker(tx, staff, { workerId });
}

/** Gives patients of the caller's scope to a worker, whoever looked after them before. */
export async function givePatientsToWorker(
  tx: Tx,
  staff: Staff,
  { workerId, patientIds }: WorkerId & { readonly patientIds: readonly number[] },
): Promise<Found<{ readonly patients: number }>> {
  const worker = await workerInScope(tx, staff, workerId);
  const ids = [...new Set(patientIds)];
  for (const [at, id] of ids.entries()) {
    if (!(await patientSeenBy(tx, staff, id))) refuseMember(`/patientIds/${at}`, "unknown");
  }
  await givePatients(tx, actorOf(staff), worker, ids);
  return { value: { patients: ids.length } };
}

/** Hands all of a worker's patients, or some, to another. */
export async function handOverPatients(
  tx: Tx,
  staff: Staff,
  {
    workerId,
    toWorkerId,
    patientIds,
  }: WorkerId & { readonly toWorkerId: number; readonly patientIds?: readonly number[] | undefined },
): Promise<Found<{ readonly patients: number }>> {
  const from = await workerInScope(tx, staff, workerId);
  const to = await workerById(tx, toWorkerId);
  const row = to && (await listWorkers(tx, to.id))[0];
  if (!to || !row?.active || !isSeenBy(staff, row)) return refuseMember("/toWorkerId", "unknown");
  const patients = await handOver(tx, actorOf(staff), { from, to, patientIds: patientIds ?? null });
  return { value: { patients } };
}

async function rowInScope(tx: Tx, staff: Staff, workerId: number): Promise<WorkerRow> {
  const [row] = await listWorkers(tx, workerId);
  return row && isSeenBy(staff, row) ? row : refuse({ type: "not-found" });
}

async function workerInScope(tx: Tx, staff: Staff, workerId: number): Promise<Worker> {
  await rowInScope(tx, staff, workerId);
  return (await workerById(tx, workerId)) ?? refuse({ type: "not-found" });
}

function isSeenBy(staff: Staff, { locationIds }: WorkerRow): boolean {
  return locationIds.some((id) => mayUse(staff, id));
}

async function refuseUnknown(tx: Tx, staff: Staff, { locationIds, supervisorId }: WorkerWrite): Promise<void> {
  const known = new Set((await activePlaces(tx)).map(({ id }) => id));
  const bad = locationIds?.findIndex((id) => !known.has(id) || !mayUse(staff, id)) ?? -1;
  if (bad >= 0) refuseMember(`/locationIds/${bad}`, "unknown");
  if (supervisorId == null) return;
  const [row] = await listWorkers(tx, supervisorId);
  if (!row?.active || !isSeenBy(staff, row)) refuseMember("/supervisorId", "unknown");
}

/** A number as staff type it, read in the country of the worker's first clinic. */
async function phoneOf(tx: Tx, locationIds: readonly number[], raw: string): Promise<string> {
  const home = (await activePlaces(tx)).find(({ id }) => id === locationIds[0]);
  const country = home && isCountry(home.country) ? (home.country as Country) : "IN";
  return toPhone(raw, country) ?? refuseMember("/phone", "not-a-number");
}

function refused(why: EnrolRefusal): never {
  return why === "number taken"
    ? refuse({ type: "wrong-state", state: "enrolled" })
    : refuseMember("/supervisorId", "below");
}

function viewOf(row: WorkerRow, now: number): WorkerView {
  const { id: workerId, supervisorId, language, lockedAt, pinLockedUntil, hasPin, ...rest } = row;
  return {
    ...rest,
    workerId,
    hasPin: hasPin === 1,
    locked: lockedAt !== null || now < pinLockedUntil,
    ...(supervisorId === null ? {} : { supervisorId }),
    ...(language === null ? {} : { language }),
  };
}
