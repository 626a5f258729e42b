import fc from "fast-check";
import { expect, it, test } from "vitest";
import { distanceKm } from "../../src/core/distance.ts";

const anyPoint = fc.record({ lat: fc.integer({ min: -90, max: 90 }), lon: fc.integer({ min: -180, max: 180 }) });

test.each([
  ["Nabha to Amloh", { lat: 30.376, lon: 76.153 }, { lat: 30.608, lon: 76.232 }, 26.9],
  ["one degree along the equator", { lat: 0, lon: 0 }, { lat: 0, lon: 1 }, 111.2],
  ["across the date line", { lat: 0, lon: 179.5 }, { lat: 0, lon: -179.5 }, 111.2],
  ["pole to pole", { lat: 90, lon: 0 }, { lat: -90, lon: 0 }, 20015.1],
])("%s", (_, a, b, km) => {
  expect(distanceKm(a, b)).toBeCloseTo(km, 1);
});

it("is the same both ways, never negative, and nothing to where one stands", () => {
  fc.assert(
    fc.property(anyPoint, anyPoint, (a, b) => {
      expect(distanceKm(a, b)).toBe(distanceKm(b, a));
      expect(distanceKm(a, b)).toBeGreaterThanOrEqual(0);
      expect(distanceKm(a, a)).toBe(0);
    }),
  );
});
