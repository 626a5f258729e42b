import type { AppointmentState } from "../core/appointment.ts";
import type { Answer, Visit } from "../core/effects.ts";
import { invariant } from "../core/errors.ts";
import { type Appointment, appointmentById } from "../store/appointments.ts";
import type { Tx } from "../store/engine.ts";
import { personCount } from "../store/patients.ts";
import { type VisitRow, visitFor } from "../store/visits.ts";
import type { Asker } from "./asker.ts";
import { feeOf } from "./offer.ts";

/** A visit as this contact may be told of it. */
export async function visitOf(tx: Tx, asker: Asker, id: number): Promise<Visit> {
  const row = await visitFor(tx, asker.contactId, id);
  invariant(row, `there is no visit ${id}`);
  return toVisit(row, await personCount(tx, asker.contactId), tx.now);
}

/** Rows as visits; `persons` is how many people the contact speaks for. */
export function toVisit(row: VisitRow, persons: number, now: number): Visit {
  const { id, version, state, care, locationId, place, doctor, reference, patientId } = row;
  invariant(reference !== null && patientId !== null, `appointment ${id} is no visit`);
  const privacy = row.privacy ?? "neutral";
  return {
    ...{ id, version, state, care, locationId, place, doctor, reference, patientId, privacy },
    at: { at: row.startAt, zone: row.zone },
    nickname: persons > 1 && privacy !== "covert" ? row.nickname : null,
    fee: row.chargeId === null ? feeOf(row) : null,
    ahead: row.startAt > now,
  };
}

const CHANGEABLE: ReadonlySet<AppointmentState> = new Set(["pending_payment", "booked", "confirmed"]);

/** A visit this contact may change now, or why it may not: unknown, cancelled or begun. */
export async function changeableVisit(
  tx: Tx,
  asker: Asker,
  id: number,
): Promise<{ readonly row: Appointment } | { readonly refused: Answer }> {
  const row = await ownVisit(tx, asker, id);
  if (!row) return { refused: { type: "refused", refusal: { reason: "unknown" } } };
  if (row.state === "cancelled") return { refused: { type: "refused", refusal: { reason: "cancelled" } } };
  const isAhead = CHANGEABLE.has(row.state) && row.startAt > tx.now;
  return isAhead ? { row } : { refused: { type: "refused", refusal: { reason: "begun" } } };
}

/** A visit, in whatever state, of somebody this contact speaks for; nothing otherwise, and never a hold. */
export async function ownVisit(tx: Tx, asker: Asker, id: number): Promise<Appointment | null> {
  const seen = await visitFor(tx, asker.contactId, id);
  if (!seen?.linked || seen.reference === null) return null;
  return (await appointmentById(tx, id)) ?? null;
}
