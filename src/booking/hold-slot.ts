import type { Answer } from "../core/effects.ts";
import type { Care } from "../core/places.ts";
import { changeAppointment, createHold } from "../store/appointment-changes.ts";
import { type Appointment, holdOf } from "../store/appointments.ts";
import type { Tx } from "../store/engine.ts";
import { type BookableSlot, bookableSlot } from "../store/slots.ts";
import { type Asker, actorOf } from "./asker.ts";
import { seatOrLapsed } from "./lapsed-hold.ts";
import { offerOf } from "./offer.ts";
import { releaseHold } from "./release-hold.ts";
import { mayTake, noticeDetail } from "./slot-policy.ts";

/** Keeps a seat for a contact until its answer; whatever else she held is given back, and choosing again what she holds keeps it. */
export async function holdSlot(tx: Tx, asker: Asker, slotId: number, care: Care): Promise<Answer> {
  const slot = await bookableSlot(tx, slotId);
  const isOpen = slot !== undefined && mayTake(slot, care, tx.now);
  const own = await holdOf(tx, asker.contactId);
  if (own && isOpen && own.slotId === slotId) return held(await extended(tx, asker.contactId, own, slot, care), slot);
  if (own) await releaseHold(tx, asker.contactId);
  if (!isOpen) return { type: "slot.taken" };
  const hold = { slot, contactId: asker.contactId, keyId: null, care, holdEndsAt: holdEnd(slot, tx.now) };
  const act = { actor: actorOf(asker), act: "hold", detail: noticeDetail(slot) };
  return held(await seatOrLapsed(tx, slotId, () => createHold(tx, hold, act)), slot);
}

/** Keeps a hold for as long as its call lasts and its time after it; written anew only when half of that has gone. */
export async function keepHold(tx: Tx, contactId: number): Promise<void> {
  const own = await holdOf(tx, contactId);
  const slot = own ? await bookableSlot(tx, own.slotId) : undefined;
  if (!own || !slot || own.holdEndsAt === null) return;
  const left = own.holdEndsAt - tx.now;
  if (left < (slot.holdTextMinutes * 60_000) / 2 && mayTake(slot, own.care, tx.now)) {
    await extended(tx, contactId, own, slot, own.care);
  }
}

async function extended(tx: Tx, contactId: number, own: Appointment, slot: BookableSlot, care: Care) {
  const act = { actor: { kind: "contact", id: contactId }, act: "hold", detail: noticeDetail(slot) } as const;
  return await changeAppointment(tx, own, { care, holdEndsAt: holdEnd(slot, tx.now) }, act);
}

function holdEnd(slot: BookableSlot, now: number): number {
  return now + slot.holdTextMinutes * 60_000;
}

function held(row: Appointment | null, slot: BookableSlot): Answer {
  return row ? { type: "slot.held", holdId: row.id, offer: offerOf(slot, row.care) } : { type: "slot.taken" };
}
