import Database from "better-sqlite3";
import { AppError } from "../core/errors.ts";

/*
 * Group commit. Functions that wait are run one after another, each in a savepoint, and made durable by one COMMIT: a
 * commit costs an fsync, so alone a turn reaches 0.17 of a bare server, in groups 0.48 (measured, two cores).
 *
 * Invariant: between BEGIN and COMMIT nothing but microtasks runs, so no other statement can join the transaction.
 */

/** Most functions in a group, and longest time a group is filled (ms): whoever waits is answered soon. */
const GROUP_MAX = 64;
const GROUP_MS = 10;
/** More than this waiting is refused at once. */
const QUEUE_MAX = 5_000;
/** Another process writes: try again after 2-20 ms, for up to 3 s. */
const BUSY_MIN_MS = 2;
const BUSY_SPREAD_MS = 18;
const BUSY_MAX_MS = 3_000;
/** Background work goes behind turns, but not for ever. */
const STARVED_MS = 250;

type Begun<Tx> = { readonly tx: Tx; readonly end: () => void };

type Job<Tx> = {
  readonly run: (tx: Tx) => Promise<unknown>;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
};

type Ran<Tx> = { readonly job: Job<Tx>; readonly ok: boolean; readonly result: unknown };

/** The queue before one writing connection. */
export type Groups<Tx> = {
  readonly transact: <T>(fn: (tx: Tx) => Promise<T>) => Promise<T>;
  readonly background: (piece: (tx: Tx) => Promise<boolean>) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Builds the queue; `begin` prepares one function's view of the transaction, `idle` runs when nothing was written for a while. */
export function createGroups<Tx>(
  db: Database.Database,
  begin: () => Begun<Tx>,
  idle: () => void,
  idleMs: number,
): Groups<Tx> {
  const turns: Job<Tx>[] = [];
  const pieces: Job<Tx>[] = [];
  let draining = false;
  let running = false;
  let closing: (() => void) | null = null;
  let isClosed = false;
  let lastPieceAt = 0;
  let idleTimer: NodeJS.Timeout | undefined;

  const wake = () => {
    if (draining) return;
    draining = true;
    setImmediate(() => void drain());
  };

  const drain = async () => {
    clearTimeout(idleTimer);
    // From here on we are a microtask, and a nextTick set by a turn runs only once no microtask is left.
    await Promise.resolve();
    const first = nextJobs();
    if (first.length > 0) await group(first);
    draining = false;
    if (turns.length + pieces.length > 0) wake();
    else if (closing) closing();
    else idleTimer = setTimeout(idle, idleMs).unref();
  };

  /** Turns first; a piece of background work only when none waits, or when it has waited long enough. */
  const nextJobs = (): Job<Tx>[] => {
    const starved = Date.now() - lastPieceAt > STARVED_MS;
    if (pieces.length === 0 || (turns.length > 0 && !starved)) return turns;
    lastPieceAt = Date.now();
    return pieces.splice(0, 1);
  };

  const group = async (jobs: Job<Tx>[]) => {
    if (!(await begun(db))) {
      for (const job of jobs.splice(0, GROUP_MAX)) job.reject(unavailable("another process keeps the database busy"));
      return;
    }
    const ran: Ran<Tx>[] = [];
    const startedAt = performance.now();
    while (jobs.length > 0 && ran.length < GROUP_MAX && performance.now() - startedAt < GROUP_MS) {
      const job = jobs.shift();
      if (!job) break;
      ran.push(await inSavepoint(job));
      if (!db.inTransaction) return await eachAlone(ran);
    }
    if (!committed(db)) return await eachAlone(ran);
    ran.forEach(answer);
  };

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
  const eachAlone = async (ran: readonly Ran<Tx>[]) => {
    for (const { job } of ran) {
      if (!(await begun(db))) {
        job.reject(unavailable("another process keeps the database busy"));
        continue;
      }
      const again = await inSavepoint(job);
      if (!db.inTransaction || !committed(db)) job.reject(unavailable("the database cannot commit", again.result));
      else answer(again);
    }
  };

  const enqueue = <T>(queue: Job<Tx>[], run: (tx: Tx) => Promise<T>): Promise<T> => {
    if (running) throw new AppError("internal", "transact inside transact");
    if (isClosed) return Promise.reject(unavailable("the database is closed"));
    if (queue.length >= QUEUE_MAX) return Promise.reject(unavailable("too many turns wait"));
    return new Promise<T>((resolve, reject) => {
      queue.push({ run, resolve: resolve as (value: never) => void, reject });
      wake();
    });
  };

  return {
    transact: (fn) => enqueue(turns, fn),
    background: async (piece) => {
      while (!isClosed && (await enqueue(pieces, piece)));
    },
    close: async () => {
      isClosed = true;
      if (draining) {
        await new Promise<void>((resolve) => {
          closing = resolve;
        });
      }
      clearTimeout(idleTimer);
    },
  };
}

function answer<Tx>({ job, ok, result }: Ran<Tx>): void {
  if (ok) job.resolve(result as never);
  else job.reject(isDatabaseFailure(result) ? unavailable("the database cannot commit", result) : result);
}

/** Fails what waits for anything but a query: a timer or I/O inside BEGIN would let other statements join. */
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

function committed(db: Database.Database): boolean {
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
