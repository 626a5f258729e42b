import type { AppointmentState } from "./appointment.ts";
import { addDays, dayOf, whenClockReaches } from "./time.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Whoever has just booked or moved knows: nothing is planned that is due sooner than this after it. */
const FRESH_MS = 12 * HOUR;
/** Until when a reminder of three days before is worth sending, on the day after. */
const NEXT_EVENING = "20:00";

/** Which of a visit's reminders. */
export type ReminderKind = "three.days" | "day.before" | "same.day";

/** What of a clinic's policy says when its visits are reminded of. */
export type ReminderPolicy = {
  readonly remindThreeDays: boolean;
  readonly remindDayBefore: boolean;
  readonly remindSameDay: boolean;
  /** The hour of reminders that are sent on an earlier day, 'HH:MM' at the clinic. */
  readonly remindAt: string;
};

/** A reminder to be: sent from `dueAt` on, and not at all from `uselessAt` on. */
export type PlannedReminder = { readonly kind: ReminderKind; readonly dueAt: number; readonly uselessAt: number };

/** The reminders of a visit booked or moved now, soonest first; days are those of the clinic's calendar. */
export function plannedReminders(
  policy: ReminderPolicy,
  visit: { readonly startAt: number; readonly zone: string },
  now: number,
): readonly PlannedReminder[] {
  const { startAt, zone } = visit;
  const day = dayOf(startAt, zone);
  const at = (daysBefore: number, time: string) => whenClockReaches(addDays(day, -daysBefore), time, zone);
  const all: readonly (PlannedReminder & { readonly isOn: boolean })[] = [
    {
      kind: "three.days",
      isOn: policy.remindThreeDays,
      dueAt: at(3, policy.remindAt),
      uselessAt: at(2, NEXT_EVENING),
    },
    {
      kind: "day.before",
      isOn: policy.remindDayBefore,
      dueAt: at(1, policy.remindAt),
      uselessAt: startAt - 12 * HOUR,
    },
    {
      kind: "same.day",
      isOn: policy.remindSameDay,
      dueAt: startAt - 150 * MINUTE,
      uselessAt: startAt - 45 * MINUTE,
    },
  ];
  return all
    .filter(({ isOn, dueAt, uselessAt }) => isOn && dueAt >= now + FRESH_MS && dueAt < uselessAt)
    .map(({ kind, dueAt, uselessAt }) => ({ kind, dueAt, uselessAt }));
}

/** What of an appointment decides about its reminders. */
type Reminded = { readonly state: AppointmentState; readonly startAt: number; readonly locationId: number };

/** States of a visit that is still to come. */
const EXPECTED: ReadonlySet<AppointmentState> = new Set(["booked", "confirmed"]);

/**
 * What a change of an appointment does to what is planned for it: only a booking or a move plans; a change that keeps start
 * and place carries what is pending to the new version; everything else retires it.
 */
export function planningFor(before: Reminded | null, after: Reminded): "plan" | "carry" | "retire" {
  if (!EXPECTED.has(after.state)) return "retire";
  const isSame = before !== null && before.startAt === after.startAt && before.locationId === after.locationId;
  return isSame && EXPECTED.has(before.state) ? "carry" : "plan";
}
