import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it, test } from "vitest";
import {
  addDays,
  atLocal,
  dayNumberOf,
  dayOf,
  daysBetween,
  earliestDayOnOrAfter,
  halfDayOf,
  isDay,
  isZone,
  localParts,
  minutesOf,
  nextDayMonth,
  startOfDay,
  weekdayOf,
} from "../../src/core/time.ts";

const ZONES = [
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Africa/Cairo",
  "Africa/Casablanca",
  "Africa/Nairobi",
  "Europe/London",
  "America/St_Johns",
  "Australia/Lord_Howe",
  "Pacific/Chatham",
  "UTC",
];
const anyZone = fc.constantFrom(...ZONES);
const anyInstant = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2060, 0, 1) });
const anyMinute = fc.integer({ min: 0, max: 24 * 60 - 1 });
const anyDay = fc.integer({ min: 0, max: 21_000 }).map((n) => addDays("2000-01-01", n));
const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
const utc = (at: number | null) => at && new Date(at).toISOString().slice(0, 16);

describe("reading an instant", () => {
  test.each([
    ["2026-03-15T19:00:00Z", "Asia/Kolkata", "2026-03-16", 1, 0, 30],
    ["2026-03-15T18:14:00Z", "Asia/Kathmandu", "2026-03-15", 7, 23, 59],
    ["2026-03-15T18:15:00Z", "Asia/Kathmandu", "2026-03-16", 1, 0, 0],
    ["2026-03-01T12:00:00Z", "Africa/Casablanca", "2026-03-01", 7, 12, 0],
    ["2026-04-01T12:00:00Z", "Africa/Casablanca", "2026-04-01", 3, 13, 0],
  ])("%s in %s is %s, weekday %i, %i:%i", (at, zone, day, weekday, hour, minute) => {
    const [year, month, dayOfMonth] = day.split("-").map(Number);
    expect(localParts(Date.parse(at), zone)).toEqual({ day, year, month, dayOfMonth, weekday, hour, minute });
    expect(dayOf(Date.parse(at), zone)).toBe(day);
  });

  it("agrees with Temporal in every zone, in whatever order instants are asked for", () => {
    fc.assert(
      fc.property(anyInstant, anyZone, (at, zone) => {
        const z = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
        expect(localParts(at, zone)).toEqual({
          day: z.toPlainDate().toString(),
          year: z.year,
          month: z.month,
          dayOfMonth: z.day,
          weekday: z.dayOfWeek,
          hour: z.hour,
          minute: z.minute,
        });
      }),
      { numRuns: 1000 },
    );
  });

  it("numbers days so that they differ exactly when the days do, also before 1970", () => {
    const since1900 = fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2060, 0, 1) });
    fc.assert(
      fc.property(since1900, anyZone, (at, zone) => {
        expect(dayNumberOf(at, zone)).toBe(daysBetween("1970-01-01", dayOf(at, zone)));
        expect(halfDayOf(at, zone)).toBe(localParts(at, zone).hour < 13 ? "morning" : "afternoon");
      }),
    );
  });

  it("changes the clock at the very millisecond, whichever side is asked first", () => {
    const change = Date.parse("2027-03-28T01:00:00Z");
    expect(localParts(change, "Europe/London").hour).toBe(2);
    expect(localParts(change - 1, "Europe/London").hour).toBe(0);
    expect(localParts(change, "Europe/London").hour).toBe(2);
  });

  it("puts 12:59 in the morning and 13:00 in the afternoon of the clinic's clock", () => {
    expect(halfDayOf(Date.parse("2026-03-16T07:29:00Z"), "Asia/Kolkata")).toBe("morning");
    expect(halfDayOf(Date.parse("2026-03-16T07:30:00Z"), "Asia/Kolkata")).toBe("afternoon");
  });
});

