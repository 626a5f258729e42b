import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isQuiet, lastAllowed, nextAllowed, quietHours } from "../../src/core/quiet-hours.ts";
import { atLocal, localParts } from "../../src/core/time.ts";

const MINUTE = 60_000;
const INDIA = { country: "IN", quietFrom: "20:00", quietTo: "08:00" };

function at(day: string, time: string, zone: string): number {
  return atLocal(day, time, zone) ?? Number.NaN;
}

function wall(instant: number, zone: string): string {
  const { day, hour, minute } = localParts(instant, zone);
  return `${day} ${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

describe("quiet hours", () => {
  it.each([
    ["text", "19:59", "2026-03-02 19:59"],
    ["text", "20:00", "2026-03-03 08:00"],
    ["text", "03:10", "2026-03-02 08:00"],
    ["text", "08:00", "2026-03-02 08:00"],
    // India's hours for calls reach an hour further into the morning than the clinic's.
    ["call", "03:10", "2026-03-02 09:00"],
    ["call", "20:30", "2026-03-03 09:00"],
  ] as const)("move a %s of %s to %s", (kind, time, wanted) => {
    const zone = "Asia/Kolkata";
    expect(wall(nextAllowed(at("2026-03-02", time, zone), quietHours(INDIA, zone, kind)), zone)).toBe(wanted);
  });

  it("never end where they cover the whole day", () => {
    const quiet = quietHours({ country: "IN", quietFrom: "09:00", quietTo: "21:00" }, "Asia/Kolkata", "call");
    expect(nextAllowed(0, quiet)).toBe(Number.POSITIVE_INFINITY);
    expect(lastAllowed(0, 86_400_000, quiet)).toBeNull();
  });

  it("are none where they end when they begin", () => {
    const quiet = quietHours({ country: "KE", quietFrom: "00:00", quietTo: "00:00" }, "Africa/Nairobi", "text");
    expect(nextAllowed(12_345, quiet)).toBe(12_345);
  });

  it.each([
    // Cairo's clock jumps over midnight on 24 April 2026, so a night that ends at 00:30 ends when it has jumped.
    ["Africa/Cairo", "23:00", "00:30", "2026-04-23 23:30", "2026-04-24 01:00"],
    // Berlin shows 02:30 twice on 25 October 2026: the night is over the first time.
    ["Europe/Berlin", "20:00", "02:30", "2026-10-25 01:59", "2026-10-25 02:30"],
  ])("follow the clock of %s through its jumps", (zone, quietFrom, quietTo, from, wanted) => {
    const quiet = quietHours({ country: "XX", quietFrom, quietTo }, zone, "text");
    const [day = "", time = ""] = from.split(" ");
    expect(wall(nextAllowed(at(day, time, zone), quiet), zone)).toBe(wanted);
  });

  it("leave the first minute after them and the last before them, whatever the zone and the day", () => {
    const time = fc.integer({ min: 0, max: 24 * 60 - 1 }).map((n) => wall(n * MINUTE, "UTC").slice(11));
    const zone = fc.constantFrom(
      "Asia/Kolkata",
      "Africa/Cairo",
      "Europe/Berlin",
      "America/New_York",
      "Africa/Casablanca",
    );
    const instant = fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2027, 0) });
    const country = fc.constantFrom("IN", "US", "XX");
    const kind = fc.constantFrom("text" as const, "call" as const);
    fc.assert(
      fc.property(zone, instant, country, kind, time, time, (where, now, land, by, quietFrom, quietTo) => {
        const quiet = quietHours({ country: land, quietFrom, quietTo }, where, by);
        const next = nextAllowed(now, quiet);
        if (next === Number.POSITIVE_INFINITY) return;
        expect(isQuiet(next, quiet)).toBe(false);
        if (next > now) {
          expect(isQuiet(next - MINUTE, quiet)).toBe(true);
          expect(isQuiet(now, quiet)).toBe(true);
        }
        const last = lastAllowed(now, next + MINUTE, quiet);
        expect(last === null || !isQuiet(last, quiet)).toBe(true);
        expect(last === null ? next : last).toBeGreaterThanOrEqual(now);
      }),
      { numRuns: 500 },
    );
  });
});
