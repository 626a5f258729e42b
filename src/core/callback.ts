import { addDays, atLocal, localParts, startOfDay } from "./time.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** What keeps call-backs from becoming a nuisance or a bill. */
export const CALLBACK = {
  /** Her line needs a moment to be free again, and not everybody is rung at once. */
  firstMs: 10 * SECOND,
  spreadMs: 20 * SECOND,
  /** How long after one that was not taken the next is tried, counted from its ringing; then she has to ring again. */
  gapsMs: [5 * MINUTE, 60 * MINUTE],
  /** Nobody waits longer for it than this. */
  usefulMs: 12 * HOUR,
  /** One that is still under way after this has been forgotten by the provider. */
  longestMs: 30 * MINUTE,
  /** In any 24 hours. */
  perNumber: 8,
  perDay: 1_000,
} as const;

/** People are rung at the clinic's day: from 06:00 up to 22:00. */
const DAY_FROM = 6;
const DAY_TO = 22;

/** The instant itself if somebody may be rung then, else 06:00. */
export function nextCallbackHour(at: number, zone: string): number {
  const { hour, day } = localParts(at, zone);
  if (hour >= DAY_FROM && hour < DAY_TO) return at;
  const morning = hour < DAY_FROM ? day : addDays(day, 1);
  return atLocal(morning, "06:00", zone) ?? startOfDay(morning, zone) + DAY_FROM * HOUR;
}

/** When to call back somebody who rings at `now`: soon, spread by `n` so that a crowd is not rung in one second. */
export function firstCallback(now: number, zone: string, n: number): number {
  return nextCallbackHour(now + CALLBACK.firstMs + ((n * 7_919) % CALLBACK.spreadMs), zone);
}
