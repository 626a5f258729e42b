import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import Database from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import type { Tx } from "../../src/store/engine.ts";

/** 2 March 2026, a Monday, 08:00 in Nabha: when tests begin. */
export const MONDAY_8 = Date.UTC(2026, 2, 2, 2, 30);

/** A migrated database in memory with a clock of its own; `run` is one transaction. */
export function testDatabase(now = MONDAY_8) {
  const sqlite = new Database(":memory:");
  sqlite.pragma("foreign_keys = on");
  for (const file of readdirSync("drizzle")
    .filter((name) => name.endsWith(".sql"))
    .sort()) {
    sqlite.exec(readFileSync(`drizzle/${file}`, "utf8"));
  }
  const db = drizzle(sqlite);
  const clock = { now };
  const run = async <T>(fn: (tx: Tx) => Promise<T>): Promise<T> => {
    sqlite.exec("begin immediate");
    try {
      const result = await fn({ now: clock.now, db, random: randomBytes } as unknown as Tx);
      sqlite.exec("commit");
      return result;
    } catch (error) {
      if (sqlite.inTransaction) sqlite.exec("rollback");
      throw error;
    }
  };
  return { sqlite, db, clock, run };
}

/** What `testDatabase` gives. */
export type TestDatabase = ReturnType<typeof testDatabase>;
