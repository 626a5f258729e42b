import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { APPOINTMENT_STATES, LIVE_STATES } from "../../src/core/appointment.ts";
import { plannedReminders, planningFor } from "../../src/core/reminders.ts";
import { atLocal, dayOf, daysBetween, localParts } from "../../src/core/time.ts";

const HOUR = 3_600_000;
const zone = "Asia/Kolkata";
const USUAL = { remindThreeDays: true, remindDayBefore: true, remindSameDay: false, remindAt: "10:00" };

function at(text: string): number {
  const [day = "", time = ""] = text.split(" ");
  return atLocal(day, time, zone) ?? Number.NaN;
}

function wall(instant: number): string {
  const { day, hour, minute } = localParts(instant, zone);
  return `${day.slice(8)} ${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

function planned(policy: typeof USUAL, start: string, now: string): readonly string[] {
  return plannedReminders(policy, { startAt: at(start), zone }, at(now)).map(
    ({ kind, dueAt, uselessAt }) => `${kind} ${wall(dueAt)}-${wall(uselessAt)}`,
  );
}

describe("the reminders of a visit", () => {
  it.each([
    [
      "booked a week before",
      USUAL,
      "2026-03-20 11:00",
      "2026-03-13 09:00",
      ["three.days 17 10:00-18 20:00", "day.before 19 10:00-19 23:00"],
    ],
    ["booked two days before", USUAL, "2026-03-20 11:00", "2026-03-18 09:00", ["day.before 19 10:00-19 23:00"]],
    ["booked the evening before the reminder, not twelve hours", USUAL, "2026-03-20 11:00", "2026-03-18 22:01", []],
    [
      "booked the evening before the reminder, twelve hours",
      USUAL,
      "2026-03-20 11:00",
      "2026-03-18 22:00",
      ["day.before 19 10:00-19 23:00"],
    ],
    [
      "in the evening: useless on the day itself",
      USUAL,
      "2026-03-20 21:00",
      "2026-03-18 09:00",
      ["day.before 19 10:00-20 09:00"],
    ],
    [
      "so early that the day before is over before it is due",
      { ...USUAL, remindAt: "18:00" },
      "2026-03-20 05:00",
      "2026-03-18 09:00",
      [],
    ],
    [
      "on the same day too",
      { ...USUAL, remindThreeDays: false, remindSameDay: true },
      "2026-03-20 11:00",
      "2026-03-13 09:00",
      ["day.before 19 10:00-19 23:00", "same.day 20 08:30-20 10:15"],
    ],
    [
      "none where the clinic wants none",
      { ...USUAL, remindThreeDays: false, remindDayBefore: false },
      "2026-03-20 11:00",
      "2026-03-13 09:00",
      [],
    ],
  ] as const)("%s", (_, policy, start, now, wanted) => {
    expect(planned(policy, start, now)).toEqual(wanted);
  });

  it("stand on the clinic's calendar, before the visit, and never within twelve hours of the booking", () => {
    const zones = fc.constantFrom("Asia/Kolkata", "Africa/Cairo", "Europe/Berlin", "America/New_York");
    const now = fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2026, 11) });
    const ahead = fc.integer({ min: 1, max: 40 * 24 * 60 });
    const policy = fc.record({
      remindThreeDays: fc.boolean(),
      remindDayBefore: fc.boolean(),
      remindSameDay: fc.boolean(),
      remindAt: fc.constantFrom("00:00", "02:30", "10:00", "23:59"),
    });
    fc.assert(
      fc.property(zones, now, ahead, policy, (where, booked, minutes, policies) => {
        const startAt = booked + minutes * 60_000;
        const all = plannedReminders(policies, { startAt, zone: where }, booked);
        for (const { kind, dueAt, uselessAt } of all) {
          expect(dueAt).toBeGreaterThanOrEqual(booked + 12 * HOUR);
          expect(uselessAt).toBeGreaterThan(dueAt);
          expect(uselessAt).toBeLessThan(startAt);
          const days = daysBetween(dayOf(dueAt, where), dayOf(startAt, where));
          if (kind !== "same.day") expect(days).toBe(kind === "three.days" ? 3 : 1);
        }
        expect(all.map(({ dueAt }) => dueAt)).toEqual(all.map(({ dueAt }) => dueAt).sort((a, b) => a - b));
      }),
    );
  });
});

describe("a change of a visit", () => {
  const visit = { state: "booked", startAt: 1, locationId: 1 } as const;

  it("plans when it books or moves", () => {
    expect(planningFor({ ...visit, state: "held" }, visit)).toBe("plan");
    expect(planningFor({ ...visit, state: "cancelled" }, visit)).toBe("plan");
    expect(planningFor(visit, { ...visit, startAt: 2 })).toBe("plan");
    expect(planningFor(visit, { ...visit, locationId: 2 })).toBe("plan");
  });

  it("carries what is planned when start and place stay", () => {
    expect(planningFor(visit, { ...visit, state: "confirmed" })).toBe("carry");
    // It is reminded of once it is paid.
    expect(planningFor({ ...visit, state: "pending_payment" }, visit)).toBe("plan");
  });

  it("leaves a reminder to nobody who is not expected any more", () => {
    const expected = LIVE_STATES.filter((state) => state !== "arrived" && state !== "pending_payment");
    for (const state of APPOINTMENT_STATES) {
      const isExpected = expected.some((one) => one === state);
      expect(planningFor(visit, { ...visit, state }) === "retire", state).toBe(!isExpected);
    }
  });
});
