import type { Care } from "../../core/places.ts";
import { refuse } from "../../core/problem.ts";
import type { Staff } from "../../core/staff.ts";
import { isoAt } from "../../core/time.ts";
import { changeAppointment, createHold } from "../../store/appointment-changes.ts";
import { keyHoldOn, standingHolds } from "../../store/appointment-lists.ts";
import { type Appointment, appointmentById } from "../../store/appointments.ts";
import type { Tx } from "../../store/engine.ts";
import { type BookableSlot, bookableSlot } from "../../store/slots.ts";
import { seatOrLapsed } from "../lapsed-hold.ts";
import { mayTake, noticeDetail } from "../slot-policy.ts";
import type { Found, Outcome } from "./done.ts";
import { goneWithAlternatives } from "./nearest-free.ts";
import { actorOf } from "./scope.ts";
import { type Wanted, wantedSlot } from "./wanted-slot.ts";

/** How long a hold over REST lasts, and how many a key may have standing (DESIGN 6.3). */
const HOLD_MS = 5 * 60_000;
const HOLDS_MAX = 20;

/** A hold as REST shows it. */
export type HoldView = {
  readonly holdId: number;
  readonly doctorId: number;
  readonly locationId: number;
  readonly specialty: Care;
  readonly scheduledAt: string;
  readonly endsAt: string;
};

type HoldId = { readonly holdId: number };

/** Keeps a seat at the exact time for five minutes. */
export async function holdTime(tx: Tx, staff: Staff, wanted: Wanted): Promise<Outcome<HoldView>> {
  if ((await standingHolds(tx, staff.keyId)) >= HOLDS_MAX) refuse({ type: "hold-limit", holdsMax: HOLDS_MAX });
  const { slot, specialty } = await wantedSlot(tx, staff, wanted);
  const hold = slot && (await keepSeat(tx, staff, slot, specialty, tx.now + HOLD_MS));
  if (hold) return { value: holdView(hold) };
  return await goneWithAlternatives(tx, staff, { ...wanted, at: wanted.desiredDateTime, specialty });
}

/** Takes a seat for a key until an instant; null if none is free or the slot may not be taken now. */
export async function keepSeat(tx: Tx, staff: Staff, slot: BookableSlot, care: Care, holdEndsAt: number) {
  if (!mayTake(slot, care, tx.now)) return null;
  const hold = { slot, contactId: null, keyId: staff.keyId, care, holdEndsAt };
  const act = { actor: actorOf(staff), act: "hold", detail: noticeDetail(slot) };
  return await seatOrLapsed(tx, slot.id, () => createHold(tx, hold, act));
}

/** Keeps a hold five minutes longer, once, as long as its time may still be booked. */
export async function extendHold(tx: Tx, staff: Staff, { holdId }: HoldId): Promise<Found<HoldView>> {
  const hold = await ownHold(tx, staff, holdId);
  if (hold.version > 1) refuse({ type: "wrong-state", state: "extended" });
  const slot = await bookableSlot(tx, hold.slotId);
  if (!slot || !mayTake(slot, hold.care, tx.now)) refuse({ type: "wrong-state", state: "closed" });
  const act = { actor: actorOf(staff), act: "hold", detail: noticeDetail(slot) };
  const after = await changeAppointment(tx, hold, { holdEndsAt: tx.now + HOLD_MS }, act);
  return { value: holdView(after ?? refuse({ type: "not-found" })) };
}

/** Gives a held seat back. */
export async function releaseTime(tx: Tx, staff: Staff, { holdId }: HoldId): Promise<Found<null>> {
  await release(tx, staff, await ownHold(tx, staff, holdId));
  return { value: null };
}

/** Gives back the key's hold of a slot, if it has one: whoever holds the time she moves to must not be in her own way. */
export async function releaseHoldOn(tx: Tx, staff: Staff, slotId: number): Promise<void> {
  const hold = await keyHoldOn(tx, staff.keyId, slotId);
  if (hold) await release(tx, staff, hold);
}

async function release(tx: Tx, staff: Staff, hold: Appointment): Promise<void> {
  await changeAppointment(tx, hold, { state: "expired" }, { actor: actorOf(staff), act: "release" });
}

/** A hold of this very key; another key's, one that is over and one that never was are alike. */
async function ownHold(tx: Tx, { keyId }: Staff, holdId: number): Promise<Appointment> {
  const hold = await appointmentById(tx, holdId);
  return hold?.keyId === keyId && hold.state === "held" ? hold : refuse({ type: "not-found" });
}

function holdView({ id, practitionerId, locationId, care, startAt, zone, holdEndsAt }: Appointment): HoldView {
  return {
    holdId: id,
    doctorId: practitionerId,
    locationId,
    specialty: care,
    scheduledAt: isoAt(startAt, zone),
    endsAt: isoAt(holdEndsAt ?? startAt, zone),
  };
}
