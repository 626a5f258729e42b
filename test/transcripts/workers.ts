import { setPin } from "../../src/booking/pins.ts";
import { givePatients } from "../../src/booking/workers/hand-over.ts";
import { beginWorkingPeriod } from "../../src/booking/workers/may-act.ts";
import { planMornings } from "../../src/booking/workers/morning.ts";
import { issuePinCode } from "../../src/booking/workers/pin-code.ts";
import { invariant } from "../../src/core/errors.ts";
import type { Tx } from "../../src/store/engine.ts";
import {
  createWorker,
  setWorkerLocations,
  updateWorker,
  workerOf,
  workerWithContact,
} from "../../src/store/workers.ts";
import { asker } from "../helpers/district.ts";

const STAFF = { kind: "staff", id: null } as const;

/** Enrols somebody's number as a worker's, once, and gives her these patients. */
export async function lookAfter(tx: Tx, contactId: number, home: number, patientIds: readonly number[]): Promise<void> {
  const known = await workerWithContact(tx, contactId);
  const id = known ?? (await createWorker(tx, { contactId, name: "Rani" })) ?? 0;
  await setWorkerLocations(tx, id, [home]);
  await givePatients(tx, STAFF, { id }, patientIds);
  await planMornings(tx);
}

/** Gives a worker a PIN that has not been asked for today, or (null) sends her the code with which she sets one. */
export async function workWith(tx: Tx, contactId: number, home: number, digits: string | null): Promise<void> {
  const id = (await workerWithContact(tx, contactId)) ?? 0;
  if (digits === null) await issuePinCode(tx, { id, contactId });
  else await setPin(tx, asker(contactId, home), { kind: "worker", workerId: id }, digits);
}

/** Has a worker supervise others, who are enrolled under their names. */
export async function lead(
  tx: Tx,
  supervisor: number,
  home: number,
  team: readonly { readonly contactId: number; readonly name: string }[],
): Promise<void> {
  const supervisorId = (await workerWithContact(tx, supervisor)) ?? 0;
  for (const { contactId, name } of team) {
    await lookAfter(tx, contactId, home, []);
    await updateWorker(tx, (await workerWithContact(tx, contactId)) ?? 0, { name, supervisorId });
  }
}

/** Her PIN was right just now. */
export async function atWork(tx: Tx, contactId: number): Promise<void> {
  const worker = await workerOf(tx, contactId);
  invariant(worker, "she is enrolled");
  await beginWorkingPeriod(tx, worker);
}
