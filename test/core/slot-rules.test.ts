import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { type ScheduleRule, slotsOn } from "../../src/core/slot-rules.ts";
import { addDays, localParts, minutesOf, weekdayOf } from "../../src/core/time.ts";

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
const rule = (zone: string, from: string, to: string, change: Partial<ScheduleRule> = {}): ScheduleRule => ({
  zone,
  weekly: EVERY_DAY.map((weekday) => ({ weekday, from, to })),
  slotMinutes: 30,
  capacity: 1,
  exceptions: [],
  ...change,
});
const utc = (day: string, r: ScheduleRule) =>
  slotsOn(day, r).map((slot) => new Date(slot.startAt).toISOString().slice(5, 16));
const wall = (day: string, r: ScheduleRule) =>
  slotsOn(day, r).map(({ startAt }) => {
    const { hour, minute } = localParts(startAt, r.zone);
    return clock(hour * 60 + minute);
  });

describe("on an ordinary day", () => {
  test.each([
    ["Asia/Kolkata", ["03-16T03:30", "03-16T04:00", "03-16T04:30"]],
    ["Asia/Kathmandu", ["03-16T03:15", "03-16T03:45", "03-16T04:15"]],
    ["Africa/Cairo", ["03-16T07:00", "03-16T07:30", "03-16T08:00"]],
  ])("9:00 to 10:30 in %s is three slots of half an hour", (zone, starts) => {
    expect(utc("2026-03-16", rule(zone, "09:00", "10:30"))).toEqual(starts);
  });

  it("each slot carries its end and capacity", () => {
    const [slot] = slotsOn("2026-03-16", rule("Asia/Kolkata", "09:00", "09:20", { slotMinutes: 20, capacity: 4 }));
    const startAt = Date.parse("2026-03-16T03:30Z");
    expect(slot).toEqual({ startAt, endAt: startAt + 20 * 60_000, capacity: 4 });
  });

  it("a rest shorter than a slot stays free", () => {
    expect(wall("2026-03-16", rule("Asia/Kolkata", "09:00", "10:15"))).toEqual(["09:00", "09:30"]);
    expect(wall("2026-03-16", rule("Asia/Kolkata", "09:00", "09:15"))).toEqual([]);
    expect(wall("2026-03-16", rule("Asia/Kolkata", "10:00", "09:00"))).toEqual([]);
  });

  it("hours may run to the end of the day", () => {
    expect(wall("2026-03-16", rule("Asia/Kolkata", "23:00", "24:00"))).toEqual(["23:00", "23:30"]);
  });

  it("only the hours of its weekday count", () => {
    const weekly = [
      { weekday: 1, from: "09:00", to: "10:00" },
      { weekday: 2, from: "14:00", to: "15:00" },
    ];
    const r = rule("Asia/Kolkata", "", "", { weekly });
    expect(wall("2026-03-16", r)).toEqual(["09:00", "09:30"]);
    expect(wall("2026-03-17", r)).toEqual(["14:00", "14:30"]);
    expect(wall("2026-03-18", r)).toEqual([]);
  });

  it("a slot without a length is refused", () => {
    expect(() => slotsOn("2026-03-16", rule("UTC", "09:00", "10:00", { slotMinutes: 0 }))).toThrow(RangeError);
  });
});

describe("an exception", () => {
  const day = "2026-03-16";
  test.each<[string, ScheduleRule["exceptions"], string[]]>([
    ["of another day changes nothing", [{ day: "2026-03-17", kind: "closed" }], ["09:00", "09:30", "10:00", "10:30"]],
    ["closes a whole day", [{ day, kind: "closed", from: null, to: null }], []],
    [
      "closes a part and moves no other slot",
      [{ day, kind: "closed", from: "09:40", to: "10:10" }],
      ["09:00", "10:30"],
    ],
    ["closes from a time to the end", [{ day, kind: "closed", from: "10:00" }], ["09:00", "09:30"]],
    ["closes up to a time", [{ day, kind: "closed", to: "10:00" }], ["10:00", "10:30"]],
    [
      "adds hours",
      [{ day, kind: "extra", from: "14:00", to: "15:00" }],
      ["09:00", "09:30", "10:00", "10:30", "14:00", "14:30"],
    ],
    [
      "closed together with extra hours means other hours",
      [
        { day, kind: "extra", from: "14:00", to: "15:00" },
        { day, kind: "closed" },
      ],
      ["14:00", "14:30"],
    ],
    [
      "that overlaps the weekly hours doubles no slot",
      [{ day, kind: "extra", from: "10:15", to: "11:45" }],
      // 10:15 and 10:45 would cut into 10:00 and 10:30.
      ["09:00", "09:30", "10:00", "10:30", "11:15"],
    ],
  ])("%s", (_, exceptions, expected) => {
    const r = rule("Asia/Kolkata", "09:00", "11:00", { exceptions });
    expect(wall(day, r)).toEqual(expected);
  });
});

test.each([
  ["2026-03-15", 0],
  ["2026-03-16", 2],
  ["2026-03-18", 2],
  ["2026-03-19", 0],
])("a rule valid from 16 to 18 March gives on %s %i slots", (day, count) => {
  const r = rule("Asia/Kolkata", "09:00", "10:00", { validFrom: "2026-03-16", validTo: "2026-03-18" });
  expect(slotsOn(day, r)).toHaveLength(count);
});

