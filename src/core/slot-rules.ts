import { atLocal, localParts, minutesOf, weekdayOf } from "./time.ts";

const MINUTE = 60_000;

/** From 'HH:MM' up to 'HH:MM' on the clinic's wall clock; '24:00' is the end of the day. */
export type Hours = { readonly from: string; readonly to: string };

/** A day on which the weekly hours do not hold: closed, wholly or from … to, or open for hours besides them. */
export type ScheduleException =
  | { readonly day: string; readonly kind: "closed"; readonly from?: string | null; readonly to?: string | null }
  | ({ readonly day: string; readonly kind: "extra" } & Hours);

/** When one practitioner sees patients at one location; weekday 1 is Monday, both ends of the validity are included. */
export type ScheduleRule = {
  /** IANA zone of the location. */
  readonly zone: string;
  readonly weekly: readonly (Hours & { readonly weekday: number })[];
  readonly slotMinutes: number;
  readonly capacity: number;
  readonly validFrom?: string | null;
  readonly validTo?: string | null;
  readonly exceptions: readonly ScheduleException[];
};

/** A time that can be booked, in epoch milliseconds. */
export type SlotTime = { readonly startAt: number; readonly endAt: number; readonly capacity: number };

/**
 * The slots a rule gives on one day ('YYYY-MM-DD'), by start and never overlapping. They stand where the wall clock says;
 * a wall time the clock jumps over has no slot, one it shows twice has one, and each lasts `slotMinutes` of real time.
 */
export function slotsOn(day: string, rule: ScheduleRule): SlotTime[] {
  const slots: SlotTime[] = [];
  let free = Number.NEGATIVE_INFINITY;
  for (const { start, closes } of wallStarts(day, rule)) {
    const startAt = atLocal(day, clock(start), rule.zone);
    if (startAt === null || startAt < free) continue;
    const endAt = startAt + rule.slotMinutes * MINUTE;
    // After a jump of the clock a slot may run on past the wall time at which the doctor leaves.
    const last = localParts(endAt - MINUTE, rule.zone);
    if (last.day !== day || last.hour * 60 + last.minute >= closes) continue;
    slots.push({ startAt, endAt, capacity: rule.capacity });
    free = endAt;
  }
  return slots;
}

/** A minute of the day at which a slot may start, and the one at which it must be over. */
type WallStart = { readonly start: number; readonly closes: number };

function wallStarts(day: string, rule: ScheduleRule): WallStart[] {
  if ((rule.validFrom && day < rule.validFrom) || (rule.validTo && day > rule.validTo)) return [];
  const today = rule.exceptions.filter((exception) => exception.day === day);
  const weekly = rule.weekly.filter((hours) => hours.weekday === weekdayOf(day)).flatMap((hours) => grid(hours, rule));
  const extra = today.flatMap((exception) => (exception.kind === "extra" ? grid(exception, rule) : []));
  // A closure drops weekly slots and moves none, so that booked ones keep their times. It does not touch extra hours,
  // which somebody set for this very day: a closed day with extra hours is a day with other hours.
  const open = weekly.filter(
    ({ start }) => !today.some((exception) => cuts(exception, start, start + rule.slotMinutes)),
  );
  return [...open, ...extra].sort((a, b) => a.start - b.start);
}

function grid(hours: Hours, { slotMinutes }: ScheduleRule): WallStart[] {
  // A rule without a length would never end.
  if (!(slotMinutes > 0)) throw new RangeError("slotMinutes must be positive");
  const starts: WallStart[] = [];
  const closes = minutesOf(hours.to);
  for (let start = minutesOf(hours.from); start + slotMinutes <= closes; start += slotMinutes) {
    starts.push({ start, closes });
  }
  return starts;
}

function cuts(exception: ScheduleException, start: number, end: number): boolean {
  if (exception.kind !== "closed") return false;
  const from = exception.from ? minutesOf(exception.from) : 0;
  const to = exception.to ? minutesOf(exception.to) : 24 * 60;
  return start < to && from < end;
}

function clock(minute: number): string {
  return [Math.floor(minute / 60), minute % 60].map((n) => String(n).padStart(2, "0")).join(":");
}
