import { addDays, daysBetween, isDay, nextDayMonth } from "../time.ts";
import { type Item, numberAt, pastFillers, senseAt } from "./items.ts";

/** The order in which a country writes day and month in numbers; null where there is none. */
export type DayOrder = "dmy" | "mdy" | null;

/** A date read from a text; `day` is null where it does not exist, is past, or could be either of two. */
type ReadDate = { readonly day: string | null; readonly length: number };

/** A date without a year that would be later than this many days ahead is a day just past. */
const AHEAD_MAX_DAYS = 335;

/** Reads a date with a number in it that begins at this place; null if there is none. */
export function dateAt(items: readonly Item[], at: number, today: string, order: DayOrder): ReadDate | null {
  return numericDateAt(items, at, today, order) ?? spokenDateAt(items, at, today);
}

function numericDateAt(items: readonly Item[], at: number, today: string, order: DayOrder): ReadDate | null {
  const item = items[at];
  if (item?.kind !== "digits" || item.joint === "" || item.joint === ":") return null;
  const [a = "", b = "", c] = item.parts;
  if (c === undefined && !isDayMonth(items, at, order)) return null;
  if (a.length === 4) return { day: dayFrom(Number(c), Number(b), Number(a), today), length: 1 };
  const [day, month] = dayAndMonth(Number(a), Number(b), order) ?? [];
  if (day === undefined || month === undefined) return { day: null, length: 1 };
  return { day: dayFrom(day, month, c === undefined ? null : Number(c), today), length: 1 };
}

/** Whether two joined numbers are a day and a month rather than an hour and its minutes. */
function isDayMonth(items: readonly Item[], at: number, order: DayOrder): boolean {
  const item = items[at];
  if (item?.kind !== "digits") return false;
  if (item.joint === "/") return true;
  if (senseAt(items, at + 1, "hour", "am", "pm", "dayPart") || senseAt(items, at - 1, "hour")) return false;
  if (item.joint === "-") return true;
  const [a = 0, b = 0] = item.parts.map(Number);
  return a <= 31 && b >= 1 && b <= 12 && (order === "dmy" || (order === null && a > 12));
}

function dayAndMonth(a: number, b: number, order: DayOrder): readonly [number, number] | null {
  if (a > 12) return [a, b];
  if (b > 12) return [b, a];
  if (a === b || order === "dmy") return [a, b];
  return order === "mdy" ? [b, a] : null;
}

function spokenDateAt(items: readonly Item[], at: number, today: string): ReadDate | null {
  const marked = senseAt(items, at, "dayMark") !== null;
  const from = marked ? pastFillers(items, at + 1) : at;
  const dayOfMonth = numberAt(items, from);
  if (dayOfMonth === null) return marked ? null : monthFirstAt(items, at, today);
  const markedAfter = senseAt(items, from + 1, "dayMark") !== null;
  const behind = markedAfter ? from + 2 : from + 1;
  const month = monthAt(items, pastFillers(items, behind));
  if (month) return withYear(items, at, month.end, dayOfMonth, month.month, today);
  if (!marked && !markedAfter) return null;
  return { day: nextDayOfMonth(dayOfMonth, today), length: behind - at };
}

function monthFirstAt(items: readonly Item[], at: number, today: string): ReadDate | null {
  const month = monthAt(items, at);
  if (!month) return null;
  const from = pastFillers(items, month.end);
  const dayOfMonth = numberAt(items, from);
  if (dayOfMonth === null || senseAt(items, from + 1, "hour", "am", "pm")) return null;
  const end = senseAt(items, from + 1, "dayMark") ? from + 2 : from + 1;
  return withYear(items, at, end, dayOfMonth, month.month, today);
}

/** A month by name, or by number behind a word for month (mwezi wa 11). */
function monthAt(items: readonly Item[], at: number): { readonly month: number; readonly end: number } | null {
  const named = senseAt(items, at, "month");
  if (named) return { month: named.value, end: at + 1 };
  if (!senseAt(items, at, "monthMark")) return null;
  const behind = pastFillers(items, at + 1);
  const month = senseAt(items, behind, "month")?.value ?? numberAt(items, behind);
  return month === null ? null : { month, end: behind + 1 };
}

function withYear(
  items: readonly Item[],
  at: number,
  end: number,
  dayOfMonth: number,
  month: number,
  today: string,
): ReadDate {
  const item = items[end];
  const year = item?.kind === "digits" && item.joint === "" ? (item.parts[0] ?? "") : "";
  const thisYear = Number(today.slice(0, 4));
  const isYear = /^20\d\d$/.test(year) || Number(year) === thisYear % 100 || Number(year) === (thisYear + 1) % 100;
  if (year.length < 2 || !isYear) return { day: dayFrom(dayOfMonth, month, null, today), length: end - at };
  return { day: dayFrom(dayOfMonth, month, Number(year), today), length: end + 1 - at };
}

/** The day ahead with this number and month, in the year given or the next one that comes; null if there is none. */
export function dayFrom(dayOfMonth: number, month: number, year: number | null, today: string): string | null {
  if (year === null) {
    const next = nextDayMonth(dayOfMonth, month, today);
    return next !== null && daysBetween(today, next) <= AHEAD_MAX_DAYS ? next : null;
  }
  const day = [year < 100 ? 2000 + year : year, two(month), two(dayOfMonth)].join("-");
  return isDay(day) && day >= today ? day : null;
}

/** The next day with this number, in this month or one of the two after it; every number from 1 to 31 has one. */
function nextDayOfMonth(dayOfMonth: number, today: string): string | null {
  let month = today.slice(0, 7);
  for (let tries = 0; tries < 3; tries += 1) {
    const day = `${month}-${two(dayOfMonth)}`;
    if (isDay(day) && day >= today) return day;
    month = addDays(`${month}-28`, 4).slice(0, 7);
  }
  return null;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