describe("when the clock changes", () => {
  it("the hours of a clinic keep their wall time (Cairo, London, Casablanca before and in Ramadan)", () => {
    expect(utc("2026-04-23", rule("Africa/Cairo", "09:00", "09:30"))).toEqual(["04-23T07:00"]);
    expect(utc("2026-04-24", rule("Africa/Cairo", "09:00", "09:30"))).toEqual(["04-24T06:00"]);
    expect(utc("2026-03-28", rule("Europe/London", "09:00", "09:30"))).toEqual(["03-28T09:00"]);
    expect(utc("2026-03-29", rule("Europe/London", "09:00", "09:30"))).toEqual(["03-29T08:00"]);
    expect(utc("2026-02-14", rule("Africa/Casablanca", "09:00", "09:30"))).toEqual(["02-14T08:00"]);
    expect(utc("2026-03-01", rule("Africa/Casablanca", "09:00", "09:30"))).toEqual(["03-01T09:00"]);
    expect(utc("2026-03-22", rule("Africa/Casablanca", "09:00", "09:30"))).toEqual(["03-22T08:00"]);
  });

  it("a wall time that is jumped over has no slot", () => {
    expect(wall("2026-03-29", rule("Europe/London", "00:00", "03:00"))).toEqual(["00:00", "00:30", "02:00", "02:30"]);
    expect(wall("2026-04-24", rule("Africa/Cairo", "00:00", "02:00"))).toEqual(["01:00", "01:30"]);
    expect(wall("2026-03-22", rule("Africa/Casablanca", "01:00", "04:00"))).toEqual([
      "01:00",
      "01:30",
      "03:00",
      "03:30",
    ]);
  });

  it("a wall time that comes twice has one slot, the earlier", () => {
    expect(utc("2026-10-25", rule("Europe/London", "00:30", "02:30"))).toEqual([
      "10-24T23:30",
      "10-25T00:00",
      "10-25T00:30",
      "10-25T02:00",
    ]);
    expect(utc("2026-10-29", rule("Africa/Cairo", "22:30", "24:00"))).toEqual([
      "10-29T19:30",
      "10-29T20:00",
      "10-29T20:30",
    ]);
  });

  it("a slot that runs across the jump delays the next, and never past closing", () => {
    // 00:45 lasts to 02:30 by the wall, so 02:15 is still taken.
    const long = rule("Europe/London", "00:00", "03:45", { slotMinutes: 45 });
    expect(wall("2026-03-29", long)).toEqual(["00:00", "00:45", "03:00"]);
    expect(wall("2026-03-29", rule("Europe/London", "00:45", "01:30", { slotMinutes: 45 }))).toEqual([]);
  });

  it("a slot that the jump would carry into the next day does not exist (Nuuk, where 23:00 becomes 0:00)", () => {
    expect(wall("2026-03-28", rule("America/Nuuk", "22:00", "24:00"))).toEqual(["22:00", "22:30"]);
    expect(wall("2026-03-28", rule("America/Nuuk", "22:00", "24:00", { slotMinutes: 45 }))).toEqual(["22:00"]);
  });

  it("slots never overlap, last as long as they should and lie inside the hours, on any day in any zone", () => {
    const zones = ["Africa/Cairo", "Africa/Casablanca", "Europe/London", "Asia/Kolkata", "Asia/Kathmandu"];
    const minute = fc.integer({ min: 0, max: 24 * 60 });
    const hours = fc.record({ from: minute.map(clock), to: minute.map(clock) });
    // Every third day is one on which one of these clocks changes.
    const changes = ["2026-03-29", "2026-10-25", "2026-04-24", "2026-10-29", "2026-02-15", "2026-03-22"];
    const day = fc.oneof(
      { weight: 2, arbitrary: fc.nat({ max: 3650 }).map((n) => addDays("2024-01-01", n)) },
      { weight: 1, arbitrary: fc.constantFrom(...changes) },
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        day,
        hours,
        hours,
        fc.integer({ min: 1, max: 120 }),
        (zone, on, a, b, n) => {
          const r: ScheduleRule = {
            zone,
            weekly: [{ weekday: weekdayOf(on), ...a }],
            slotMinutes: n,
            capacity: 1,
            exceptions: [{ day: on, kind: "extra", ...b }],
          };
          let free = Number.NEGATIVE_INFINITY;
          for (const { startAt, endAt } of slotsOn(on, r)) {
            expect(startAt).toBeGreaterThanOrEqual(free);
            expect(endAt - startAt).toBe(n * 60_000);
            const [first, last] = [localParts(startAt, zone), localParts(endAt - 60_000, zone)];
            const inside = ({ from, to }: { from: string; to: string }) =>
              minutesOf(from) <= first.hour * 60 + first.minute && last.hour * 60 + last.minute < minutesOf(to);
            expect([first.day, last.day]).toEqual([on, on]);
            expect(inside(a) || inside(b)).toBe(true);
            free = endAt;
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
