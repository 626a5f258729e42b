import { Temporal } from "temporal-polyfill";

/*
 * Instants are epoch milliseconds, days are 'YYYY-MM-DD', times are 'HH:MM', zones are IANA names. A day is never
 * n × 24 h: days are counted on the calendar, and `Date` is used only as a calendar in UTC, never as a clock.
 *
 * Temporal knows the zones, but costs 8–20 µs a call (measured), and a turn asks dozens of times. So it is asked once for
 * each span between two changes of the clock, and what lies within a span is arithmetic (below 1 µs).
 */

const MINUTE = 60_000;
const DAY = 86_400_000;
const AFTERNOON = 13 * 60 * MINUTE;

/** One instant as the people of a zone read it; `weekday` is 1 for Monday to 7 for Sunday. */
export type LocalParts = {
  readonly day: string;
  readonly year: number;
  readonly month: number;
  readonly dayOfMonth: number;
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
};

/** The halves of a day in which offers differ. */
export type HalfDay = "morning" | "afternoon";

/** True for an IANA zone this platform knows; offsets and abbreviations ('+05:30', 'IST') are none. */
export function isZone(zone: string): boolean {
  // Asked of the library, not looked up in supportedValuesOf, which lists Asia/Calcutta but not Asia/Kolkata.
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    new Temporal.ZonedDateTime(0n, zone);
    return true;
  } catch {
    return false;
  }
}

/** True for a day of the calendar, written 'YYYY-MM-DD'. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(text);
  // Date.parse reads 30 February as 2 March.
  return !Number.isNaN(at) && dayText(at) === text;
}

/** Minutes since midnight of 'HH:MM', 24:00 being the end of the day; throws RangeError for anything else. */
export function minutesOf(time: string): number {
  const [, hour, minute] = /^([01]\d|2[0-4]):([0-5]\d)$/.exec(time) ?? [];
  const minutes = Number(hour) * 60 + Number(minute);
  if (!(minutes <= 24 * 60)) throw new RangeError("not a time HH:MM");
  return minutes;
}

/** The calendar day it is in a zone at an instant. */
export function dayOf(at: number, zone: string): string {
  return dayText(at + offsetAt(at, zone));
}

/** The calendar day at an instant as days since 1970-01-01: to compare many instants, for it costs a fifth of `dayOf`. */
export function dayNumberOf(at: number, zone: string): number {
  return Math.floor((at + offsetAt(at, zone)) / DAY);
}

/** An instant as the people of a zone read it. */
export function localParts(at: number, zone: string): LocalParts {
  const wall = new Date(at + offsetAt(at, zone));
  return {
    day: dayText(wall.getTime()),
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    dayOfMonth: wall.getUTCDate(),
    weekday: wall.getUTCDay() || 7,
    hour: wall.getUTCHours(),
    minute: wall.getUTCMinutes(),
  };
}

/** An instant as ISO 8601 with the zone's offset, to the second: '2026-11-25T09:00:00+05:30'. */
export function isoAt(at: number, zone: string): string {
  const offset = offsetAt(at, zone);
  const minutes = Math.abs(offset) / MINUTE;
  const clock = `${pad(Math.floor(minutes / 60), 2)}:${pad(Math.floor(minutes % 60), 2)}`;
  return `${new Date(at + offset).toISOString().slice(0, 19)}${offset < 0 ? "-" : "+"}${clock}`;
}

/** Morning or afternoon at an instant; in a clinic the afternoon begins at 13:00, after the morning's last patients. */
export function halfDayOf(at: number, zone: string): HalfDay {
  const sinceMidnight = at + offsetAt(at, zone) - dayNumberOf(at, zone) * DAY;
  return sinceMidnight < AFTERNOON ? "morning" : "afternoon";
}

/** The instant of a wall-clock time; null if the clock jumps over it, and if the clock shows it twice the one asked for. */
export function atLocal(
  day: string,
  time: string,
  zone: string,
  whenTwice: "earlier" | "later" = "earlier",
): number | null {
  const wall = dayStart(day) + minutesOf(time) * MINUTE;
  // No zone changes its clock twice within two days, so the offset is the one of a day before or of a day after.
  const before = wall - offsetAt(wall - DAY, zone);
  const after = wall - offsetAt(wall + DAY, zone);
  const instants = [before, after].filter((at) => at + offsetAt(at, zone) === wall);
  if (instants.length === 0) return null;
  return whenTwice === "earlier" ? Math.min(...instants) : Math.max(...instants);
}

