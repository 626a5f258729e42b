import { sql } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { checkpoint } from "../../src/store/checkpoints.ts";
import { openConnection } from "../../src/store/open.ts";
import { engineWorld, KEY } from "./engine-world.ts";

function world() {
  const { engine, file, transact } = engineWorld();
  const thread = openConnection(file, KEY, "write");
  onTestFinished(() => void thread.close());
  const writes = (pages: number) =>
    transact(async (tx) => void (await tx.db.run(sql`insert into notes values (hex(zeroblob(${pages * 2_000})))`)));
  const [left] = [() => engine.raw.pragma("wal_checkpoint(PASSIVE)") as { log: number; checkpointed: number }[]];
  return { engine, thread, writes, left };
}

test("what is committed is moved while the writer is in the middle of a transaction", async () => {
  const { engine, thread, writes, left } = world();
  await writes(100);
  engine.raw.exec("begin immediate; insert into notes values ('not yet')");
  expect(checkpoint(thread)).toBe(250);
  engine.raw.exec("rollback");
  const pages = thread.pragma("wal_checkpoint(PASSIVE)") as { log: number; checkpointed: number }[];
  expect(pages[0]?.checkpointed).toBe(pages[0]?.log);
  expect(left()[0]?.log).toBeGreaterThan(100);
});

test("the thread looks more often once the file is nearly full, so that the last COMMIT has little left to do", async () => {
  const { thread, writes } = world();
  await writes(12_100);
  expect(checkpoint(thread)).toBe(20);
});
