import { expect, test } from "vitest";
import { engineWorld } from "./engine-world.ts";

const MINUTE = 60_000;

/** An engine on a clock that this test sets, and the jumps back it has reported. */
function clockWorld() {
  const jumps: number[] = [];
  const clock = { now: 1_000_000 };
  const { transact } = engineWorld({ clock: () => clock.now, onClockBack: (ms) => jumps.push(ms) });
  const nowAt = (reading: number) => {
    clock.now = reading;
    return transact(async (tx) => tx.now);
  };
  return { clock, jumps, transact, nowAt };
}

test("now follows the system clock forward and never goes back", async () => {
  const { nowAt } = clockWorld();
  expect(await nowAt(1_000_000)).toBe(1_000_000);
  expect(await nowAt(1_000_001)).toBe(1_000_001);
  expect(await nowAt(900_000)).toBe(1_000_001);
  expect(await nowAt(1_000_002)).toBe(1_000_002);
});

test("a jump back over 60 s is reported once, not at every turn until the clock has caught up", async () => {
  const { nowAt, jumps } = clockWorld();
  await nowAt(100 * MINUTE);
  await nowAt(99 * MINUTE);
  expect(jumps).toEqual([]);
  await nowAt(39 * MINUTE);
  await nowAt(40 * MINUTE);
  await nowAt(41 * MINUTE);
  expect(jumps).toEqual([60 * MINUTE]);
  await nowAt(10 * MINUTE);
  expect(jumps).toEqual([60 * MINUTE, 31 * MINUTE]);
});

test("now is fixed when a turn starts, each turn of a group with its own", async () => {
  const { clock, transact } = clockWorld();
  const turn = () =>
    transact(async (tx) => {
      const before = tx.now;
      clock.now += 5;
      return [before, tx.now];
    });
  expect(await Promise.all([turn(), turn()])).toEqual([
    [1_000_000, 1_000_000],
    [1_000_005, 1_000_005],
  ]);
});

test("random bytes are never the same twice, and a turn draws at most 64", async () => {
  const { transact } = clockWorld();
  const draw = () =>
    transact(async (tx) => [tx.random(32), tx.random(32)].map((bytes) => Buffer.from(bytes).toString("hex")));
  const drawn = (await Promise.all([draw(), draw()])).flat();
  expect(new Set(drawn).size).toBe(4);
  await expect(transact(async (tx) => [tx.random(64), tx.random(1)])).rejects.toThrow("too many random bytes");
});
