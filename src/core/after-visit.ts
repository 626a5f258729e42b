import { addDays, dayOf, whenClockReaches } from "./time.ts";

const HOUR = 3_600_000;

/** Staff who press the wrong key, and patients who come late, have this long before a missed visit is spoken of. */
const MISSED_AFTER_MS = 2 * HOUR;
/** The second and last time it is spoken of, in days after the first. */
const MISSED_AGAIN_DAYS = 3;
/** For how many days it makes sense to speak of a missed visit at all. */
const MISSED_USELESS_DAYS = 7;
/** So many days before a follow-up its day is asked about: enough free times are left, and it is not forgotten again. */
const FOLLOW_UP_BEFORE_DAYS = 7;
/** From this hour of its day on a follow-up is not asked about any more. */
const FOLLOW_UP_OVER = "12:00";

/** When something is sent, and from when on it is not worth sending. */
export type Window = { readonly dueAt: number; readonly uselessAt: number };

/** When a missed visit is asked about, the first or the second time; `now` is when it was marked, or asked about first. */
export function missedWindow(times: "first" | "second", now: number, { zone, remindAt }: Clinic): Window {
  const today = dayOf(now, zone);
  const uselessAt = whenClockReaches(addDays(today, MISSED_USELESS_DAYS), remindAt, zone);
  if (times === "first") return { dueAt: now + MISSED_AFTER_MS, uselessAt };
  return { dueAt: whenClockReaches(addDays(today, MISSED_AGAIN_DAYS), remindAt, zone), uselessAt };
}

/** When a follow-up on a day is asked about, seen from the visit; soon after it where the day is near. */
export function followUpWindow(day: string, now: number, { zone, remindAt }: Clinic): Window {
  const early = whenClockReaches(addDays(day, -FOLLOW_UP_BEFORE_DAYS), remindAt, zone);
  return { dueAt: Math.max(now + MISSED_AFTER_MS, early), uselessAt: whenClockReaches(day, FOLLOW_UP_OVER, zone) };
}

type Clinic = { readonly zone: string; readonly remindAt: string };
