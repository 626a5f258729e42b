import type { Wish } from "../core/effects.ts";
import { type Appointment, lapsedHoldOf } from "../store/appointments.ts";
import { lastActOn } from "../store/audit.ts";
import type { Tx } from "../store/engine.ts";
import { bookableSlot } from "../store/slots.ts";
import type { FoundSlot } from "./search-slots.ts";
import { mayTake } from "./slot-policy.ts";

/** How long the time a visit was moved away from is offered again first (DESIGN 6.2). */
const UNDO_MOVE_MS = 24 * 3_600_000;

/** A move asks first for the same doctor at the same clinic, then for the same clinic, unless the wish says otherwise. */
export function movingWishes(visit: Appointment, wish: Wish): readonly Wish[] {
  if (wish.practitionerIds !== undefined || (wish.locationIds !== undefined && !wish.fixed)) return [];
  const sameClinic = { ...wish, locationIds: [visit.locationId] };
  return [{ ...sameClinic, practitionerIds: [visit.practitionerId] }, sameClinic];
}

/** The time a visit was just moved away from, if it is free and the wish says nothing else. */
export async function oldTime(tx: Tx, visit: Appointment, wish: Wish): Promise<FoundSlot | null> {
  const { not = [], care: _care, fixed, locationIds, ...narrowing } = wish;
  if (Object.keys(narrowing).length > 0 || (locationIds !== undefined && !fixed)) return null;
  const last = await lastActOn(tx, visit.id);
  const slotId = last?.act === "move" && tx.now - last.at < UNDO_MOVE_MS ? last.detail?.["fromSlot"] : undefined;
  if (typeof slotId !== "number" || slotId === visit.slotId || not.includes(slotId)) return null;
  const slot = await bookableSlot(tx, slotId);
  if (!slot || !mayTake(slot, visit.care, tx.now)) return null;
  const isFree = slot.taken < slot.capacity || (await lapsedHoldOf(tx, slotId)) !== undefined;
  const { startAt, zone, practitionerId, locationId, scheduleId } = slot;
  if (locationIds?.includes(locationId) === false) return null;
  return isFree ? { slotId, startAt, zone, practitionerId, locationId, scheduleId } : null;
}
