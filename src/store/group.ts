import Database from "better-sqlite3";
import { AppError } from "../core/errors.ts";

/*
 * One group of functions: BEGIN, each function in a savepoint, COMMIT, then the answers. Between BEGIN and COMMIT nothing
 * but microtasks runs, so no other statement can join the transaction.
 */

/** Most functions in a group, and the longest it is filled (ms): whoever waits is answered soon. */
const GROUP_MAX = 64;
const GROUP_MS = 10;
/** Another process writes: try again after 2-20 ms, for up to 3 s. */
const BUSY_MIN_MS = 2;
const BUSY_SPREAD_MS = 18;
const BUSY_MAX_MS = 3_000;

/** A function that waits for its part of a transaction, and where its answer goes. */
export type Job<Tx> = {
  readonly run: (tx: Tx) => Promise<unknown>;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
  /** When it began to wait, on the monotonic clock (ms). */
  readonly since: number;
};

/** One function's view of the transaction, and what ends it. */
export type Begun<Tx> = { readonly tx: Tx; readonly end: () => void };

type Ran<Tx> =
  | { readonly job: Job<Tx>; readonly ok: true; readonly result: unknown }
  | { readonly job: Job<Tx>; readonly ok: false; readonly error: unknown };

/** Runs groups on one connection. */
export type GroupRunner<Tx> = {
  /** Takes jobs from the front of the queue, runs them as one group and answers them. */
  readonly run: (queue: Job<Tx>[]) => Promise<void>;
  /** True while a function runs: a transaction inside a transaction is a bug. */
  readonly isRunning: () => boolean;
};

/** A runner over the writing connection; `view` prepares one function's view of the transaction. */
export function createGroupRunner<Tx>(db: Database.Database, view: () => Begun<Tx>): GroupRunner<Tx> {
  let running = false;

  const inSavepoint = async (job: Job<Tx>): Promise<Ran<Tx>> => {
    const { tx, end } = view();
    running = true;
    try {
      db.exec("SAVEPOINT turn");
      const result = await withinMicrotasks(job.run(tx));
      db.exec("RELEASE turn");
      return { job, ok: true, result };
    } catch (error) {
      takeBack(db);
      return { job, ok: false, error };
    } finally {
      running = false;
      end();
    }
  };

  /** The group is gone: its functions run again, each in a transaction of its own. */
  const eachAlone = async (jobs: readonly Job<Tx>[]) => {
    let refusal: AppError | undefined;
    for (const job of jobs) {
      // Each costs an fsync, and whoever was just answered may call `transact`: let the event loop turn between them.
      await new Promise(setImmediate);
      refusal ??= await begin(db);
      if (refusal) {
        job.reject(refusal);
        continue;
      }
      const again = await inSavepoint(job);
      const failure = commit(db);
      if (!failure) answer(again);
      else job.reject(again.ok ? failure : unavailable("the database cannot write", again.error));
    }
  };

  const run = async (queue: Job<Tx>[]) => {
    const waiting = queue.length;
    const refusal = await begin(db);
    if (refusal) {
      // Only those who have waited all the time; who came meanwhile gets a try of her own.
      for (const job of queue.splice(0, waiting)) job.reject(refusal);
      return;
    }
    const ran: Ran<Tx>[] = [];
    const until = performance.now() + GROUP_MS;
    while (db.inTransaction && ran.length < GROUP_MAX && performance.now() < until) {
      const job = queue.shift();
      if (!job) break;
      ran.push(await inSavepoint(job));
    }
    if (commit(db)) await eachAlone(ran.map(({ job }) => job));
    else ran.forEach(answer);
  };

  return { run, isRunning: () => running };
}

function answer<Tx>(ran: Ran<Tx>): void {
  if (ran.ok) ran.job.resolve(ran.result as never);
  else ran.job.reject(isDatabaseFailure(ran.error) ? unavailable("the database cannot write", ran.error) : ran.error);
}

/** Fails what waits for anything but a query; a nextTick set by a microtask runs only once no microtask is left. */
function withinMicrotasks<T>(promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    let isSettled = false;
    const settling =
      <V>(settle: (value: V) => void) =>
      (value: V) => {
        isSettled = true;
        settle(value);
      };
    promise.then(settling(resolve), settling(reject));
    process.nextTick(() => {
      if (!isSettled) reject(new AppError("internal", "a turn let the event loop turn"));
    });
  });
}

/** BEGIN IMMEDIATE, or why not; a busy database is waited for by a timer, for a busy timeout would freeze the loop. */
async function begin(db: Database.Database): Promise<AppError | undefined> {
  const until = performance.now() + BUSY_MAX_MS;
  for (;;) {
    try {
      db.exec("BEGIN IMMEDIATE");
      return undefined;
    } catch (error) {
      if (!isBusy(error)) return unavailable("the database cannot begin", error);
      if (performance.now() > until) return unavailable("another process keeps the database busy", error);
    }
    const wait = BUSY_MIN_MS + Math.random() * BUSY_SPREAD_MS;
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

/** Undoes one function; SQLITE_FULL, IOERR and NOMEM have dropped the whole transaction: then there is no savepoint. */
function takeBack(db: Database.Database): void {
  if (!db.inTransaction) return;
  try {
    db.exec("ROLLBACK TO turn; RELEASE turn");
  } catch {
    // What cannot be undone alone is undone with its group, which then runs again.
    rollBack(db);
  }
}

/** COMMIT, or why not: then none of the group's functions has happened. */
function commit(db: Database.Database): AppError | undefined {
  if (!db.inTransaction) return unavailable("the transaction is gone");
  try {
    db.exec("COMMIT");
    return undefined;
  } catch (error) {
    rollBack(db);
    return unavailable("the database cannot commit", error);
  }
}

function rollBack(db: Database.Database): void {
  if (db.inTransaction) db.exec("ROLLBACK");
}

const FATAL = /^SQLITE_(FULL|IOERR|NOMEM|BUSY|READONLY|CORRUPT|CANTOPEN)/;

function isDatabaseFailure(error: unknown): boolean {
  return FATAL.test(sqliteCode(error));
}

function isBusy(error: unknown): boolean {
  return sqliteCode(error).startsWith("SQLITE_BUSY");
}

/** The driver's code, or nothing; drizzle wraps some of the driver's errors, once. */
function sqliteCode(error: unknown): string {
  const candidates = error instanceof Error ? [error, error.cause] : [];
  return candidates.find((one) => one instanceof Database.SqliteError)?.code ?? "";
}

function unavailable(message: string, cause?: unknown): AppError {
  return new AppError("unavailable", message, cause === undefined ? undefined : { cause });
}
