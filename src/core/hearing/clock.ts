import type { DayPart } from "../places.ts";
import { type Item, numberAt, pastFillers, senseAt } from "./items.ts";

/** A time of day as it was said, before the part of the day is known. */
export type SaidTime = {
  readonly hour: number;
  readonly minute: number;
  readonly half: "am" | "pm" | null;
  /** Written 24-hour fashion: `07:30`. */
  readonly exact: boolean;
  /** Hours by which the speaker's count lags behind midnight: 6 on the clock that begins at dawn. */
  readonly offset: number;
  /** Only a part of the day beside it makes this number an hour. */
  readonly needsPart: boolean;
  readonly length: number;
};

/** First and last hour of each part in which a spoken hour may fall; people stretch them, so they overlap. */
const HOURS: Readonly<Record<DayPart, readonly [number, number]>> = {
  morning: [5, 11],
  noon: [11, 15],
  afternoon: [12, 17],
  evening: [16, 23],
};

/** Hours that without any other word are in the afternoon: no clinic opens at five in the morning. */
const AFTERNOON_UNTIL = 7;

/** Reads a time of day that begins at this place; null if there is none. */
export function timeAt(items: readonly Item[], at: number): SaidTime | null {
  const lead = senseAt(items, at, "hour") ? pastFillers(items, at + 1) : at;
  const said = shiftedAt(items, lead) ?? writtenAt(items, lead, lead > at) ?? hourAt(items, lead, lead > at);
  if (!said || said.hour > 24 || said.minute > 59) return null;
  const end = lead + said.length;
  const half = senseAt(items, end, "am", "pm")?.is ?? null;
  const marks = senseAt(items, end, "hour", "am", "pm") ? 1 : 0;
  const used = items.slice(at, end);
  return { ...said, half, offset: half ? 0 : offsetOf(used), length: end + marks - at };
}

/** 'HH:MM' of a said time, given the part of the day if one was named; null where the two contradict each other. */
export function timeText(said: SaidTime, part: DayPart | null, partOffset: number): string | null {
  const hour = hourOf(said, part, partOffset);
  return hour === null ? null : `${two(hour)}:${two(said.minute)}`;
}

function hourOf(said: SaidTime, part: DayPart | null, partOffset: number): number | null {
  const { hour, half } = said;
  if (half) return (hour % 12) + (half === "pm" ? 12 : 0);
  if (hour > 12 || hour === 0 || said.exact) return hour % 24;
  const offset = Math.max(said.offset, partOffset);
  if (part === null) return offset ? (hour + offset) % 24 : hour <= AFTERNOON_UNTIL ? hour + 12 : hour;
  const [first, last] = HOURS[part];
  const plain = [hour % 12, (hour % 12) + 12];
  const counts = offset ? [(hour + offset) % 24, (hour + offset + 12) % 24, ...plain] : plain;
  return counts.find((count) => count >= first && count <= last) ?? null;
}

type Said = Omit<SaidTime, "half" | "offset">;

/** saadhe das, quarter to eleven, dedh; nne na nusu, nne kasorobo. */
function shiftedAt(items: readonly Item[], at: number): Said | null {
  const fixed = senseAt(items, at, "fixedTime");
  if (fixed) return spoken(Math.floor(fixed.value / 60), fixed.value % 60, 1);
  const before = senseAt(items, at, "beforeHour");
  const from = before ? pastFillers(items, at + 1) : at;
  const hour = numberAt(items, from);
  if (hour === null || hour < 1 || hour > 12) return null;
  if (before) return shifted(hour, before.value, from + 1 - at);
  const behind = pastFillers(items, at + 1);
  const after = senseAt(items, behind, "afterHour");
  return after ? shifted(hour, after.value, behind + 1 - at) : null;
}

/** 10:30, 10.30, 1030; with a mark also 930. */
function writtenAt(items: readonly Item[], at: number, marked: boolean): Said | null {
  const item = items[at];
  if (item?.kind !== "digits") return null;
  const [a = "", b = ""] = item.parts;
  if (item.joint === "") return runTogether(a, marked || senseAt(items, at + 1, "hour", "am", "pm") !== null);
  if (item.joint === "-") return a.length <= 2 ? spoken(Number(a), 0, 1) : null;
  if (item.joint === "/" || a.length > 2 || b.length !== 2) return null;
  return { ...spoken(Number(a), Number(b), 1), exact: a.length === 2 && a.startsWith("0") };
}

function runTogether(digits: string, marked: boolean): Said | null {
  if (digits.length !== 4 && !(marked && digits.length === 3)) return null;
  const hour = Number(digits.slice(0, -2));
  const minute = Number(digits.slice(-2));
  // 1985 and 2026 are years; a clinic's times fall on fives.
  if (!marked && (hour < 5 || hour === 19 || hour > 19 || minute % 5 !== 0)) return null;
  return { ...spoken(hour, minute, 1), exact: digits.startsWith("0") };
}

/** 10 baje, 4 pm, ten thirty, saa nne; a number beside a part of the day. */
function hourAt(items: readonly Item[], at: number, marked: boolean): Said | null {
  const hour = numberAt(items, at);
  if (hour === null || hour > 24) return null;
  const minute = numberAt(items, at + 1);
  if (minute === 15 || minute === 30 || minute === 45) return spoken(hour, minute, 2);
  if (marked || senseAt(items, at + 1, "hour", "am", "pm")) return spoken(hour, 0, 1);
  const besidePart = senseAt(items, at - 1, "dayPart") ?? senseAt(items, pastFillers(items, at + 1), "dayPart");
  return besidePart ? { ...spoken(hour, 0, 1), needsPart: true } : null;
}

function spoken(hour: number, minute: number, length: number): Said {
  return { hour, minute, exact: false, needsPart: false, length };
}

function shifted(hour: number, minutes: number, length: number): Said {
  const sum = hour * 60 + minutes;
  const at = sum < 60 ? sum + 12 * 60 : sum;
  return spoken(Math.floor(at / 60), at % 60, length);
}

function offsetOf(used: readonly Item[]): number {
  return Math.max(0, ...used.map((item) => (item.kind === "sense" ? item.lexicon.clockOffset : 0)));
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
