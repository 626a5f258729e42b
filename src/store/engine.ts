import { createHmac, randomFillSync } from "node:crypto";
import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { type BetterSQLite3Database, drizzle } from "drizzle-orm/better-sqlite3";
import { AppError, invariant } from "../core/errors.ts";
import { createGroupCommit } from "./group-commit.ts";
import { openConnection, openEncrypted } from "./open.ts";

/** Queries of one connection. */
export type Db = BetterSQLite3Database & { readonly $client: Database.Database };

/** One function's part of a transaction. Everything but `now` throws once the function has ended. */
export type Tx = {
  /** Epoch milliseconds, fixed for the whole function; never earlier than any function before. */
  readonly now: number;
  readonly db: Db;
  /** Random bytes drawn before the function began, at most 64 in all. */
  readonly random: (bytes: number) => Uint8Array;
  /** HMAC-SHA256 under a key that only the database's own key leads to: finds what no row shows. */
  readonly mac: (text: string) => Buffer;
  /** Tells whoever runs the program that a part of this failed by a bug of ours, and was undone while the rest stands. */
  readonly fault: (error: unknown) => void;
};

/** Runs a function in a transaction and answers once it is durable. It may be called more than once. */
export type Transact = <T>(fn: (tx: Tx) => Promise<T>) => Promise<T>;

/** The database of one process: one writing connection, one for reading. */
export type Engine = {
  readonly transact: Transact;
  /** Runs pieces of work of at most 5 ms behind all waiting turns, until one answers false or the engine closes. */
  readonly background: (piece: (tx: Tx) => Promise<boolean>) => Promise<void>;
  /** For pages, reports and readiness; never for what decides a write. */
  readonly read: Db;
  /** Runs a function on the reading connection: it waits for no turn, and what it finds decides no write. */
  readonly view: Transact;
  readonly walBytes: () => number;
  /** Differs from the last reading if anything was committed in between, by any process. */
  readonly dataVersion: () => number;
  /** Finishes what waits, then closes. */
  readonly close: () => Promise<void>;
  /** The writing connection itself, for migrations and tests that break things. */
  readonly raw: Database.Database;
};

/** The connections of one process to a database; what was compiled for them lives as long as they do. */
export type Connections = {
  readonly file: string;
  readonly raw: Database.Database;
  readonly db: Db;
  readonly read: Db;
  /** Of `Tx.mac`. */
  readonly secret: Buffer;
};

/** What a process lends to its engine. */
type Surroundings = {
  readonly clock?: () => number;
  /** The system clock jumped back by this many milliseconds (over 60 s): called once for each jump. */
  readonly onClockBack?: (ms: number) => void;
  /** A part of a transaction has failed by a bug of ours and was undone alone; more than once where it was run again. */
  readonly onFault?: (error: unknown) => void;
};

/** What an engine is made of. */
export type EngineOptions = Surroundings & {
  readonly file: string;
  /** 64 hex digits. */
  readonly key: string;
};

const RANDOM_BYTES = 64;
const CLOCK_BACK_MS = 60_000;

/** Opens (and creates) the encrypted database; throws if the key is wrong or the file is not encrypted. */
export function openEngine({ file, key, ...surroundings }: EngineOptions): Engine {
  const connections = connect(file, key);
  const engine = engineOn(connections, surroundings);
  return {
    ...engine,
    close: async () => {
      await engine.close();
      connections.read.$client.close();
      connections.raw.close();
    },
  };
}

/** The connections of an engine, open. */
export function connect(file: string, key: string): Connections {
  mkdirSync(dirname(file), { recursive: true });
  const raw = openEncrypted(file, key);
  const read = drizzle(openConnection(file, key, "read"));
  return { file, raw, db: drizzle(raw), read, secret: createHmac("sha256", key).update("mac").digest() };
}

/** An engine on connections that are open, with a clock and a queue of its own; they stay open when it is closed. */
export function engineOn(
  { file, raw, db, read, secret }: Connections,
  { clock = Date.now, onClockBack, onFault }: Surroundings,
): Engine {
  const now = forwardClock(clock, onClockBack);
  const mac = (text: string) => createHmac("sha256", secret).update(text).digest();
  const fault = (error: unknown) => onFault?.(error);
  const groups = createGroupCommit<Tx>(
    raw,
    () => turnTx(raw, db, { now: now(), mac, fault }),
    () => truncateLog(raw),
  );
  return {
    transact: groups.transact,
    background: groups.background,
    read,
    view: (fn) => fn({ now: now(), db: read, random: nothingRandom, mac, fault }),
    walBytes: () => statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0,
    dataVersion: () => Number(read.$client.pragma("data_version", { simple: true })),
    raw,
    close: groups.close,
  };
}

/** max(system clock, last value): what was written never lies in the future of what is written next. */
function forwardClock(clock: () => number, onClockBack?: (ms: number) => void): () => number {
  let now = 0;
  let lastReading = 0;
  return () => {
    const reading = clock();
    if (lastReading - reading > CLOCK_BACK_MS) onClockBack?.(lastReading - reading);
    lastReading = reading;
    now = Math.max(now, reading);
    return now;
  };
}

/** Nobody waits for this, so a full disk or another reader is no failure: the size stays to be seen in `walBytes`. */
function truncateLog(raw: Database.Database): void {
  try {
    raw.pragma("wal_checkpoint(TRUNCATE)");
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
  }
}

/** Random bytes for 64 functions at a time: a call of the generator costs far more than the bytes. */
let bulk = new Uint8Array(0);

function freshRandom(): Uint8Array {
  if (bulk.length < RANDOM_BYTES) bulk = randomFillSync(new Uint8Array(64 * RANDOM_BYTES));
  const fresh = bulk.subarray(0, RANDOM_BYTES);
  bulk = bulk.subarray(RANDOM_BYTES);
  return fresh;
}

/** What only reads has no use for chance. */
function nothingRandom(): never {
  throw new AppError("internal", "a view draws random bytes");
}

function turnTx(
  raw: Database.Database,
  db: Db,
  parts: Pick<Tx, "now" | "mac" | "fault">,
): { readonly tx: Tx; readonly end: () => void } {
  const pool = freshRandom();
  let drawn = 0;
  let ended = false;
  const alive = () => {
    if (ended) throw new AppError("internal", "a transaction was used after its end");
    // A turn that has caught a full disk would otherwise write on, outside any transaction.
    if (!raw.inTransaction) throw new AppError("unavailable", "the transaction is gone");
  };
  const tx: Tx = {
    ...parts,
    get db() {
      alive();
      return db;
    },
    random: (bytes) => {
      alive();
      invariant(drawn + bytes <= RANDOM_BYTES, "a turn draws too many random bytes");
      drawn += bytes;
      return pool.subarray(drawn - bytes, drawn);
    },
  };
  return {
    tx,
    end: () => {
      ended = true;
    },
  };
}
