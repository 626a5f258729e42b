import { invariant } from "../core/errors.ts";
import { changeAppointment } from "../store/appointment-changes.ts";
import type { Appointment } from "../store/appointments.ts";
import type { Actor, AuditDetail } from "../store/audit.ts";
import { feeAheadOf } from "../store/charges.ts";
import type { Tx } from "../store/engine.ts";
import { bookableSlot } from "../store/slots.ts";
import { freshReference } from "./codes.ts";
import { openCharge, pendingPayment } from "./payments/open-charge.ts";
import { mayTake, noticeDetail } from "./slot-policy.ts";

/** What the act of booking a hold writes down, or that it comes too late. */
export type Lateness = { readonly detail?: AuditDetail } | "too.late";

/** In time a hold books as it was held; past its end the rules of the slot hold anew (DESIGN 7, 3). */
export async function lateness(tx: Tx, hold: Appointment): Promise<Lateness> {
  const isInTime = hold.holdEndsAt !== null && tx.now < hold.holdEndsAt && hold.startAt > tx.now;
  if (isInTime) return {};
  const slot = await bookableSlot(tx, hold.slotId);
  return slot && mayTake(slot, hold.care, tx.now) ? { detail: noticeDetail(slot) } : "too.late";
}

const BOOKED = { state: "booked", holdEndsAt: null } as const;

/** Turns a hold that is not too late into a visit of this patient, or into one that waits for its fee. */
export async function bookHeld(
  tx: Tx,
  actor: Actor,
  hold: Appointment,
  visit: { readonly patientId: number; readonly reason?: string | null },
  late: Exclude<Lateness, "too.late">,
): Promise<Appointment> {
  const reference = hold.reference ?? (await freshReference(tx));
  const fee = await feeAheadOf(tx, hold.slotId);
  const outcome = fee ? await pendingPayment(tx, hold) : BOOKED;
  const set = { ...visit, reference, ...outcome, bookedAt: fee ? null : tx.now };
  const row = await changeAppointment(tx, hold, set, { actor, act: fee ? "charge" : "book", ...late });
  invariant(row, `hold ${hold.id} keeps its seat`);
  return fee ? await openCharge(tx, row, fee) : row;
}
