import type { Tx } from "../../store/engine.ts";
import { isLinked } from "../../store/patients.ts";
import { isCovert } from "../../store/people-visits.ts";
import { type VisitRow, visitFor } from "../../store/visits.ts";
import { type Worker, workerOf } from "../../store/workers.ts";
import type { Asker } from "../asker.ts";
import { mayActFor, noteActs } from "./may-act.ts";

/** A visit as a contact sees it; `asWorker`: its patient is not spoken for by this number but looked after by its worker. */
export type SeenVisit = VisitRow & { readonly asWorker: boolean };

/** One visit as this contact sees it; a worker's patients are hers to speak for, each by her own privacy. */
export async function seenVisit(tx: Tx, contactId: number, id: number): Promise<SeenVisit | undefined> {
  const row = await visitFor(tx, contactId, id);
  if (!row) return undefined;
  const carer = row.linked || row.patientId === null ? null : await carerFrom(tx, contactId, row.patientId);
  if (!carer || row.patientId === null) return { ...row, asWorker: false };
  const privacy = (await isCovert(tx, row.patientId)) ? "covert" : "neutral";
  // Her own PIN counts, never the patient's (DESIGN 6.4).
  return { ...row, linked: 1, privacy, hasPin: 0, asWorker: true };
}

/** Whoever asks, as the worker she is where she acts for a patient her number does not speak for. */
export async function acting(tx: Tx, asker: Asker, patientId: number | null): Promise<Asker> {
  if (patientId === null || (await isLinked(tx, asker.contactId, patientId))) return asker;
  const worker = await carerFrom(tx, asker.contactId, patientId);
  return worker ? { ...asker, workerId: worker.id } : asker;
}

/** Counts a visit that was changed against the daily limit of the worker who did it. */
export async function noteTouch(tx: Tx, { workerId }: Asker): Promise<void> {
  if (workerId !== undefined) await noteActs(tx, workerId, { registers: 0, touches: 1 });
}

async function carerFrom(tx: Tx, contactId: number, patientId: number): Promise<Worker | null> {
  const worker = await workerOf(tx, contactId);
  if (!worker || worker.lockedAt !== null) return null;
  return (await mayActFor(tx, worker, patientId)) ? worker : null;
}
