import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { type Candidate, offers, varied } from "../../src/core/offers.ts";
import { atLocal, dayOf, localParts } from "../../src/core/time.ts";

const ZONE = "Asia/Kolkata";
let slotId = 0;
/** '16 09:20' is 16 March at 9:20; practitioner and location 1 unless told. */
const at = (text: string, practitionerId = 1, locationId = 1): Candidate => {
  const [dayOfMonth, time = ""] = text.split(" ");
  const startAt = atLocal(`2026-03-${dayOfMonth}`, time, ZONE) ?? Number.NaN;
  return { slotId: ++slotId, startAt, zone: ZONE, practitionerId, locationId };
};
const read = (c: Candidate) => {
  const { dayOfMonth, hour, minute } = localParts(c.startAt, c.zone);
  return `${dayOfMonth} ${[hour, minute].map((n) => String(n).padStart(2, "0")).join(":")}`;
};

describe("three offers", () => {
  test.each([
    [
      "are the soonest, the other half of the day, another day",
      ["16 09:00", "16 09:20", "16 14:00", "17 09:00"],
      ["16 09:00", "16 14:00", "17 09:00"],
    ],
    [
      "are on three days when each has only mornings",
      ["16 09:00", "16 09:20", "17 09:00", "17 09:20", "18 09:00"],
      ["16 09:00", "17 09:00", "18 09:00"],
    ],
    ["are filled up with the next soonest", ["16 09:00", "16 09:20", "16 09:40"], ["16 09:00", "16 09:20", "16 09:40"]],
    [
      "are filled up when there are two half-days but one day",
      ["16 09:00", "16 09:20", "16 14:00"],
      ["16 09:00", "16 09:20", "16 14:00"],
    ],
    [
      "split the day at 13:00 of the clinic",
      ["16 12:40", "16 12:59", "16 13:00", "17 09:00"],
      ["16 12:40", "16 13:00", "17 09:00"],
    ],
    ["are two when there are two", ["16 09:00", "16 09:20"], ["16 09:00", "16 09:20"]],
    ["are none when there is nothing", [], []],
  ])("%s", (_, candidates, expected) => {
    expect(offers(candidates.map((text) => at(text))).map(read)).toEqual(expected);
  });

  it("never name one practitioner's time twice, and another practitioner at the same time only when nothing else is left", () => {
    const [a, twin, b, c] = [at("16 09:00", 1), at("16 09:00", 1), at("16 09:00", 2), at("16 09:20", 1)];
    expect(offers([a, twin, b, c])).toEqual([a, b, c]);
    expect(offers([a, twin, b, c, at("16 09:40")]).map(read)).toEqual(["16 09:00", "16 09:20", "16 09:40"]);
    expect(offers([a, twin])).toEqual([a]);
  });

  it("can be fewer or more than three", () => {
    const candidates = ["16 09:00", "16 14:00", "17 09:00", "17 09:20", "18 09:00"].map((text) => at(text));
    expect(offers(candidates, 1).map(read)).toEqual(["16 09:00"]);
    expect(offers(candidates, 5)).toHaveLength(5);
  });
});

const anyCandidates = fc
  .array(
    fc.record({
      minutes: fc.integer({ min: 0, max: 4 * 144 }),
      practitionerId: fc.integer({ min: 1, max: 4 }),
      locationId: fc.integer({ min: 1, max: 2 }),
    }),
    { maxLength: 40, size: "max" },
  )
  .map((all) =>
    all
      .map(({ minutes, ...c }, i) => ({ ...c, slotId: i, zone: ZONE, startAt: 1773600000000 + minutes * 600_000 }))
      .sort((a, b) => a.startAt - b.startAt),
  );

it("offers are as many as there are visits up to three, sorted, distinct, and hold the soonest", () => {
  fc.assert(
    fc.property(anyCandidates, (candidates) => {
      const three = offers(candidates);
      const visits = new Set(candidates.map((c) => `${c.startAt} ${c.practitionerId}`)).size;
      expect(three).toHaveLength(Math.min(3, visits));
      expect(new Set(three.map((c) => `${c.startAt} ${c.practitionerId}`)).size).toBe(three.length);
      expect(three.map((c) => c.startAt)).toEqual(three.map((c) => c.startAt).sort((a, b) => a - b));
      expect(three[0]?.startAt).toBe(candidates[0]?.startAt);
      const days = new Set(candidates.map((c) => dayOf(c.startAt, ZONE))).size;
      expect(new Set(three.map((c) => dayOf(c.startAt, ZONE))).size).toBeGreaterThanOrEqual(Math.min(2, days));
    }),
  );
});

describe("variation by contact", () => {
  it("offers neighbours in a queue different doctors when the wait is equal", () => {
    const candidates = [at("16 09:00", 1), at("16 09:00", 2), at("16 09:20", 3), at("16 14:00", 1), at("17 09:00", 1)];
    const firsts = [0, 1, 2, 3].map((seed) => offers(varied(candidates, seed))[0]?.practitionerId);
    expect(firsts).toEqual([1, 2, 3, 1]);
  });

  it("never prefers a farther clinic: the order of clinics stays as it was", () => {
    const [near, far, nearNext] = [at("16 09:00", 1, 1), at("16 09:00", 2, 2), at("16 09:20", 1, 1)];
    expect(varied([near, far, nearNext], 1)).toEqual([nearNext, far, near]);
  });

  it("keeps every candidate once, moves none by half an hour or more, and is the same each time for one contact", () => {
    fc.assert(
      fc.property(anyCandidates, fc.nat(), (candidates, seed) => {
        const order = varied(candidates, seed);
        expect(order.map((c) => c.slotId).sort()).toEqual(candidates.map((c) => c.slotId).sort());
        order.forEach((c, i) => {
          expect(Math.abs(c.startAt - (candidates[i]?.startAt ?? 0))).toBeLessThan(30 * 60_000);
          expect(c.locationId).toBe(candidates[i]?.locationId);
        });
        expect(varied(candidates, seed)).toEqual(order);
        expect(varied(candidates, 0)).toEqual(candidates);
      }),
    );
  });
});
