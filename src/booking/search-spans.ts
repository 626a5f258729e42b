import type { Wish } from "../core/effects.ts";
import type { DayPart } from "../core/places.ts";
import { addDays, atLocal, dayOf, halfDayOf, startOfDay } from "../core/time.ts";

/** Instants from (included) to (excluded). */
export type Span = { readonly from: number; readonly to: number };

/** Parts of a day on the clinic's wall clock, as people mean them when they ask for a doctor. */
const PART_HOURS: Readonly<Record<DayPart, readonly [string, string]>> = {
  morning: ["00:00", "12:00"],
  noon: ["11:30", "14:00"],
  afternoon: ["12:00", "17:00"],
  evening: ["16:00", "24:00"],
};

/** A wished time is met by the slot that contains it, and no slot is wished for that began over an hour before. */
const TIME_SLACK_MS = 60 * 60_000;

/** The stretches of `open` in which a wish's day, part and time can be met, in order. */
export function spansOf(wish: Wish, zone: string, open: Span): readonly Span[] {
  if (wish.day !== undefined) return [cut(ofDay(wish, wish.day, zone), open)].filter(isLong);
  if (wish.part === undefined && wish.time === undefined) return [open].filter(isLong);
  const spans: Span[] = [];
  const last = dayOf(open.to - 1, zone);
  for (let day = dayOf(open.from, zone); day <= last; day = addDays(day, 1)) {
    spans.push(cut(ofDay(wish, day, zone), open));
  }
  return spans.filter(isLong);
}

function ofDay(wish: Wish, day: string, zone: string): Span {
  if (wish.time !== undefined) {
    const at = atLocal(day, wish.time, zone);
    return at === null ? { from: 0, to: 0 } : { from: at - TIME_SLACK_MS, to: at + 1 };
  }
  const [from, to] = wish.part === undefined ? ["00:00", "24:00"] : PART_HOURS[wish.part];
  return { from: wallTime(day, from, zone), to: wallTime(day, to, zone) };
}

/** Where the clock jumps over a time, the day as a whole is the nearest answer. */
function wallTime(day: string, time: string, zone: string): number {
  if (time === "24:00") return startOfDay(addDays(day, 1), zone);
  return atLocal(day, time, zone) ?? startOfDay(day, zone);
}

/** The instant a wish aims at, for finding what is nearest to it; null if it names no day. */
export function aimOf(wish: Wish, zone: string): number | null {
  if (wish.day === undefined) return null;
  if (wish.time !== undefined) return wallTime(wish.day, wish.time, zone);
  return wallTime(wish.day, wish.part === undefined ? "00:00" : PART_HOURS[wish.part][0], zone);
}

/** Where the half-day after an instant's own begins. */
export function nextHalfDay(at: number, zone: string): number {
  const day = dayOf(at, zone);
  const noon = halfDayOf(at, zone) === "morning" ? atLocal(day, "13:00", zone) : null;
  return noon ?? nextDay(at, zone);
}

/** Where the day after an instant's own begins. */
export function nextDay(at: number, zone: string): number {
  return startOfDay(addDays(dayOf(at, zone), 1), zone);
}

function cut(span: Span, open: Span): Span {
  return { from: Math.max(span.from, open.from), to: Math.min(span.to, open.to) };
}

function isLong(span: Span): boolean {
  return span.from < span.to;
}
