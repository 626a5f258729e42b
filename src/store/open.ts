import { closeSync, openSync, readSync, statSync } from "node:fs";
import Database from "better-sqlite3";
import { AppError } from "../core/errors.ts";

/** Pages between checkpoints: at the default 1,000 one comes every hundred turns; 16,000 measured 1.23 times as fast. */
export const AUTOCHECKPOINT_PAGES = 16_000;
/** What the -wal file is cut to after a checkpoint, in bytes. */
const WAL_KEPT_BYTES = 64 * 1024 * 1024;
/** Cold pages must be decrypted, so the cache is large; KiB, negative as SQLite wants it. */
const CACHE_KIB = -64 * 1024;

/** While opening, another process that opens or recovers the same database is waited for this long (ms). */
const OPENING_MS = 5_000;

const RAW_KEY = /^[0-9a-f]{64}$/i;
const PLAIN_HEADER = "SQLite format 3";

/** One connection to the encrypted database; `key` is 64 hex digits, the raw SQLCipher key (no key derivation at open). */
export function openConnection(file: string, key: string, mode: "write" | "read"): Database.Database {
  // Anything else would be taken for a passphrase, silently.
  if (!RAW_KEY.test(key)) throw new AppError("invalid", "DATABASE_KEY is not 64 hexadecimal digits");
  const db = new Database(file, { timeout: OPENING_MS, readonly: mode === "read", fileMustExist: mode === "read" });
  try {
    // Both before the key: the library's own default is another cipher, not SQLCipher.
    db.pragma("cipher='sqlcipher'");
    db.pragma("legacy=4");
    db.pragma(`key="x'${key}'"`);
    db.pragma(`cache_size = ${CACHE_KIB}`);
    db.pragma("foreign_keys = ON");
    if (mode === "write") {
      db.pragma("journal_mode = WAL");
      db.pragma("synchronous = FULL");
      db.pragma(`wal_autocheckpoint = ${AUTOCHECKPOINT_PAGES}`);
      db.pragma(`journal_size_limit = ${WAL_KEPT_BYTES}`);
    }
    db.prepare("select count(*) from sqlite_master").get();
    // From here on others are waited for by timers, never by blocking.
    db.pragma("busy_timeout = 0");
    return db;
  } catch (error) {
    db.close();
    throw isNotADatabase(error)
      ? new AppError("invalid", `DATABASE_KEY does not open ${file}, or the file is no encrypted database`)
      : error;
  }
}

/** The writing connection, after the start-up self-test: the file is really encrypted, a wrong key really refused. */
export function openEncrypted(file: string, key: string): Database.Database {
  const db = openConnection(file, key, "write");
  try {
    // A new file holds nothing, encrypted or not, until its first write.
    if (statSync(file).size === 0) db.pragma("user_version = 0");
    db.pragma("wal_checkpoint(PASSIVE)");
    assertEncrypted(file);
    assertKeyMatters(file, key);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Refuses a database that anybody can read. */
export function assertEncrypted(file: string): void {
  if (headerOf(file) === PLAIN_HEADER) throw new AppError("invalid", `${file} is not encrypted, so it is not used`);
}

function assertKeyMatters(file: string, key: string): void {
  const wrong = key.replace(/^./, (digit) => (digit === "0" ? "1" : "0"));
  try {
    openConnection(file, wrong, "read").close();
  } catch (error) {
    if (error instanceof AppError) return;
    throw error;
  }
  throw new AppError("invalid", `${file} opens with a wrong key, so it is not used`);
}

function headerOf(file: string): string {
  const header = Buffer.alloc(PLAIN_HEADER.length);
  const handle = openSync(file, "r");
  try {
    readSync(handle, header, 0, header.length, 0);
  } finally {
    closeSync(handle);
  }
  return header.toString("latin1");
}

function isNotADatabase(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code === "SQLITE_NOTADB";
}