describe("a wall-clock time", () => {
  test.each([
    ["2026-03-16", "10:15", "Asia/Kolkata", "2026-03-16T04:45"],
    ["2026-03-16", "10:15", "Asia/Kathmandu", "2026-03-16T04:30"],
    ["2026-03-29", "01:00", "Europe/London", null],
    ["2026-03-29", "01:59", "Europe/London", null],
    ["2026-03-29", "02:00", "Europe/London", "2026-03-29T01:00"],
    ["2026-04-24", "00:00", "Africa/Cairo", null],
    ["2026-04-24", "01:00", "Africa/Cairo", "2026-04-23T22:00"],
    ["2026-03-22", "02:30", "Africa/Casablanca", null],
    ["2026-03-16", "24:00", "UTC", "2026-03-17T00:00"],
  ])("%s %s in %s is %s UTC", (day, time, zone, expected) => {
    expect(utc(atLocal(day, time, zone))).toBe(expected);
  });

  it("that the clock shows twice is the earlier one unless the later is asked for", () => {
    expect(utc(atLocal("2026-10-25", "01:30", "Europe/London"))).toBe("2026-10-25T00:30");
    expect(utc(atLocal("2026-10-25", "01:30", "Europe/London", "later"))).toBe("2026-10-25T01:30");
    expect(utc(atLocal("2026-10-29", "23:30", "Africa/Cairo"))).toBe("2026-10-29T20:30");
    expect(utc(atLocal("2026-10-29", "23:30", "Africa/Cairo", "later"))).toBe("2026-10-29T21:30");
  });

  it("agrees with Temporal about gaps, overlaps and everything else", () => {
    const choice = fc.constantFrom("earlier", "later");
    // Half of the days lie around a change of the clock, where the mistakes would be.
    const aroundChange = fc.tuple(anyInstant, anyZone).map(([at, zone]) => {
      const change = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).getTimeZoneTransition("next");
      return { zone, day: dayOf((change?.epochMilliseconds ?? at) - 1, zone) };
    });
    const anyZonedDay = fc.oneof(aroundChange, fc.record({ zone: anyZone, day: anyDay }));
    fc.assert(
      fc.property(anyZonedDay, anyMinute, choice, ({ zone, day }, minute, disambiguation) => {
        const wall = Temporal.PlainDateTime.from(`${day}T${clock(minute)}`);
        const zoned = wall.toZonedDateTime(zone, { disambiguation });
        const expected = zoned.toPlainDateTime().equals(wall) ? zoned.epochMilliseconds : null;
        expect(atLocal(day, clock(minute), zone, disambiguation)).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(["25:00", "24:01", "9:00", "12:60", "noon", ""])("%j is none", (time) => {
    expect(() => minutesOf(time)).toThrow(RangeError);
  });
});

describe("a day", () => {
  it("begins when the clock of its zone first shows it", () => {
    expect(utc(startOfDay("2026-04-24", "Africa/Cairo"))).toBe("2026-04-23T22:00");
    expect(utc(startOfDay("2026-04-25", "Africa/Cairo"))).toBe("2026-04-24T21:00");
    expect(utc(startOfDay("2026-03-16", "Asia/Kathmandu"))).toBe("2026-03-15T18:15");
  });

  it("begins where Temporal says it does", () => {
    fc.assert(
      fc.property(anyDay, anyZone, (day, zone) => {
        expect(startOfDay(day, zone)).toBe(Temporal.PlainDate.from(day).toZonedDateTime(zone).epochMilliseconds);
      }),
    );
  });

  it("is followed by the next day of the calendar even when it has 23 or 25 hours", () => {
    expect(addDays("2026-03-28", 1)).toBe("2026-03-29");
    expect(addDays("2026-03-29", 1)).toBe("2026-03-30");
    expect(addDays("2024-02-28", 1)).toBe("2024-02-29");
    expect(addDays("2026-01-01", -1)).toBe("2025-12-31");
  });

  it("counts back to where it was added from, and turns the weekday with it", () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -9000, max: 9000 }), (day, n) => {
        expect(daysBetween(day, addDays(day, n))).toBe(n);
        expect(addDays(day, n)).toBe(Temporal.PlainDate.from(day).add({ days: n }).toString());
        expect(weekdayOf(day)).toBe(Temporal.PlainDate.from(day).dayOfWeek);
      }),
    );
  });

  it("asked for by weekday is today if today is that weekday, and within the week otherwise", () => {
    expect(weekdayOf("2026-03-16")).toBe(1);
    expect(earliestDayOnOrAfter(1, "2026-03-16")).toBe("2026-03-16");
    expect(earliestDayOnOrAfter(7, "2026-03-16")).toBe("2026-03-22");
    expect(earliestDayOnOrAfter(3, "2026-03-20")).toBe("2026-03-25");
  });

  test.each([
    [25, 11, "2026-11-23", "2026-11-25"],
    [23, 11, "2026-11-23", "2026-11-23"],
    [22, 11, "2026-11-23", "2027-11-22"],
    [29, 2, "2026-11-23", "2028-02-29"],
    [29, 2, "2096-03-01", "2104-02-29"],
    [30, 2, "2026-11-23", null],
    [31, 4, "2026-11-23", null],
    [0, 5, "2026-11-23", null],
    [1, 13, "2026-11-23", null],
    [1.5, 3, "2026-11-23", null],
    [-1, 3, "2026-11-23", null],
  ])("%d/%d written on or after %s… is %s", (dayOfMonth, month, today, expected) => {
    expect(nextDayMonth(dayOfMonth, month, today)).toBe(expected);
  });

  test.each([
    ["2026-02-28", true],
    ["2026-02-29", false],
    ["2026-2-8", false],
    ["2026-13-01", false],
    ["2026-00-10", false],
    ["tomorrow", false],
  ])("%s: %s", (text, expected) => {
    expect(isDay(text)).toBe(expected);
  });
});

describe("a zone", () => {
  test.each([
    ["Asia/Kolkata", true],
    ["Asia/Calcutta", true],
    ["Africa/Casablanca", true],
    ["UTC", true],
    ["IST", false],
    ["+05:30", false],
    ["Asia/Nabha", false],
    ["", false],
  ])("%j: %s", (zone, expected) => {
    expect(isZone(zone)).toBe(expected);
  });
});
