import type Database from "better-sqlite3";
import { type Placeholder, sql } from "drizzle-orm";
import type { Tx } from "./engine.ts";

/** A statement compiled once per database, on first use: building one with drizzle costs more than running it. */
export function prepared<Statement extends object>(build: (db: Tx["db"]) => Statement): (tx: Tx) => Statement {
  const built = new WeakMap<object, Statement>();
  return (tx) => {
    const known = built.get(tx.db);
    if (known) return known;
    const statement = build(tx.db);
    built.set(tx.db, statement);
    return statement;
  };
}

/** A statement written by hand, its rows as arrays: for the few that one turn runs many times, where drizzle costs more than SQLite. */
export function handWritten<Row extends readonly unknown[]>(
  source: string,
): (tx: Tx) => Database.Statement<unknown[], Row> {
  return prepared((db) => db.$client.prepare<unknown[], Row>(source).raw());
}

/**
 * A LIMIT written into the statement. As a parameter, which is how drizzle has it, SQLite looks into it when it plans and so
 * compiles the statement anew at each call (measured: 300 instead of 3 µs). A single row needs none: `get` reads no further.
 */
export function inSource(rows: number): Placeholder {
  // drizzle takes any piece of SQL here, its type only numbers and placeholders.
  return sql.raw(String(rows)) as never;
}
