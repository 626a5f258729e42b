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
};

/** One function's view of the transaction, and what ends it. */
export type Begun<Tx> = { readonly tx: Tx; readonly end: () => void };

type Ran<Tx> = { readonly job: Job<Tx>; readonly ok: boolean; readonly result: unknown };

/** Runs groups on one connection. */
export type GroupRunner<Tx> = {
  /** Takes jobs from the front of the queue, runs them as one group and answers them. */
  readonly run: (queue: Job<Tx>[]) => Promise<void>;
  /** True while a function runs: a transaction inside a transaction is a bug. */
  readonly isRunning: () => boolean;
};

/** A runner over the writing connection; `begin` prepares one function's view of the transaction. */
export function createGroupRunner<Tx>(db: Database.Database, begin: () => Begun<Tx>): GroupRunner<Tx> {
  let running = false;

  const inSavepoint = async (job: Job<Tx>): Promise<Ran<Tx>> => {
    const { tx, end } = begin();
    running = true;
    try {
      db.exec("SAVEPOINT turn");
      const result = await withinMicrotasks(job.run(tx));
      db.exec("RELEASE turn");
      return { job, ok: true, result };
    } catch (error) {
      // SQLITE_FULL, IOERR and NOMEM drop the whole transaction: then there is no savepoint to go back to.
      if (db.inTransaction) db.exec("ROLLBACK TO turn; RELEASE turn");
      return { job, ok: false, result: error };
    } finally {
      running = false;
      end();
    }
  };

  /** The group is gone: its functions run again, each in a transaction of its own. */
  const eachAlone = async (jobs: readonly Job<Tx>[]) => {
    for (const job of jobs) {
      if (!(await begun(db))) {
        job.reject(unavailable("another process keeps the database busy"));
        continue;
      }
      const again = await inSavepoint(job);
      if (committed(db)) answer(again);
      else job.reject(unavailable("the database cannot commit", again.result));
    }
  };

  const run = async (queue: Job<Tx>[]) => {
    if (!(await begun(db))) {
      for (const job of queue.splice(0, GROUP_MAX)) job.reject(unavailable("another process keeps the database busy"));
      return;
    }
    const ran: Ran<Tx>[] = [];
    const until = performance.now() + GROUP_MS;
    while (db.inTransaction && ran.length < GROUP_MAX && performance.now() < until) {
      const job = queue.shift();
      if (!job) break;
      ran.push(await inSavepoint(job));
    }
    if (committed(db)) ran.forEach(answer);
    else await eachAlone(ran.map(({ job }) => job));
  };

  return { run, isRunning: () => running };
}

function answer<Tx>({ job, ok, result }: Ran<Tx>): void {
  if (ok) job.resolve(result as never);
  else job.reject(isDatabaseFailure(result) ? unavailable("the database cannot write", result) : result);
}

/** Fails what waits for anything but a query; a nextTick set by a microtask runs only once no microtask is left. */
function withinMicrotasks<T>(promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    promise.then(resolve, reject);
    process.nextTick(() => reject(new AppError("internal", "a turn let the event loop turn")));
  });
}

/** BEGIN IMMEDIATE; a busy database is waited for by a timer, for a busy timeout would freeze the event loop. */
async function begun(db: Database.Database): Promise<boolean> {
  const until = performance.now() + BUSY_MAX_MS;
  for (;;) {
    try {
      db.exec("BEGIN IMMEDIATE");
      return true;
    } catch (error) {
      if (!isBusy(error) || performance.now() > until) return false;
    }
    const wait = BUSY_MIN_MS + Math.random() * BUSY_SPREAD_MS;
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

/** False when the transaction is gone or cannot be made durable: then none of its functions has happened. */
function committed(db: Database.Database): boolean {
  if (!db.inTransaction) return false;
  try {
    db.exec("COMMIT");
    return true;
  } catch {
    if (db.inTransaction) db.exec("ROLLBACK");
    return false;
  }
}

const FATAL = /^SQLITE_(FULL|IOERR|NOMEM|BUSY|READONLY|CORRUPT|CANTOPEN)/;

function isDatabaseFailure(error: unknown): boolean {
  return error instanceof Database.SqliteError && FATAL.test(error.code);
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY");
}

function unavailable(message: string, cause?: unknown): AppError {
  return new AppError("unavailable", message, { cause });
}
