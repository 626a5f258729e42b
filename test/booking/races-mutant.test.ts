import fc from "fast-check";
import { expect, test } from "vitest";
import { testDatabase } from "../helpers/database.ts";
import { racesProperty } from "./races.ts";

const HOLD = /^(insert into "appointments" .*) on conflict do nothing/;

// A mutant, not a mock: the schema loses the index, and the statement that takes a seat its conflict clause.
async function withoutGuards(dropped: Set<string>) {
  const database = await testDatabase();
  const { raw } = database.engine;
  raw.exec("drop index appointments_seat");
  const prepare = raw.prepare.bind(raw);
  raw.prepare = ((sql: string) => {
    if (HOLD.test(sql)) dropped.add(sql);
    return prepare(sql.replace(HOLD, "$1"));
  }) as typeof raw.prepare;
  return database;
}

test("without the unique index and the conflict clause two people get one seat, and the property sees it", async () => {
  const dropped = new Set<string>();
  const result = await fc.check(
    racesProperty(() => withoutGuards(dropped)),
    { numRuns: 60, endOnFailure: true },
  );
  expect(dropped.size).toBe(1);
  expect(result.failed).toBe(true);
  expect(String(result.errorInstance)).toMatch(/"rule":1|taken_within_capacity/);
}, 60_000);
