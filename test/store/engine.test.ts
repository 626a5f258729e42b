import { expect, test, vi } from "vitest";
import type { Tx } from "../../src/store/engine.ts";
import { endings, engineWorld, frozenTime, loopTurn, note } from "./engine-world.ts";

test("a turn that throws leaves its neighbours in the group untouched", async () => {
  const { transact, notes } = engineWorld();
  const turns = [
    transact((tx) => note(tx, "first")),
    transact(async (tx) => {
      await note(tx, "half a turn");
      throw new Error("broken");
    }),
    transact((tx) => note(tx, "third")),
  ];
  expect(await endings(turns)).toEqual(["first", "broken", "third"]);
  expect(notes()).toEqual(["first", "third"]);
});

test("an answer comes only when another connection can read what the turn wrote", async () => {
  frozenTime();
  const { transact, notes } = engineWorld();
  const seen: number[] = [];
  const first = transact((tx) => note(tx, "first")).then(() => seen.push(notes().length));
  const second = transact(async (tx) => {
    await note(tx, "second");
    // The first turn is over, the group is not: nobody may have been answered yet.
    expect([seen, notes()]).toEqual([[], []]);
  });
  await Promise.all([first, second]);
  expect(seen).toEqual([2]);
});

test("a group is closed after 64 turns", async () => {
  frozenTime();
  const { transact, notes } = engineWorld();
  const durable = await Promise.all(
    Array.from({ length: 65 }, (_, n) =>
      transact(async (tx) => {
        await note(tx, `${n}`);
        return notes().length;
      }),
    ),
  );
  expect(durable).toEqual([...Array(64).fill(0), 64]);
});

test("a group is closed after 10 ms", async () => {
  frozenTime();
  const { transact, notes } = engineWorld();
  const turn = (text: string) =>
    transact(async (tx) => {
      await note(tx, text);
      vi.advanceTimersByTime(5);
      return notes();
    });
  expect(await Promise.all(["a", "b", "c"].map(turn))).toEqual([[], [], ["a", "b"]]);
});

test("a turn's view of the database throws once the turn has ended", async () => {
  const { transact } = engineWorld();
  const kept: Tx[] = [];
  await transact(async (tx) => void kept.push(tx));
  await expect(transact(async () => Promise.reject(new Error("broken")))).rejects.toThrow();
  const [tx] = kept;
  expect(() => tx?.db).toThrow("after its end");
  expect(() => tx?.random(1)).toThrow("after its end");
});

test.each([
  ["a timer", () => new Promise((resolve) => setTimeout(resolve, 1))],
  ["the next turn of the loop", loopTurn],
  ["a tick", () => new Promise<void>((resolve) => process.nextTick(resolve))],
])("a turn that waits for %s fails and changes nothing, even when it goes on later", async (_, wait) => {
  const { transact, notes } = engineWorld();
  let late = (_message: string) => {};
  const wentOn = new Promise<string>((resolve) => {
    late = resolve;
  });
  const waiting = transact(async (tx) => {
    await note(tx, "before");
    await wait();
    await loopTurn();
    await note(tx, "after").catch((error) => late(error.message));
  });
  expect(await endings([waiting, transact((tx) => note(tx, "neighbour"))])).toEqual(["internal", "neighbour"]);
  expect(await wentOn).toContain("after its end");
  expect(notes()).toEqual(["neighbour"]);
});

test("a turn may await as many promises of its own as it likes", async () => {
  const { transact } = engineWorld();
  const sum = transact(async () => {
    let n = 0;
    while (n < 1000) n += await Promise.resolve(1);
    return n;
  });
  expect(await sum).toBe(1000);
});

test("a transaction inside a transaction throws and fails the outer one", async () => {
  const { transact, notes } = engineWorld();
  const outer = transact(async (tx) => {
    await note(tx, "outer");
    return transact((inner) => note(inner, "inner"));
  });
  await expect(outer).rejects.toThrow("transact inside transact");
  expect(notes()).toEqual([]);
});

test("more than 5,000 waiting turns are refused at once", async () => {
  const { transact, notes } = engineWorld();
  const turns = Array.from({ length: 5002 }, (_, n) => transact((tx) => note(tx, `${n}`)));
  const refusals = turns.slice(5000);
  expect(await endings(refusals)).toEqual(["unavailable", "unavailable"]);
  expect(notes()).toEqual([]);
  await Promise.all(turns.slice(0, 5000));
  expect(notes()).toHaveLength(5000);
});

test("closing finishes what waits and refuses what comes", async () => {
  const { engine, transact } = engineWorld();
  const accepted = transact((tx) => note(tx, "accepted"));
  const closed = Promise.all([engine.close(), engine.close()]);
  const late = transact((tx) => note(tx, "late"));
  expect(await endings([accepted, late])).toEqual(["accepted", "unavailable"]);
  await closed;
});

test("background work goes piece by piece, behind the turns that wait", async () => {
  const { engine, transact } = engineWorld();
  const order: string[] = [];
  let pieces = 0;
  const work = engine.background(async () => {
    order.push("piece");
    return ++pieces < 2;
  });
  const turns = ["turn", "another"].map((name) => transact(async () => void order.push(name)));
  await Promise.all([work, ...turns]);
  expect(order).toEqual(["turn", "another", "piece", "piece"]);
});

test("a turn that comes between two pieces is not kept waiting by the second", async () => {
  const { engine, transact } = engineWorld();
  const order: string[] = [];
  let turn: Promise<unknown> = Promise.resolve();
  await engine.background(async () => {
    order.push("piece");
    if (order.length === 1) process.nextTick(() => (turn = transact(async () => void order.push("turn"))));
    return order.length < 3;
  });
  await turn;
  expect(order).toEqual(["piece", "turn", "piece"]);
});

test("under a load that never ends, background work waits a quarter of a second and no longer", async () => {
  frozenTime();
  const { engine, transact } = engineWorld();
  let turns = 0;
  const before = new Promise<number>((resolve) => {
    void engine.background(async () => {
      resolve(turns);
      return false;
    });
  });
  const load = Array.from({ length: 100 }, () =>
    transact(async () => {
      vi.advanceTimersByTime(5);
      turns++;
    }),
  );
  expect(await before).toBe(52);
  await Promise.all(load);
});

test("a piece of background work that throws ends the work and changes nothing", async () => {
  const { engine, notes } = engineWorld();
  const work = engine.background(async (tx) => {
    await note(tx, "half a piece");
    throw new Error("broken");
  });
  expect(await endings([work])).toEqual(["broken"]);
  expect(notes()).toEqual([]);
});

test("the write-ahead log has a size, and it is gone after closing", async () => {
  const { engine, transact } = engineWorld();
  await transact((tx) => note(tx, "one"));
  expect(engine.walBytes()).toBeGreaterThan(0);
  await engine.close();
  expect(engine.walBytes()).toBe(0);
});

test("the write-ahead log is cut when nothing has been written for two seconds", async () => {
  frozenTime("setTimeout", "clearTimeout");
  const { engine, transact } = engineWorld();
  await transact((tx) => note(tx, "one"));
  await vi.advanceTimersByTimeAsync(1_900);
  await transact((tx) => note(tx, "two"));
  await vi.advanceTimersByTimeAsync(1_900);
  expect(engine.walBytes()).toBeGreaterThan(0);
  await vi.advanceTimersByTimeAsync(200);
  expect(engine.walBytes()).toBe(0);
});
