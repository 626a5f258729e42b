import fc from "fast-check";
import { expect, test, vi } from "vitest";
import type { Tx } from "../../src/store/engine.ts";
import { appointments } from "../../src/store/schema/visits.ts";
import type { NewHold } from "../../src/store/take-seat.ts";
import { testDatabase } from "../helpers/database.ts";
import { racesProperty } from "./races.ts";

// A mutant, not a mock: it takes always the first, and inserts without the conflict clause.
vi.mock("../../src/store/take-seat.ts", () => ({
  takeSeat: (tx: Tx, { slot, contactId, care, holdEndsAt }: NewHold) => {
    const { id: slotId, practitionerId, locationId, startAt, endAt, zone } = slot;
    const when = { createdAt: tx.now, updatedAt: tx.now, holdEndsAt };
    const row = { slotId, practitionerId, locationId, startAt, endAt, zone, contactId, care, ...when };
    return tx.db
      .insert(appointments)
      .values({ ...row, seat: 1, state: "held" })
      .returning()
      .get();
  },
}));

test("without the unique index and the conflict clause two people get one seat, and the property sees it", async () => {
  const open = async () => {
    const database = await testDatabase();
    database.engine.raw.exec("drop index appointments_seat");
    return database;
  };
  const result = await fc.check(racesProperty(open), { numRuns: 60, endOnFailure: true });
  expect(result.failed).toBe(true);
  expect(String(result.errorInstance)).toMatch(/"rule":1|taken_within_capacity/);
}, 60_000);
