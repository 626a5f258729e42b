import { sql } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { checkpoint, pauseAfter } from "../../src/store/checkpoints.ts";
import { openConnection } from "../../src/store/open.ts";
import { engineWorld, KEY } from "./engine-world.ts";

test("what is committed is moved while the writer is in the middle of a transaction", async () => {
  const { engine, file, transact } = engineWorld();
  const thread = openConnection(file, KEY, "write");
  onTestFinished(() => void thread.close());
  await transact(async (tx) => void (await tx.db.run(sql`insert into notes values (hex(zeroblob(200000)))`)));
  engine.raw.exec("begin immediate; insert into notes values ('not yet')");
  const { log, checkpointed } = checkpoint(thread);
  expect([log > 100, checkpointed]).toEqual([true, log]);
  engine.raw.exec("rollback");
});

test.each([
  ["nothing is written", [0, 0], [0, 0], 1_000, 2_000],
  ["little is written", [100, 100], [110, 110], 1_000, 2_000],
  ["much is written: until 2,000 pages are there", [0, 0], [6_000, 6_000], 1_000, 2_000 / 6],
  ["the file is nearly full: half the time that is left", [14_000, 14_000], [15_000, 15_000], 1_000, 500],
  ["the file is full", [15_000, 15_000], [16_000, 16_000], 100, 20],
  ["somebody else is at it", [500, 500], [-1, -1], 100, 20],
  ["the file has begun again", [15_900, 15_900], [500, 500], 100, 2_000 / 5],
] as const)("the thread waits while %s", (_, [log, checkpointed], [nextLog, nextCheckpointed], elapsedMs, pauseMs) => {
  const next = { log: nextLog, checkpointed: nextCheckpointed };
  expect(pauseAfter({ log, checkpointed }, next, elapsedMs)).toBeCloseTo(pauseMs);
});
