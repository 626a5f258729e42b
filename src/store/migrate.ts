import type Database from "better-sqlite3";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { AppError } from "../core/errors.ts";

/** Another process may be migrating: it is waited for this long (ms). Nothing is served yet, so blocking is right here. */
const WAIT_MS = 10_000;

const TABLE = `create table if not exists migrations (name text primary key, at integer not null) strict`;

type Migration = { readonly name: string; readonly statements: readonly string[] };

function migrationsIn(folder: string): readonly Migration[] {
  return readMigrationFiles({ migrationsFolder: folder }).map(({ folderMillis, hash, sql }) => ({
    name: `${folderMillis}-${hash.slice(0, 12)}`,
    statements: sql,
  }));
}

/**
 * Brings the schema up to date and answers how many migrations that took; running it twice, or from two processes at
 * once, does no harm. Foreign keys are off while tables are rebuilt and everything is checked before the one commit, so a
 * bad migration changes nothing.
 */
export function migrate(db: Database.Database, folder: string, now: number): number {
  db.pragma(`busy_timeout = ${WAIT_MS}`);
  db.pragma("foreign_keys = OFF");
  try {
    db.exec("BEGIN IMMEDIATE");
    db.exec(TABLE);
    const pending = pendingOf(db, folder);
    for (const { name, statements } of pending) {
      for (const statement of statements) db.exec(statement);
      db.prepare("insert into migrations (name, at) values (?, ?)").run(name, now);
    }
    assertParents(db);
    db.exec("COMMIT");
    return pending.length;
  } catch (error) {
    if (db.inTransaction) db.exec("ROLLBACK");
    throw error;
  } finally {
    db.pragma("foreign_keys = ON");
    db.pragma("busy_timeout = 0");
  }
}

/** Refuses a database whose schema is older or newer than this program; only `migrate` changes it. */
export function assertMigrated(db: Database.Database, folder: string): void {
  const missing = hasTable(db) ? pendingOf(db, folder).length : migrationsIn(folder).length;
  if (missing > 0)
    throw new AppError("invalid", `the database lacks ${missing} migrations: run "gateway migrate" first`);
  const known = new Set(migrationsIn(folder).map(({ name }) => name));
  const rows = db.prepare("select name from migrations").pluck().all() as readonly string[];
  const newer = rows.filter((name) => !known.has(name)).length;
  if (newer > 0)
    throw new AppError("invalid", `the database has ${newer} migrations this program does not know: it is newer`);
}

function assertParents(db: Database.Database): void {
  const orphans = db.pragma("foreign_key_check") as readonly { readonly table: string }[];
  if (orphans.length === 0) return;
  const tables = [...new Set(orphans.map(({ table }) => table))].join(", ");
  throw new AppError("internal", `a migration leaves ${orphans.length} rows without their parent, in ${tables}`);
}

function pendingOf(db: Database.Database, folder: string): readonly Migration[] {
  const done = new Set(db.prepare("select name from migrations").pluck().all());
  return migrationsIn(folder).filter(({ name }) => !done.has(name));
}

function hasTable(db: Database.Database): boolean {
  return db.prepare("select 1 from sqlite_master where type = 'table' and name = 'migrations'").get() !== undefined;
}
