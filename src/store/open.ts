import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";
import Database from "better-sqlite3";
import { AppError } from "../core/errors.ts";

/** Pages between checkpoints: at the default 1,000 one comes every hundred turns; 16,000 measured 1.23 times as fast. */
const AUTOCHECKPOINT_PAGES = 16_000;
/** What the -wal file is cut to after a checkpoint, in bytes. */
const WAL_KEPT_BYTES = 64 * 1024 * 1024;
/** Cold pages must be decrypted, so the cache is large; KiB, negative as SQLite wants it. */
const CACHE_KIB = -64 * 1024;

const PLAIN_HEADER = "SQLite format 3";

/** One connection to the encrypted database; `key` is 64 hex digits, the raw SQLCipher key (no key derivation at open). */
export function openConnection(file: string, key: string, mode: "write" | "read"): Database.Database {
  const db = new Database(file, { timeout: 0, readonly: mode === "read", fileMustExist: mode === "read" });
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
    return db;
  } catch (error) {
    db.close();
    throw isNotADatabase(error)
      ? new AppError("invalid", `DATABASE_KEY does not open ${file}, or the file is no encrypted database`)
      : error;
  }
}

/**
 * Start-up self-test: the file is really encrypted and a wrong key is really refused. A new file holds nothing until its
 * first write, so that is made here.
 */
export function assertEncrypted(db: Database.Database, file: string, key: string): void {
  if (statSync(file).size === 0) db.pragma("user_version = 0");
  db.pragma("wal_checkpoint(PASSIVE)");
  if (headerOf(file) === PLAIN_HEADER) throw new AppError("invalid", `${file} is not encrypted, so it is not used`);
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
  if (!existsSync(file)) return "";
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
