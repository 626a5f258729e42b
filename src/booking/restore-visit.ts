import type { Answer } from "../core/effects.ts";
import { changeSeat } from "../store/appointment-changes.ts";
import type { Appointment } from "../store/appointments.ts";
import { lastActOn } from "../store/audit.ts";
import { chargeOf } from "../store/charges.ts";
import type { Tx } from "../store/engine.ts";
import { type BookableSlot, bookableSlot } from "../store/slots.ts";
import { type Asker, actorOf } from "./asker.ts";
import { seatOrLapsed } from "./lapsed-hold.ts";
import { clash, tooManyVisits } from "./limits.ts";
import { queueNotice } from "./notices.ts";
import { mayTake, noticeDetail } from "./slot-policy.ts";
import { ownVisit, visitOf } from "./visit.ts";
import { acting, noteTouch } from "./workers/acting.ts";

/** How long after *cancelled* a 6 brings the visit back (DESIGN 6.2). */
const RESTORABLE_MS = 30 * 60_000;

/** Turns a visit cancelled within 30 minutes back to booked, the same row, if seat and rules allow; a live one is answered as it is. */
export async function restoreVisit(tx: Tx, asker: Asker, visitId: number): Promise<Answer> {
  const row = await ownVisit(tx, asker, visitId);
  if (!row) return { type: "refused", refusal: { reason: "unknown" } };
  if (row.state === "booked" || row.state === "confirmed") return await answered(tx, asker, row, "restored");
  // What was paid for it is credit by now: booked anew, it is paid at once.
  const isCharged = (await chargeOf(tx, row.id)) !== undefined;
  const isRecent =
    row.state === "cancelled" &&
    !isCharged &&
    tx.now - (row.cancelledAt ?? 0) < RESTORABLE_MS &&
    (await isOwnAct(tx, row));
  const slot = isRecent ? await bookableSlot(tx, row.slotId) : undefined;
  if (!slot || !mayTake(slot, row.care, tx.now)) return await answered(tx, asker, row, "restore.gone");
  const refusal = await refusalOf(tx, asker, row);
  if (refusal) return refusal;
  const by = await acting(tx, asker, row.patientId);
  const restored = await seatOrLapsed(tx, slot.id, () => takeBack(tx, by, row, slot));
  if (restored) {
    await queueNotice(tx, { appointmentId: row.id, change: "booked", by: actorOf(by) });
    await noteTouch(tx, by);
  }
  return await answered(tx, asker, row, restored ? "restored" : "restore.gone");
}

/** What the clinic has cancelled only the clinic brings back: its doctor may be away. */
async function isOwnAct(tx: Tx, row: Appointment): Promise<boolean> {
  const by = (await lastActOn(tx, row.id))?.actorKind;
  return by === "contact" || by === "worker";
}

/** She may have booked other visits since. */
async function refusalOf(tx: Tx, asker: Asker, row: Appointment): Promise<Answer | null> {
  const clashing = row.patientId === null ? null : await clash(tx, asker, row.patientId, { ...row, except: row.id });
  return clashing ?? (row.contactId === asker.contactId ? await tooManyVisits(tx, asker) : null);
}

async function takeBack(tx: Tx, asker: Asker, row: Appointment, slot: BookableSlot) {
  const set = { state: "booked", bookedAt: tx.now, cancelledAt: null } as const;
  return await changeSeat(tx, row, slot, set, { actor: actorOf(asker), act: "restore", detail: noticeDetail(slot) });
}

async function answered(tx: Tx, asker: Asker, row: Appointment, type: "restored" | "restore.gone"): Promise<Answer> {
  return { type, visit: await visitOf(tx, asker, row.id) };
}
