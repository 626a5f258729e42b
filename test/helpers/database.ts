import { copyFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEngine } from "../../src/store/engine.ts";
import { migrate } from "../../src/store/migrate.ts";

/** 2 March 2026, a Monday, 08:00 in Nabha: when tests begin. */
export const MONDAY_8 = Date.UTC(2026, 2, 2, 2, 30);

/** The key of every database of tests. */
export const KEY = "07".repeat(32);

let template: Promise<string> | null = null;

/** A migrated database, made once for each process and copied for each test. */
export function migrated(): Promise<string> {
  template ??= makeTemplate();
  return template;
}

async function makeTemplate(): Promise<string> {
  const file = join(databases, "template.db");
  const engine = openEngine({ file, key: KEY });
  migrate(engine.raw, "drizzle", MONDAY_8);
  engine.raw.pragma("wal_checkpoint(TRUNCATE)");
  await engine.close();
  return file;
}

const databases = mkdtempSync(join(tmpdir(), "gateway-test-"));
let serial = 0;

/** The real engine on a migrated, encrypted database of its own, with a clock of its own; the caller closes it. */
export async function testDatabase(now = MONDAY_8) {
  const file = join(databases, `${++serial}.db`);
  copyFileSync(await migrated(), file);
  const clock = { now };
  const faults: unknown[] = [];
  const engine = openEngine({ file, key: KEY, clock: () => clock.now, onFault: (error) => faults.push(error) });
  // Tests lose no power.
  engine.raw.pragma("synchronous = off");
  return { engine, clock, run: engine.transact, file, faults };
}

/** What `testDatabase` gives. */
export type TestDatabase = Awaited<ReturnType<typeof testDatabase>>;
