import { invariant } from "../../core/errors.ts";
import { refuse, refuseMember } from "../../core/problem.ts";
import { say } from "../../core/say.ts";
import { mayUse, type Staff } from "../../core/staff.ts";
import { type Appointment, appointmentById, overlappingVisit } from "../../store/appointments.ts";
import { chargeOf } from "../../store/charges.ts";
import type { Tx } from "../../store/engine.ts";
import { bookHeld, lateness } from "../held.ts";
import { type Notified, queueNotice } from "../notices.ts";
import { stillDue } from "../payments/still-due.ts";
import type { Outcome } from "./done.ts";
import { keepSeat } from "./hold-time.ts";
import { goneWithAlternatives } from "./nearest-free.ts";
import { type PaymentWish, paid } from "./pay-visit.ts";
import { type ShownVisit, shown } from "./payment-view.ts";
import { actorOf, isVisit, patientSeenBy } from "./scope.ts";
import { messageFor } from "./visit-view.ts";
import { wantedSlot } from "./wanted-slot.ts";

/** A booking as DESIGN 8 has it; `holdId` is the same key's hold of that very time. */
export type BookingRequest = {
  readonly patientId: number;
  readonly doctorId: number;
  readonly desiredDateTime: number;
  readonly holdId?: number | undefined;
  readonly reason?: string | undefined;
  readonly payment?: PaymentWish | undefined;
};

/** A visit that was booked, moved, cancelled or confirmed: with what one may say to the patient, and whether she is told. */
export type VisitChanged = ShownVisit & { readonly message: string } & Notified;

/** Books the exact time for a patient, from the key's own hold or at once; a time that is gone is answered with the nearest three. */
export async function bookVisit(tx: Tx, staff: Staff, request: BookingRequest): Promise<Outcome<VisitChanged>> {
  if (!(await patientSeenBy(tx, staff, request.patientId))) refuseMember("/patientId", "unknown");
  const { holdId } = request;
  return holdId === undefined ? await bookAtOnce(tx, staff, request) : await bookOwnHold(tx, staff, request, holdId);
}

async function bookOwnHold(tx: Tx, staff: Staff, request: BookingRequest, holdId: number) {
  const hold = await appointmentById(tx, holdId);
  if (hold?.keyId !== staff.keyId) refuseMember("/holdId", "unknown");
  const { doctorId, desiredDateTime: at } = request;
  if (hold.startAt !== at || hold.practitionerId !== doctorId) refuseMember("/holdId", "other-time");
  if (isVisit(hold)) refuseMember("/holdId", "used");
  await refuseOverlap(tx, staff, request.patientId, hold);
  // Somebody may have come first once it had lapsed.
  const late = hold.state === "held" ? await lateness(tx, hold) : "too.late";
  if (late === "too.late") return await goneWithAlternatives(tx, staff, { doctorId, at, specialty: hold.care });
  return await booked(tx, staff, await bookHeld(tx, actorOf(staff), hold, forWhom(request), late), request.payment);
}

async function bookAtOnce(tx: Tx, staff: Staff, request: BookingRequest) {
  const { slot, specialty } = await wantedSlot(tx, staff, request);
  if (slot) await refuseOverlap(tx, staff, request.patientId, slot);
  const seat = slot && (await keepSeat(tx, staff, slot, specialty, tx.now + 1));
  if (seat) {
    const row = await bookHeld(tx, actorOf(staff), seat, forWhom(request), {});
    return await booked(tx, staff, row, request.payment);
  }
  return await goneWithAlternatives(tx, staff, { ...request, at: request.desiredDateTime, specialty });
}

function forWhom({ patientId, reason }: BookingRequest) {
  return { patientId, reason: reason ?? null };
}

/** What waits for its fee is no visit yet: she is told when it is. */
const NOT_YET: Notified = { notified: "none", why: "no visit" };

async function booked(
  tx: Tx,
  staff: Staff,
  held: Appointment,
  wish: PaymentWish | undefined,
): Promise<Outcome<VisitChanged>> {
  const no = await paidAsWished(tx, staff, held, wish);
  if (no) return no;
  const row = (await appointmentById(tx, held.id)) ?? held;
  invariant(isVisit(row), `what was booked is a visit: ${row.id}`);
  const isPending = row.state === "pending_payment";
  const notice = { appointmentId: row.id, change: "booked", by: actorOf(staff) } as const;
  const told: Notified = isPending ? NOT_YET : await queueNotice(tx, notice);
  const message = isPending ? await unpaidMessage(tx, staff, row) : await messageFor(tx, staff, "booked.head", row);
  const { value, tag } = await shown(tx, row);
  return { value: { ...value, message, ...told }, tag };
}

/** A fee that is not to be paid ahead, or is paid already by what she has with us, takes no payment. */
async function paidAsWished(tx: Tx, staff: Staff, visit: Appointment, wish: PaymentWish | undefined) {
  const charge = visit.state === "pending_payment" && wish ? await chargeOf(tx, visit.id) : undefined;
  return charge && wish ? await paid(tx, staff, { visit, charge, at: "/payment" }, wish) : null;
}

/** It is no visit yet: what one may say is what is owed, and until when. */
async function unpaidMessage(tx: Tx, staff: Staff, row: Appointment): Promise<string> {
  return staff.inWords([say("staff.unpaid", await stillDue(tx, row))]);
}

/** A patient is in one place at a time (DESIGN 7, 2); a visit at a clinic the caller may not see is not named. */
export async function refuseOverlap(
  tx: Tx,
  staff: Staff,
  patientId: number,
  time: { readonly startAt: number; readonly endAt: number },
  except = 0,
): Promise<void> {
  const id = await overlappingVisit(tx, patientId, time, except);
  const other = id === undefined ? undefined : await appointmentById(tx, id);
  if (!other) return;
  refuse({ type: "patient-busy", ...(mayUse(staff, other.locationId) ? { appointmentId: other.id } : {}) });
}
