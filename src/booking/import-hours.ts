import { minutesOf } from "../core/time.ts";
import type { WeeklyHours } from "../store/schema/places.ts";
import { timeOfDay } from "./import-fields.ts";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const NAMES = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const GROUPS: Readonly<Record<string, readonly number[]>> = {
  daily: [1, 2, 3, 4, 5, 6, 7],
  weekdays: [1, 2, 3, 4, 5],
};

/**
 * Weekly hours as people write them: `Mon-Sat 09:00-13:00; Wed 15:00-17:00`, `Mon, Thu 9-12, 14-16`, `daily 9:30 to 13`.
 * Sorted by weekday and time; throws RangeError naming the part it cannot read, and where hours of a day overlap.
 */
export function weeklyHours(text: string): readonly WeeklyHours[] {
  const parts = text
    .split(/[;\n|]/)
    .map((part) => part.trim())
    .filter(Boolean);
  const hours = parts.flatMap(partHours).sort((a, b) => a.weekday - b.weekday || minutesOf(a.from) - minutesOf(b.from));
  for (const [n, { weekday, from, to }] of hours.entries()) {
    const before = hours[n - 1];
    if (before?.weekday === weekday && minutesOf(from) < minutesOf(before.to)) {
      throw new RangeError(`on ${dayName(weekday)} ${from}-${to} overlaps ${before.from}-${before.to}`);
    }
  }
  return hours;
}

/** A weekday (1 is Monday) as an error names it. */
export function dayName(weekday: number): string {
  const name = NAMES[weekday - 1] ?? "";
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}

function partHours(part: string): readonly WeeklyHours[] {
  const [, days = "", times = ""] = /^(\D+?)\s*(\d.*)$/s.exec(part) ?? [];
  if (days === "" || times === "") throw new RangeError(`"${part}" is not like "Mon-Sat 09:00-13:00"`);
  const weekdays = weekdaysIn(days);
  return times
    .split(/[,&]|\band\b/)
    .map((span) => span.trim())
    .filter(Boolean)
    .flatMap((span) => {
      const { from, to } = spanIn(span);
      return weekdays.map((weekday) => ({ weekday, from, to }));
    });
}

function weekdaysIn(text: string): readonly number[] {
  const items = text
    .toLowerCase()
    .replace(/\s*(?:[-–—]|\bto\b)\s*/g, "-")
    .split(/[\s,&:]+|\band\b/)
    .filter(Boolean);
  return [...new Set(items.flatMap((item) => GROUPS[item] ?? daysFromTo(item)))];
}

function daysFromTo(item: string): readonly number[] {
  const [from, to = from] = item.split("-").map((name) => dayNumber(name));
  if (from === undefined || to === undefined) throw new RangeError(`"${item}" is no weekday`);
  return Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, n) => ((from - 1 + n) % 7) + 1);
}

function dayNumber(name: string): number {
  const short = DAYS.indexOf(name.slice(0, 3));
  // Tues, Weds and Thurs are written too; Monk is not.
  if (short === -1 || !NAMES[short]?.startsWith(name.replace(/(?<=wed)s$/, "")))
    throw new RangeError(`"${name}" is no weekday`);
  return short + 1;
}

function spanIn(span: string): { readonly from: string; readonly to: string } {
  const [from, to, ...rest] = span.split(/\s*(?:[-–—]|\bto\b)\s*/);
  if (from === undefined || to === undefined || rest.length > 0) {
    throw new RangeError(`"${span}" is not like "09:00-13:00"`);
  }
  const hours = { from: timeOfDay(from), to: timeOfDay(to) };
  if (minutesOf(hours.from) >= minutesOf(hours.to)) throw new RangeError(`"${span}" ends before it begins`);
  return hours;
}
