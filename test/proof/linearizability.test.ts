import { describe, expect, test } from "vitest";
import type { Errand } from "../../src/booking/staff/api.ts";
import { isLinearizable, type Op } from "./linearizable.ts";
import { type Played, play } from "./seats.ts";

/** About 40 s in CI, fifty times as much with PROOF_LONG=1; SEED=n plays one run again. */
const OPERATIONS = process.env["PROOF_LONG"] === "1" ? 1_000_000 : 20_000;
const SEED = Number(process.env["SEED"] ?? Date.now() % 1_000_000);

function anomalies({ histories }: Played): readonly (readonly Op[])[] {
  return histories.filter((history) => !isLinearizable(history));
}

test("20,000 operations of fifteen clients over REST and by text, one answer in twenty lost: each seat was one seat", async () => {
  process.stdout.write(`linearizability: SEED=${SEED}, ${OPERATIONS} operations\n`);
  const played = await play({ seed: SEED, operations: OPERATIONS });
  expect(played.odd).toEqual([]);
  const all = played.histories.flat();
  expect(all.length).toBeGreaterThanOrEqual(OPERATIONS);
  // A run in which nobody ever lost a race, or an answer, would prove nothing.
  for (const act of ["take", "look"] as const)
    expect(all.filter((op) => op.act === act && op.done === false).length).toBeGreaterThan(100);
  expect(all.filter(({ done }) => done === null).length).toBeGreaterThan(OPERATIONS / 500);
  expect(anomalies(played)).toEqual([]);
});

const HOLD = /^(insert into "appointments" .*) on conflict do nothing/;

/** The last look of a seat's change at who else has it. */
const STILL_FREE = "select 1 from appointments o where";

type Mutant = NonNullable<Parameters<typeof play>[0]["mutant"]>;

/** The schema loses the index (and the checks behind it), and the statement that takes a seat its conflict clause. */
const withoutGuards: Mutant = ({ raw, api }) => {
  raw.exec("drop index appointments_seat");
  raw.pragma("ignore_check_constraints = on");
  const prepare = raw.prepare.bind(raw);
  raw.prepare = ((sql: string) =>
    prepare(sql.replace(HOLD, "$1").replace(STILL_FREE, `${STILL_FREE} 0 and`))) as typeof raw.prepare;
  return api;
};

/** Whether the time is free is asked before, in a transaction of its own, as if that decided anything. */
const checkedBefore: Mutant = (world) => {
  const api = withoutGuards(world);
  const perform = async (errand: Errand) => {
    const { doctorId, desiredDateTime } = errand.input as { doctorId?: number; desiredDateTime?: number };
    const isTaken = world.raw
      .prepare("select taken >= capacity from slots where practitioner_id = ? and start_at = ?")
      .pluck()
      .get(doctorId ?? 0, desiredDateTime ?? 0);
    if (isTaken === 1) return { replayed: false, gone: { type: "slot-unavailable", alternatives: [] } } as const;
    await new Promise(setImmediate);
    return await api.perform(errand);
  };
  return { ...api, perform };
};

describe("the suite sees a seat that is two", () => {
  test.each([
    ["without the index and the conflict clause", withoutGuards],
    ["with the check moved out of the transaction", checkedBefore],
  ])("%s", async (_, mutant) => {
    const played = await play({ seed: SEED, operations: 1_500, mutant });
    expect(anomalies(played).length).toBeGreaterThan(0);
  });
});

describe("the checker", () => {
  const op = (act: Op["act"], who: number, from: number, to: number, done: Op["done"] = true): Op => ({
    ...{ act, who, from, to, done },
  });
  test.each<[string, boolean, readonly Op[]]>([
    ["one after the other", true, [op("take", 1, 1, 2), op("free", 1, 3, 4), op("take", 2, 5, 6)]],
    ["two who have one seat", false, [op("take", 1, 1, 2), op("take", 2, 3, 4)]],
    ["two at once, one of whom is refused", true, [op("take", 1, 1, 4), op("take", 2, 2, 3, false)]],
    ["refused though nobody had it", false, [op("take", 1, 1, 2, false)]],
    ["refused before anybody could have had it", false, [op("take", 2, 1, 2, false), op("take", 1, 3, 4)]],
    ["seen free after it was taken", false, [op("take", 1, 1, 2), op("look", 2, 3, 4)]],
    ["seen either way while it is taken", true, [op("take", 1, 1, 9), op("look", 2, 2, 3), op("look", 3, 4, 5, false)]],
    ["seen free again before it was freed", false, [op("take", 1, 1, 2), op("look", 2, 3, 4), op("free", 1, 5, 6)]],
    ["lost, and done after all", true, [op("take", 1, 1, Infinity, null), op("take", 2, 3, 4, false)]],
    ["lost, and never done", true, [op("take", 1, 1, Infinity, null), op("take", 2, 3, 4)]],
    ["lost before it was asked", false, [op("take", 2, 1, 2, false), op("take", 1, 3, Infinity, null)]],
  ])("%s", (_, isSo, history) => {
    expect(isLinearizable(history)).toBe(isSo);
  });
});
