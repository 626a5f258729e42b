import { copyFileSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { databaseKey } from "../../src/store/database-key.ts";
import { openEngine } from "../../src/store/engine.ts";
import { assertEncrypted, openConnection } from "../../src/store/open.ts";
import { engineWorld, KEY, note, temporaryFolder } from "./engine-world.ts";

const OTHER_KEY = "08".repeat(32);

function plainFile(): string {
  const file = join(temporaryFolder(), "plain.db");
  new Database(file).exec("create table t (x)").close();
  return file;
}

test("a new database is encrypted before its first turn, and its log too", async () => {
  const { file, transact } = engineWorld();
  await transact((tx) => note(tx, "a sentence that must not be readable"));
  for (const name of [file, `${file}-wal`]) {
    const bytes = readFileSync(name, "latin1");
    expect(bytes).not.toContain("SQLite format 3");
    expect(bytes).not.toContain("must not be readable");
  }
});

test("the cipher is SQLCipher 4, which other tools can open", () => {
  const { engine } = engineWorld();
  const pragma = (name: string) => engine.raw.pragma(name, { simple: true });
  expect(["cipher", "legacy"].map(pragma)).toEqual(["sqlcipher", "4"]);
});

test("a commit is durable and nobody is waited for by blocking", () => {
  const { engine } = engineWorld();
  const pragma = (name: string) => engine.raw.pragma(name, { simple: true });
  expect(["journal_mode", "synchronous", "foreign_keys", "busy_timeout"].map(pragma)).toEqual(["wal", 2, 1, 0]);
});

test("a wrong key is refused without saying it, and without harm to what a killed process had committed", async () => {
  const { file, transact } = engineWorld();
  await transact((tx) => note(tx, "acknowledged"));
  // The files as a killed process leaves them: the turn is in the log only.
  const killed = join(temporaryFolder(), "killed.db");
  for (const end of ["", "-wal"]) copyFileSync(file + end, killed + end);

  const refusal = () => openEngine({ file: killed, key: OTHER_KEY });
  expect(refusal).toThrow(/^DATABASE_KEY does not open/);
  expect(refusal).not.toThrow(OTHER_KEY);

  const engine = openEngine({ file: killed, key: KEY });
  onTestFinished(() => engine.close());
  expect(engine.raw.prepare("select text from notes").pluck().all()).toEqual(["acknowledged"]);
});

test("a plain database is refused and left as it was", () => {
  const file = plainFile();
  const before = readFileSync(file);
  expect(() => openEngine({ file, key: KEY })).toThrow("no encrypted database");
  expect(readFileSync(file)).toEqual(before);
  expect(() => assertEncrypted(file)).toThrow("is not encrypted");
});

test.each(["", "07", "g".repeat(64), `${KEY}0`])("the key %j would be taken for a passphrase and is refused", (key) => {
  const file = join(temporaryFolder(), "never.db");
  expect(() => openEngine({ file, key })).toThrow("DATABASE_KEY is not 64 hexadecimal digits");
  expect(existsSync(file)).toBe(false);
});

test("a second process may open the database while the first is writing", () => {
  const { file, engine } = engineWorld();
  engine.raw.exec("BEGIN IMMEDIATE");
  openConnection(file, KEY, "write").close();
  engine.raw.exec("ROLLBACK");
});

test("the reading connection cannot write", () => {
  const { engine } = engineWorld();
  expect(() => engine.read.run("insert into notes values ('x')")).toThrow(
    expect.objectContaining({ cause: expect.objectContaining({ code: "SQLITE_READONLY" }) }),
  );
});

test("the demo's key is made once, 64 hex digits in a file that only its owner can read", () => {
  const generatedIn = join(temporaryFolder(), "data", "gateway.db.key");
  const key = databaseKey({ generatedIn });
  expect(key).toMatch(/^[0-9a-f]{64}$/);
  expect(statSync(generatedIn).mode & 0o777).toBe(0o600);
  expect(databaseKey({ generatedIn })).toBe(key);
  writeFileSync(generatedIn, `${KEY}\n`);
  expect(databaseKey({ generatedIn })).toBe(KEY);
  expect(databaseKey({ hex: OTHER_KEY })).toBe(OTHER_KEY);
});
