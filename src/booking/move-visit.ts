import type { Answer } from "../core/effects.ts";
import { changeSeat } from "../store/appointment-changes.ts";
import { type Appointment, holdOf } from "../store/appointments.ts";
import type { Actor } from "../store/audit.ts";
import type { Tx } from "../store/engine.ts";
import { type BookableSlot, bookableSlot } from "../store/slots.ts";
import { type Asker, actorOf } from "./asker.ts";
import { seatOrLapsed } from "./lapsed-hold.ts";
import { clash } from "./limits.ts";
import { queueNotice } from "./notices.ts";
import { isSameFee } from "./payments/same-fee.ts";
import { releaseHold } from "./release-hold.ts";
import { mayTake, noticeDetail } from "./slot-policy.ts";
import { provenVisit, visitOf } from "./visit.ts";
import { acting, noteTouch } from "./workers/acting.ts";

/** Books the new time and frees the old at once; id and reference stay, and a time that has gone leaves the visit as it was. */
export async function moveVisit(tx: Tx, asker: Asker, visitId: number, slotId: number): Promise<Answer> {
  const found = await provenVisit(tx, asker, visitId);
  if ("refused" in found) return found.refused;
  const { row } = found;
  if (row.state === "pending_payment") return { type: "refused", refusal: { reason: "unpaid" } };
  const from = { at: row.startAt, zone: row.zone };
  if (row.slotId === slotId) return { type: "moved", visit: await visitOf(tx, asker, visitId), from };
  const slot = await bookableSlot(tx, slotId);
  if (!slot || !mayTake(slot, row.care, tx.now)) return { type: "slot.taken" };
  if (!(await isSameFee(tx, row, slotId))) return { type: "refused", refusal: { reason: "other.fee" } };
  if (row.patientId !== null) {
    const clashing = await clash(tx, asker, row.patientId, { ...slot, care: row.care, except: row.id });
    if (clashing) return clashing;
  }
  // Somebody who holds the very time she moves to must not be in her own way.
  if ((await holdOf(tx, asker.contactId))?.slotId === slotId) await releaseHold(tx, asker.contactId);

  const by = await acting(tx, asker, row.patientId);
  const moved = await movedTo(tx, actorOf(by), row, slot);
  if (!moved) return { type: "slot.taken" };
  await queueNotice(tx, { appointmentId: visitId, change: "moved", by: actorOf(by) });
  await noteTouch(tx, by);
  return { type: "moved", visit: await visitOf(tx, asker, visitId), from };
}

/** Moves a visit that may be changed to a slot that may be taken; null, with the visit as it was, if no seat is free. */
export async function movedTo(
  tx: Tx,
  actor: Actor,
  visit: Appointment,
  slot: BookableSlot,
): Promise<Appointment | null> {
  const { practitionerId, locationId, startAt, endAt, zone } = slot;
  const set = { practitionerId, locationId, startAt, endAt, zone, state: "booked", bookedAt: tx.now } as const;
  const act = { actor, act: "move", detail: { ...noticeDetail(slot), fromSlot: visit.slotId } };
  return await seatOrLapsed(tx, slot.id, () => changeSeat(tx, visit, slot, set, act));
}
