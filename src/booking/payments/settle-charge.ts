import { invariant } from "../../core/errors.ts";
import { nextPaymentStep, owed } from "../../core/payment.ts";
import { changeAppointment, changeSeat } from "../../store/appointment-changes.ts";
import { type Appointment, appointmentById, overlappingVisit, visitForCare } from "../../store/appointments.ts";
import type { Charge } from "../../store/charges.ts";
import type { Tx } from "../../store/engine.ts";
import { sumsOf } from "../../store/ledger.ts";
import { withdrawAbove } from "../../store/payments.ts";
import { bookableSlot } from "../../store/slots.ts";
import { SYSTEM } from "../asker.ts";
import { seatOrLapsed } from "../lapsed-hold.ts";
import { mayTake, noticeDetail } from "../slot-policy.ts";
import { endUnpaid } from "./end-unpaid.ts";
import { noteRefund } from "./note-refund.ts";
import { tellBooked, tellTooLate } from "./tell-payer.ts";

/** Whether the person hears of it anyway, in the answer to what she just did. */
export type Telling = "tell" | "told already";

/** Does what follows for a visit now that money has moved for it: books it, takes its seat back, or owes the money. */
export async function settleCharge(tx: Tx, charge: Charge, telling: Telling): Promise<void> {
  const visit = await appointmentById(tx, charge.appointmentId);
  invariant(visit, `charge ${charge.id} is for a visit`);
  const isOver = visit.holdEndsAt !== null && tx.now >= visit.holdEndsAt;
  const sums = await sumsOf(tx, charge.id);
  const step = nextPaymentStep({ state: visit.state, isOver, dueMinor: charge.dueMinor, sums });
  // The timer may be a moment late, and so may the money.
  if (step === "end") await endUnpaid(tx, visit);
  if (step === "book" || step === "reclaim") {
    const booked = isOver || step === "reclaim" ? await late(tx, visit) : await inTime(tx, visit);
    if (booked && telling === "tell") await tellBooked(tx, booked);
    if (!booked) await tooLate(tx, visit);
  }
  await withdrawAbove(tx, charge.id, owed({ dueMinor: charge.dueMinor, sums }));
  await noteRefund(tx, charge);
}

const BOOKED = { state: "booked", holdEndsAt: null, cancelledAt: null } as const;

async function inTime(tx: Tx, visit: Appointment): Promise<Appointment | null> {
  return await changeAppointment(tx, visit, { ...BOOKED, bookedAt: tx.now }, { actor: SYSTEM, act: "book" });
}

/** Past its time a paid visit is booked as a new one would be: if nobody else has the seat and the rules still allow it. */
async function late(tx: Tx, visit: Appointment): Promise<Appointment | null> {
  const slot = await bookableSlot(tx, visit.slotId);
  if (!slot || slot.startAt !== visit.startAt || !mayTake(slot, visit.care, tx.now)) return null;
  if (await isElsewhere(tx, visit)) return null;
  const act = { actor: SYSTEM, act: "book", detail: noticeDetail(slot) };
  const set = { ...BOOKED, bookedAt: tx.now };
  if (visit.state === "pending_payment") return await changeAppointment(tx, visit, set, act);
  return await seatOrLapsed(tx, slot.id, () => changeSeat(tx, visit, slot, set, act));
}

/** She has booked another visit in its place meanwhile. */
async function isElsewhere(tx: Tx, { id, patientId, care, startAt, endAt }: Appointment): Promise<boolean> {
  if (patientId === null) return true;
  const same = await visitForCare(tx, patientId, care, id);
  return same !== undefined || (await overlappingVisit(tx, patientId, { startAt, endAt }, id)) !== undefined;
}

/** The money came when the visit could no longer be had. */
async function tooLate(tx: Tx, visit: Appointment): Promise<void> {
  const isPending = visit.state === "pending_payment";
  const act = { actor: SYSTEM, act: "expire" };
  const ended = isPending ? await changeAppointment(tx, visit, { state: "expired" }, act) : visit;
  invariant(ended, `visit ${visit.id} keeps its seat until it ends`);
  await tellTooLate(tx, ended);
}
