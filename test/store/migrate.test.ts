import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { assertMigrated, migrate } from "../../src/store/migrate.ts";
import { openConnection } from "../../src/store/open.ts";
import { KEY, temporaryFolder } from "./engine-world.ts";

const FAMILY = `create table parents (id integer primary key);
--> statement-breakpoint
create table children (parent integer not null references parents (id));
--> statement-breakpoint
insert into parents (id) values (1);
--> statement-breakpoint
insert into children (parent) values (1);`;

/** SQLite's way to change a table: make it anew, copy, drop, rename. */
const REBUILT = `create table new_parents (id integer primary key, name text);
--> statement-breakpoint
insert into new_parents (id) select id from parents;
--> statement-breakpoint
drop table parents;
--> statement-breakpoint
alter table new_parents rename to parents;`;

const ORPHANING = `create table half_done (id integer);
--> statement-breakpoint
delete from parents;`;

const BROKEN = `create table half_done (id integer);
--> statement-breakpoint
this is no sql;`;

/** A folder as drizzle-kit writes it. */
function folderOf(...migrations: readonly string[]): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "meta"));
  const entries = migrations.map((sql, idx) => {
    writeFileSync(join(folder, `${idx}.sql`), sql);
    return { idx, version: "6", when: 1000 + idx, tag: `${idx}`, breakpoints: true };
  });
  writeFileSync(join(folder, "meta", "_journal.json"), JSON.stringify({ version: "7", dialect: "sqlite", entries }));
  return folder;
}

function database() {
  const file = join(temporaryFolder(), "migrate.db");
  const open = () => {
    const db = openConnection(file, KEY, "write");
    onTestFinished(() => void db.close());
    return db;
  };
  return { db: open(), open };
}

test("an empty database is migrated once, and running it again does nothing", () => {
  const { db } = database();
  const folder = folderOf(FAMILY, REBUILT);
  expect([migrate(db, folder, 7), migrate(db, folder, 8)]).toEqual([2, 0]);
  expect(db.prepare("select distinct at from migrations").pluck().all()).toEqual([7]);
  expect(() => assertMigrated(db, folder)).not.toThrow();
});

test("a table that others refer to can be made anew without losing their rows", () => {
  const { db } = database();
  migrate(db, folderOf(FAMILY), 7);
  migrate(db, folderOf(FAMILY, REBUILT), 8);
  expect(db.prepare("select parent, name from children join parents on id = parent").all()).toEqual([
    { parent: 1, name: null },
  ]);
});

test.each([
  ["leaves rows without their parent", ORPHANING, "leaves 1 rows without their parent, in children"],
  ["is broken", BROKEN, "syntax error"],
])("a migration that %s changes nothing, not even by those before it", (_, sql, message) => {
  const { db } = database();
  expect(() => migrate(db, folderOf(FAMILY, sql), 7)).toThrow(message);
  expect(db.prepare("select name from sqlite_master").all()).toEqual([]);
  expect(db.inTransaction).toBe(false);
  expect(migrate(db, folderOf(FAMILY), 7)).toBe(1);
});

test("foreign keys hold again after a migration, after a failed one and after one that could not begin", () => {
  const { db, open } = database();
  const holds = () => ["foreign_keys", "busy_timeout"].map((name) => db.pragma(name, { simple: true }));
  migrate(db, folderOf(FAMILY), 7);
  expect(holds()).toEqual([1, 0]);
  expect(() => migrate(db, folderOf(FAMILY, BROKEN), 7)).toThrow();
  expect(holds()).toEqual([1, 0]);
  db.exec("BEGIN");
  expect(() => migrate(db, folderOf(FAMILY, REBUILT), 7)).toThrow();
  expect(holds()).toEqual([1, 0]);
  expect(open().prepare("select count(*) from migrations").pluck().get()).toBe(1);
});

test("of two processes that migrate, the second finds it done", () => {
  const { db, open } = database();
  const second = open();
  const folder = folderOf(FAMILY);
  expect([migrate(db, folder, 7), migrate(second, folder, 8)]).toEqual([1, 0]);
});

test("web and worker refuse a database that was never migrated, is older, or is newer", () => {
  const { db } = database();
  const [old, current] = [folderOf(FAMILY), folderOf(FAMILY, REBUILT)];
  expect(() => assertMigrated(db, current)).toThrow('lacks 2 migrations: run "gateway migrate" first');
  migrate(db, old, 7);
  expect(() => assertMigrated(db, current)).toThrow("lacks 1 migrations");
  migrate(db, current, 8);
  expect(() => assertMigrated(db, old)).toThrow("has 1 migrations this program does not know");
});

test("what is still to be asked of a provider of payments keeps its time, as a timer", () => {
  const { db } = database();
  const before = temporaryFolder();
  cpSync("drizzle", before, { recursive: true });
  const journal = join(before, "meta", "_journal.json");
  const { entries, ...rest } = JSON.parse(readFileSync(journal, "utf8"));
  const older = entries.filter(({ tag }: { tag: string }) => tag < "0012_payment_timers");
  writeFileSync(journal, JSON.stringify({ ...rest, entries: older }));
  migrate(db, before, 7);
  db.exec(`insert into payments (id, provider, state, amount_minor, currency, todo, todo_at, created_at, updated_at) values
    (1, 'mpesa', 'submitted', 100, 'KES', 'query', 1234, 1, 1), (2, 'mpesa', 'paid', 100, 'KES', null, 99, 1, 1)`);
  migrate(db, "drizzle", 8);
  expect(db.prepare("select kind, due_at, state, payment_id from timers").all()).toEqual([
    { kind: "payment", due_at: 1_234, state: "pending", payment_id: 1 },
  ]);
});
