import fc from "fast-check";
import { expect, test } from "vitest";
import type { Answer } from "../../src/core/effects.ts";
import { racesProperty } from "../booking/races.ts";
import { testDatabase } from "../helpers/database.ts";

test("no interleaving of holding, booking, moving, cancelling, lapsing and repeating breaks a rule", async () => {
  const seen = new Set<Answer["type"]>();
  await fc.assert(
    racesProperty(testDatabase, (given) => seen.add(given.type)),
    { numRuns: 100 },
  );
  // A property that never gets anywhere would hold too.
  const all = ["slot.held", "slot.taken", "booked", "moved", "cancelled", "confirmed", "restored", "refused"];
  expect([...seen]).toEqual(expect.arrayContaining(all));
}, 60_000);
