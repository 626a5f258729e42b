import type { Care } from "../core/places.ts";
import { addDays, dayOf, startOfDay } from "../core/time.ts";
import type { AuditDetail } from "../store/audit.ts";
import type { BookableSlot } from "../store/slots.ts";

type Policy = { readonly zone: string; readonly minNoticeMinutes: number; readonly horizonDays: number };

/** The instants between which a clinic gives times now: after its minimum notice, within its horizon of calendar days. */
export function openSpan(policy: Policy, now: number): { readonly from: number; readonly to: number } {
  const { zone, minNoticeMinutes, horizonDays } = policy;
  // A visit must lie in the future even where no notice is asked for.
  const from = now + Math.max(minNoticeMinutes * 60_000, 1);
  return { from, to: startOfDay(addDays(dayOf(now, zone), horizonDays + 1), zone) };
}

/** Whether a slot may be taken now for this care, a free seat aside. */
export function mayTake(slot: BookableSlot, care: Care, now: number): boolean {
  const { from, to } = openSpan(slot, now);
  return slot.startAt >= from && slot.startAt < to && slot.specialties.includes(care);
}

/** What an act under the rule of minimum notice writes down, so that the rule can be checked whatever becomes of the policy. */
export function noticeDetail(slot: BookableSlot): AuditDetail {
  return { start: slot.startAt, notice: slot.minNoticeMinutes };
}
