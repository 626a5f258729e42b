import { expect, test } from "vitest";
import { watchInvariants } from "../../src/booking/watch-invariants.ts";
import { mondayInNabha } from "../helpers/booking.ts";

test("what was changed is looked at once, and a breach is counted and becomes a task that stops nothing", async () => {
  const { anaBooks, run, engine } = await mondayInNabha();
  const counted: number[] = [];
  const watch = () => run((tx) => watchInvariants(tx, (count) => counted.push(count)));
  await anaBooks(0);
  expect([await watch(), await watch()]).toEqual([true, false]);
  expect(counted).toEqual([]);
  await anaBooks(3, { name: "Dia" });
  engine.raw.exec("update slots set taken = 0 where id = 4");
  expect([await watch(), await watch()]).toEqual([true, false]);
  expect(counted).toEqual([1]);
  expect(engine.raw.prepare("select kind, reason, state from tasks").all()).toEqual([
    { kind: "invariant", reason: "rule 1: slots 4", state: "open" },
  ]);
});
