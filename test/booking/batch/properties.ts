import fc from "fast-check";
import { expect } from "vitest";
import { withCheck } from "../../../src/core/check-digit.ts";
import type { LineWish, WorkerCommand } from "../../../src/core/worker-command.ts";
import { breaches } from "../../../src/store/invariants.ts";
import { testDatabase } from "../../helpers/database.ts";
import { codeOf, populated } from "./world.ts";

const PEOPLE = 6;
const DAYS = ["2026-03-03", "2026-03-04", "2026-03-05"] as const;
const HOURS = ["10:30", "11:00", "11:30", "15:00", "15:30"] as const;

const day = fc.constantFrom(...DAYS);
const time = fc.constantFrom(...HOURS);
const care = fc.constantFrom("eye" as const, "general" as const);
const wish = fc.oneof(
  fc.record({ care }),
  fc.record({ care, day }),
  fc.record({ care, day, time }),
  fc.record({ care, part: fc.constantFrom("morning" as const, "afternoon" as const) }),
);

/** A right code, like none of hers. */
const FAR = withCheck("99999");

/** A line for a person: one that needs no visit of hers, or changes the one she has. */
const line = fc.oneof(
  fc.record({ kind: fc.constant("book" as const), wish }),
  fc.record({ kind: fc.constant("move" as const), wish: fc.oneof(fc.record({ day }), fc.record({ day, time })) }),
  fc.record({
    kind: fc.constant("cancel" as const),
    wish: fc.oneof(fc.constant({}), fc.record({ day }), fc.record({ care })),
  }),
);

type World = Awaited<ReturnType<typeof populated>>;

async function inWorld<T>(act: (world: World) => Promise<T>): Promise<T> {
  const database = await testDatabase();
  try {
    const done = await act(await populated(database, { people: PEOPLE, language: "en", days: 4 }));
    expect(await database.run(breaches)).toEqual([]);
    return done;
  } finally {
    await database.engine.close();
  }
}

type Line = typeof line extends fc.Arbitrary<infer L> ? L : never;

const some = (n: number, wish: LineWish = { care: "eye" }): WorkerCommand => ({ kind: "book", code: codeOf(n), wish });
const forEach = (lines: readonly Line[]): WorkerCommand[] => lines.map((one, n) => ({ ...one, code: codeOf(n) }));

/** Texts that `split` cuts into one to three. */
function parts<T>(list: readonly T[], cuts: readonly number[]): readonly (readonly T[])[] {
  const at = [...cuts.map((cut) => cut % (list.length + 1)), 0, list.length].sort((a, b) => a - b);
  return at.slice(1).map((end, n) => list.slice(at[n], end));
}

/** A text sent again, whole or in parts, leaves the same visits. */
export const sentAgain = () =>
  fc.asyncProperty(
    fc.array(line, { minLength: 1, maxLength: PEOPLE }),
    fc.array(fc.subarray([0, 1, 2, 3, 4, 5]), { minLength: 1, maxLength: 3 }),
    async (lines, again) =>
      await inWorld(async ({ runs, visits }) => {
        // Every second person has a visit already, two of them one more on another day.
        const more = [1, 5].map((n) => some(n, { care: "general", day: DAYS[1] }));
        await runs(some(1, { care: "eye", day: DAYS[0] }), some(3), some(5), ...more);
        const commands = forEach(lines);
        await runs(...commands);
        const once = visits();
        for (const kept of again) {
          await runs(...commands.filter((_, n) => kept.includes(n)));
          expect(visits()).toEqual(once);
        }
      }),
  );

const exact = fc.uniqueArray(fc.record({ day, time }), {
  ...{ minLength: 1, maxLength: PEOPLE, selector: (one) => `${one.day} ${one.time}` },
});

/** Lines with an exact time give the same visits in any order and however they are split. */
export const exactTimes = () =>
  fc.asyncProperty(
    exact,
    fc.infiniteStream(fc.nat(9)),
    fc.array(fc.nat(9), { maxLength: 2 }),
    async (times, order, cuts) => {
      const commands = times.map(
        (when, n): WorkerCommand => ({
          ...{ kind: "book", code: codeOf(n), wish: { care: "eye", ...when } },
        }),
      );
      const shuffled = sorted(commands, order);
      const straight = await inWorld(async (world) => await left(world, commands));
      const other = await inWorld(async ({ runs, visits }) => {
        for (const part of parts(shuffled, cuts)) await runs(...part);
        return visits();
      });
      expect(straight.length).toBe(commands.length);
      expect(other).toEqual(straight);
    },
  );

/** Next free books the same people at the same times in any order. */
export const nextFree = () =>
  fc.asyncProperty(fc.integer({ min: 1, max: PEOPLE }), fc.infiniteStream(fc.nat(9)), async (count, order) => {
    const commands = Array.from({ length: count }, (_, n) => some(n));
    const straight = await inWorld(async (world) => await left(world, commands));
    const other = await inWorld(async (world) => await left(world, sorted(commands, order)));
    const column = (rows: readonly string[], at: number) => rows.map((row) => row.split(" ")[at]).sort();
    expect(column(other, 0)).toEqual(column(straight, 0));
    expect(column(other, 1)).toEqual(column(straight, 1));
  });

const command = fc.constantFrom<(code: string) => WorkerCommand>(
  (code) => ({ kind: "book", code, wish: { care: "eye" } }),
  (code) => ({ kind: "move", code, wish: { day: "2026-03-04" } }),
  (code) => ({ kind: "cancel", code, wish: {} }),
  (code) => ({ kind: "list", code }),
  (code) => ({ kind: "find", words: [code] }),
  (code) => ({ kind: "saw", code, againInDays: null }),
  (code) => ({ kind: "missed", code }),
);

/** Somebody else's patient is answered and written down as a code that nobody has. */
export const notHers = () =>
  fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 5 }), async (commands) => {
    const told = async (isSomebodys: boolean) =>
      await inWorld(async ({ runs, other, db }) => {
        if (isSomebodys) db.$client.exec(`update patients set code = '${FAR}' where id = ${other.id}`);
        const answer = await runs(...commands.map((one) => one(FAR)));
        const audit = db.$client
          .prepare("select act, entity, entity_id, actor_kind, actor_id, detail from audit")
          .all();
        return { answer, audit };
      });
    const [somebodys, nobodys] = [await told(true), await told(false)];
    expect(somebodys).toEqual(nobodys);
    expect(JSON.stringify(somebodys)).not.toContain("Zoya");
  });

function sorted<T>(list: readonly T[], order: fc.Stream<number>): readonly T[] {
  const keys = [...order.take(list.length)];
  return list
    .map((one, n) => ({ one, key: (keys[n] ?? 0) * 100 + n }))
    .sort((a, b) => a.key - b.key)
    .map(({ one }) => one);
}

async function left({ runs, visits }: World, commands: readonly WorkerCommand[]): Promise<readonly string[]> {
  await runs(...commands);
  return visits();
}
