import { copyFileSync } from "node:fs";
import Database from "better-sqlite3";
import { type Connections, connect, engineOn } from "../../src/store/engine.ts";
import { KEY, MONDAY_8, migrated, type TestDatabase } from "./database.ts";

/** Databases like a template, one for each test at a time; what was compiled for one is there for the next test. */
export type Stable = {
  readonly take: () => Connections;
  /** The same database as another process opens it. */
  readonly reopened: (connections: Connections) => Connections;
  readonly give: (connections: Connections) => void;
};

/** The version of what is kept in memory of clinics: it goes on counting, or memory would be taken for what it is not. */
const COUNTED = "name = 'directory'";
/** The last number of each table; every insert writes it. */
const COUNTERS = "sqlite_sequence";

/**
 * Opening an encrypted database, closing it and compiling its statements was a third of the time of a transcript (measured),
 * so a database is emptied and filled anew instead.
 */
export function createStable(template: string): Stable {
  const free: Connections[] = [];
  let copies = 0;
  const opened = (file: string): Connections => {
    const connections = connect(file, KEY);
    // Tests lose no power.
    connections.raw.pragma("synchronous = off");
    return connections;
  };
  const made = (): Connections => {
    copies += 1;
    const file = `${template}.${copies}`;
    copyFileSync(template, file);
    return opened(file);
  };
  const restorers = new WeakMap<Connections, () => boolean>();
  return {
    take: () => free.pop() ?? made(),
    reopened: (connections) => {
      closed(connections);
      return opened(connections.file);
    },
    give: (connections) => {
      const restore = restorers.get(connections) ?? restorer(connections.raw, template);
      restorers.set(connections, restore);
      if (restore()) free.push(connections);
      else closed(connections);
    },
  };
}

let empty: Promise<Stable> | null = null;

/** The same as `testDatabase`, faster, for tests that leave the file, its settings and its triggers alone. */
export async function stableDatabase(now = MONDAY_8): Promise<TestDatabase> {
  empty ??= migrated().then(createStable);
  const stable = await empty;
  const connections = stable.take();
  const clock = { now };
  const faults: unknown[] = [];
  const engine = engineOn(connections, { clock: () => clock.now, onFault: (error) => faults.push(error) });
  let isGiven = false;
  const close = async () => {
    // Given back twice it would be two tests' at once.
    if (isGiven) return;
    isGiven = true;
    await engine.close();
    stable.give(connections);
  };
  return { engine: { ...engine, close }, clock, run: engine.transact, file: connections.file, faults };
}

function closed({ raw, read }: Connections): void {
  read.$client.close();
  raw.close();
}

/** Makes every row of a database what it is in the template; false where a rule forbids that, or its tables were changed. */
function restorer(raw: Database.Database, template: string): () => boolean {
  raw.exec(`attach '${template}' as template key "x'${KEY}'"`);
  const version = (schema: string) => raw.pragma(`${schema}.schema_version`, { simple: true });
  const names = raw.prepare("select name from template.sqlite_master where type = 'table'").pluck().all();
  const part = (table: string) => {
    const [own, known] = [`main."${table}"`, `template."${table}"`];
    const rows = table === "facts" ? `where not ${COUNTED}` : "";
    // To empty an empty table is to write a page of it and one of each of its indexes.
    const differs = raw.prepare(`select exists (select * from ${own} ${rows} except select * from ${known})
      or (select count(*) from ${own}) <> (select count(*) from ${known})`);
    const empty = raw.prepare(`delete from ${own} ${rows}`);
    const fill = raw.prepare(`insert into ${own} select * from ${known} ${rows}`);
    const isChanged = () => differs.pluck().get() === 1;
    return { isChanged, empty, fill };
  };
  const tables = names.map(String).filter((name) => name !== COUNTERS);
  const each = tables.map(part);
  const counters = part(COUNTERS);
  const restored = raw.transaction(() => {
    // What is emptied may by its triggers write to a table that was as it should be.
    for (let left = each.filter(({ isChanged }) => isChanged()); left.length > 0; ) {
      for (const { empty, fill } of left) {
        empty.run();
        fill.run();
      }
      left = each.filter(({ isChanged }) => isChanged());
    }
    if (!counters.isChanged()) return;
    counters.empty.run();
    counters.fill.run();
  });
  return () => {
    if (version("main") !== version("template")) return false;
    raw.pragma("foreign_keys = off");
    try {
      restored();
    } catch (error) {
      // The ledger is only added to.
      if (error instanceof Database.SqliteError && error.code === "SQLITE_CONSTRAINT_TRIGGER") return false;
      throw error;
    } finally {
      raw.pragma("foreign_keys = on");
    }
    return true;
  };
}

const statements = new WeakMap<Database.Database, Map<string, Database.Statement>>();

/** A statement of a test, compiled once for each connection; how its rows come is the same for all who use it. */
export function compiled(raw: Database.Database, sql: string): Database.Statement {
  const own = statements.get(raw) ?? new Map<string, Database.Statement>();
  statements.set(raw, own);
  const statement = own.get(sql) ?? raw.prepare(sql);
  own.set(sql, statement);
  return statement;
}
