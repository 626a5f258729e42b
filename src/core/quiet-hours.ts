import type { ChannelKind } from "./prompt.ts";
import type { Hours } from "./slot-rules.ts";
import { minuteOfDay, minutesOf } from "./time.ts";

const MINUTE = 60_000;

/** No night is longer; hours that leave no minute of two days are hours in which nothing may be sent at all. */
const LOOK_AHEAD_MS = 49 * 60 * MINUTE;

/** What of a clinic's policy says when people may be disturbed; a call wakes a house that a text does not. */
export type QuietPolicy = { readonly country: string; readonly quietFrom: string; readonly quietTo: string };

/**
 * Hours in which a country lets nobody be disturbed, kept besides the clinic's own. India and Nigeria forbid them to advertisers
 * only and let a clinic's messages pass; we keep to them because the person who is woken knows no such difference.
 */
const BY_COUNTRY: Readonly<Record<string, Partial<Record<ChannelKind, Hours>>>> = {
  IN: { call: { from: "21:00", to: "09:00" } },
  NG: { text: { from: "20:00", to: "08:00" }, call: { from: "20:00", to: "08:00" } },
  US: { text: { from: "21:00", to: "08:00" }, call: { from: "21:00", to: "08:00" } },
};

/** Minutes of the day, `from` after `to` going over midnight. */
type Span = { readonly from: number; readonly to: number };

/** When nothing that we start may reach anybody, on the wall clock of one zone. */
export type QuietHours = { readonly zone: string; readonly spans: readonly Span[] };

/** The quiet hours of a clinic for one kind of channel. */
export function quietHours(policy: QuietPolicy, zone: string, kind: ChannelKind): QuietHours {
  const own = { from: policy.quietFrom, to: policy.quietTo };
  const law = BY_COUNTRY[policy.country]?.[kind];
  const spans = [own, ...(law ? [law] : [])].map(({ from, to }) => ({ from: minutesOf(from), to: minutesOf(to) }));
  return { zone, spans };
}

/** No quiet hours: for what she waits for herself, and for news of a visit that is near. */
export function noQuietHours(zone: string): QuietHours {
  return { zone, spans: [] };
}

/** Whether an instant lies in quiet hours; a span that ends when it begins is none. */
export function isQuiet(at: number, { zone, spans }: QuietHours): boolean {
  const minute = minuteOfDay(at, zone);
  return spans.some(({ from, to }) => (from <= to ? from <= minute && minute < to : minute >= from || minute < to));
}

/** The instant itself if something may be sent then, else the first full minute after it; infinity if there is none. */
export function nextAllowed(at: number, quiet: QuietHours): number {
  if (!isQuiet(at, quiet)) return at;
  // Minute by minute: it is right on every clock that jumps, and a whole night costs 0.1 ms (measured).
  for (let minute = fullMinute(at) + MINUTE; minute < at + LOOK_AHEAD_MS; minute += MINUTE) {
    if (!isQuiet(minute, quiet)) return minute;
  }
  return Number.POSITIVE_INFINITY;
}

/** The last full minute before `end`, and not before `from`, in which something may be sent; null if there is none. */
export function lastAllowed(from: number, end: number, quiet: QuietHours): number | null {
  for (let minute = fullMinute(end - 1); minute >= from; minute -= MINUTE) {
    if (!isQuiet(minute, quiet)) return minute;
  }
  return null;
}

function fullMinute(at: number): number {
  return Math.floor(at / MINUTE) * MINUTE;
}
