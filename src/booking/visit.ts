import type { AppointmentState, Privacy } from "../core/appointment.ts";
import type { Answer, Visit } from "../core/effects.ts";
import { invariant } from "../core/errors.ts";
import { type Appointment, appointmentById } from "../store/appointments.ts";
import type { Tx } from "../store/engine.ts";
import { personCount } from "../store/patients.ts";
import { isProven, needsPin } from "../store/privacy.ts";
import type { VisitRow } from "../store/visits.ts";
import type { Asker } from "./asker.ts";
import { feeOf } from "./offer.ts";
import { acting, type SeenVisit, seenVisit } from "./workers/acting.ts";

/** A visit as this contact may be told of it. */
export async function visitOf(tx: Tx, asker: Pick<Asker, "contactId">, id: number): Promise<Visit> {
  const row = await seenVisit(tx, asker.contactId, id);
  invariant(row, `there is no visit ${id}`);
  return toVisit(row, await personsOn(tx, asker, row), tx.now);
}

/** How many people a contact speaks for; a worker's patients are many, whoever else her number serves. */
export async function personsOn(tx: Tx, { contactId }: Pick<Asker, "contactId">, row: SeenVisit): Promise<number> {
  return row.asWorker ? Number.POSITIVE_INFINITY : await personCount(tx, contactId);
}

/** Rows as visits; `persons` is how many people the contact speaks for. */
export function toVisit(row: VisitRow, persons: number, now: number): Visit {
  const { id, version, state, care, locationId, place, doctor, reference, patientId } = row;
  invariant(reference !== null && patientId !== null, `appointment ${id} is no visit`);
  const hasPin = row.hasPin === 1;
  const privacy = privacyNow(row.privacy ?? "neutral", persons > 1 || hasPin);
  return {
    ...{ id, version, state, care, locationId, place, doctor, reference, patientId, privacy },
    at: { at: row.startAt, zone: row.zone },
    // Whoever was booked by keypad has no name yet and is told apart by her code.
    nickname: persons > 1 && privacy !== "covert" && !hasPin ? (row.nickname ?? row.code) : null,
    guarded: hasPin && !isProven(row.provenAt, now),
    fee: row.chargeId === null ? feeOf(row) : null,
    ahead: row.startAt > now,
  };
}

/** A doctor's name is only for who alone reads a telephone, whatever was chosen before others came to it. */
function privacyNow(chosen: Privacy, isShared: boolean): Privacy {
  return chosen === "overt" && isShared ? "neutral" : chosen;
}

const CHANGEABLE: ReadonlySet<AppointmentState> = new Set(["pending_payment", "booked", "confirmed"]);

/** Why a visit may not be changed any more: it is cancelled or has begun; null if it may. */
export function unchangeable(row: Appointment, now: number): "cancelled" | "begun" | null {
  if (row.state === "cancelled") return "cancelled";
  return CHANGEABLE.has(row.state) && row.startAt > now ? null : "begun";
}

/** A visit this contact may change now, or why it may not: unknown, cancelled or begun. */
export async function changeableVisit(
  tx: Tx,
  asker: Asker,
  id: number,
): Promise<{ readonly row: Appointment } | { readonly refused: Answer }> {
  const row = await ownVisit(tx, asker, id);
  const reason = row ? unchangeable(row, tx.now) : "unknown";
  return row && reason === null ? { row } : { refused: { type: "refused", refusal: { reason: reason ?? "unknown" } } };
}

/** The same, where the patient has given her PIN if she has one: to move or cancel it (DESIGN 6.4). */
export async function provenVisit(tx: Tx, asker: Asker, id: number): ReturnType<typeof changeableVisit> {
  const found = await changeableVisit(tx, asker, id);
  if ("refused" in found || found.row.patientId === null) return found;
  // A worker has given her own.
  if ((await acting(tx, asker, found.row.patientId)).workerId !== undefined) return found;
  const isGuarded = await needsPin(tx, { contactId: asker.contactId, patientId: found.row.patientId });
  return isGuarded ? { refused: { type: "refused", refusal: { reason: "pin" } } } : found;
}

/** A visit, in whatever state, of somebody this contact speaks for; nothing otherwise, and never a hold. */
export async function ownVisit(tx: Tx, asker: Asker, id: number): Promise<Appointment | null> {
  const seen = await seenVisit(tx, asker.contactId, id);
  if (!seen?.linked || seen.reference === null) return null;
  return (await appointmentById(tx, id)) ?? null;
}