/** The first instant of a day in a zone; where the clock jumps over midnight (Cairo in April) it is later than 00:00. */
export function startOfDay(day: string, zone: string): number {
  const midnight = atLocal(day, "00:00", zone);
  return midnight ?? Temporal.PlainDate.from(day).toZonedDateTime(zone).epochMilliseconds;
}

/** The instant at which the clock of a zone reaches a wall-clock time; where it jumps over that time, when it has jumped. */
export function whenClockReaches(day: string, time: string, zone: string): number {
  const at = atLocal(day, time, zone);
  if (at !== null) return at;
  const wall = dayStart(day) + minutesOf(time) * MINUTE;
  // Read with the clock of the day before, a wall time in the gap is an instant shortly after the jump.
  return spanFor(wall - offsetAt(wall - DAY, zone), zone).from;
}

/** Minutes since midnight on the clock of a zone: to compare many instants with hours of the day. */
export function minuteOfDay(at: number, zone: string): number {
  const wall = at + offsetAt(at, zone);
  return Math.floor((wall - Math.floor(wall / DAY) * DAY) / MINUTE);
}

/** The day n days later, or earlier if n is negative. */
export function addDays(day: string, n: number): string {
  return dayText(dayStart(day) + n * DAY);
}

/** Days from the first to the second, negative if the second is earlier. */
export function daysBetween(from: string, to: string): number {
  return (dayStart(to) - dayStart(from)) / DAY;
}

/** 1 for Monday to 7 for Sunday. */
export function weekdayOf(day: string): number {
  return new Date(dayStart(day)).getUTCDay() || 7;
}

/** The first day that falls on a weekday (1 is Monday), `from` itself included. */
export function earliestDayOnOrAfter(weekday: number, from: string): string {
  return addDays(from, (weekday - weekdayOf(from) + 7) % 7);
}

/** The next day with this day of the month and month (1–12), today included; null if no year has such a day. */
export function nextDayMonth(dayOfMonth: number, month: number, today: string): string | null {
  const year = Number(today.slice(0, 4));
  // 29 February can be eight years away (2096, 2104).
  for (let ahead = 0; ahead <= 8; ahead++) {
    const day = [pad(year + ahead, 4), pad(month, 2), pad(dayOfMonth, 2)].join("-");
    if (isDay(day) && day >= today) return day;
  }
  return null;
}

/** From `from` up to but not including `to` the clock of a zone is ahead of UTC by `offset`; all in milliseconds. */
type Span = { readonly from: number; readonly to: number; readonly offset: number };

/** A cache, not state: it holds what Temporal would answer again, one span per change of the clock that was asked for. */
const spansByZone = new Map<string, Span[]>();

function offsetAt(at: number, zone: string): number {
  return spanFor(at, zone).offset;
}

function spanFor(at: number, zone: string): Span {
  const known = spansByZone.get(zone);
  const hit = known?.find((span) => span.from <= at && at < span.to);
  if (hit) return hit;
  const span = spanAt(at, zone);
  if (known) known.push(span);
  else spansByZone.set(zone, [span]);
  return span;
}

function spanAt(at: number, zone: string): Span {
  const now = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  // 'previous' leaves out a change at the very instant it is asked from.
  const from = now.add({ milliseconds: 1 }).getTimeZoneTransition("previous");
  const to = now.getTimeZoneTransition("next");
  return {
    from: from?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
    to: to?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    offset: now.offsetNanoseconds / 1e6,
  };
}

/** Days written and read lately: a turn names the same few dozens of times, and each costs a `Date` (1 µs). */
const textByNumber = new Map<number, string>();
const startByText = new Map<string, number>();
const DAYS_KEPT = 1_000;

function dayText(at: number): string {
  const number = Math.floor(at / DAY);
  return remembered(textByNumber, number, () => new Date(at).toISOString().slice(0, 10));
}

function dayStart(day: string): number {
  return remembered(startByText, day, () => {
    // With the time, for Date.parse reads a sloppy '2026-3-1' in the zone of this machine.
    const at = Date.parse(`${day}T00:00Z`);
    if (Number.isNaN(at)) throw new RangeError("not a day YYYY-MM-DD");
    return at;
  });
}

function remembered<Key, Value>(known: Map<Key, Value>, key: Key, find: () => Value): Value {
  const last = known.get(key);
  if (last !== undefined) return last;
  const found = find();
  if (known.size >= DAYS_KEPT) known.clear();
  known.set(key, found);
  return found;
}

function pad(n: number, length: number): string {
  return String(n).padStart(length, "0");
}
