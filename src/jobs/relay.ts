import { dueTimers } from "../store/due-timers.ts";
import type { Db } from "../store/engine.ts";
import { createBell } from "./bell.ts";
import { dueNow, type Pace } from "./due.ts";
import type { RedisQueue } from "./redis-queue.ts";
import { jobName, type RowJob } from "./row-job.ts";

/** How often rows are looked through, whatever has or has not become of their jobs (ms). */
const EVERY_MS = 5_000;
/** Timers that will be due within two looks go into Redis ahead, to fire on time; more would only have to be kept there. */
const AHEAD_MS = 2 * EVERY_MS;
/** Rows given to Redis at once, and the shortest time between two looks (ms). */
const PAGE = 500;
const PAUSE_MS = 50;
/** What was given to Redis so lately is not given again: it is there, or was done and shows no more. */
const LATELY_MS = 1_000;

/** What takes rows to Redis. */
export type RelayParts = {
  readonly read: Db;
  readonly clock: () => number;
  readonly pace: Pace;
  readonly queue: RedisQueue;
  /** Does what is due in this process, while Redis is away. */
  readonly instead: () => Promise<void>;
  /** Redis has gone, or has come back. */
  readonly onAway: (isAway: boolean) => void;
  readonly onError: (error: unknown) => void;
};

/** Takes what is due to Redis, again and again: a job that was lost is added at the next look, one that is there is not. */
export type Relay = {
  readonly wake: () => void;
  readonly stop: () => Promise<void>;
};

/** Starts a relay. */
export function startRelay(parts: RelayParts): Relay {
  const { clock, onError } = parts;
  const bell = createBell();
  const seen: Seen = { handed: new Map(), isAway: false };
  let isStopped = false;
  const relaying = (async () => {
    while (!isStopped) {
      const nextAt = await look(parts, seen).catch((error: unknown) => {
        onError(error);
        return Number.POSITIVE_INFINITY;
      });
      await bell.rest(Math.min(EVERY_MS, Math.max(nextAt - clock(), PAUSE_MS)));
      if (!isStopped) await createBell().rest(PAUSE_MS);
    }
  })();
  return {
    wake: bell.ring,
    stop: async () => {
      isStopped = true;
      bell.ring();
      await relaying;
    },
  };
}

/** What is remembered from look to look: jobs given to Redis lately, and whether it took them. */
type Seen = { readonly handed: Map<string, number>; isAway: boolean };

/** One look at the rows; gives the instant from which there is room for more. */
async function look({ read, clock, pace, queue, instead, onAway }: RelayParts, seen: Seen): Promise<number> {
  const now = clock();
  const timers = await dueTimers(read, now + AHEAD_MS, null, PAGE);
  const { messages, nextAt } = await dueNow(read, now, pace, PAGE);
  const due: readonly RowJob[] = [
    ...timers.map(({ id, dueAt }) => ({
      ...({ table: "timers", id, attempt: dueAt, delayMs: Math.max(dueAt - now, 0), priority: 0 } as const),
    })),
    ...messages.map(({ id, attempt, priority }) => ({
      ...({ table: "messages", id, attempt, delayMs: 0, priority } as const),
    })),
  ];
  const jobs = fresh(due, seen.handed);
  if (jobs.length === 0) return nextAt;
  const isAway = !(await queue.add(jobs));
  if (isAway !== seen.isAway) onAway(isAway);
  seen.isAway = isAway;
  if (isAway) {
    seen.handed.clear();
    await instead();
  }
  return nextAt;
}

/** The jobs that were not handed over lately; they are noted as handed over now, on the monotonic clock. */
function fresh(due: readonly RowJob[], handed: Map<string, number>): readonly RowJob[] {
  const now = performance.now();
  for (const [name, at] of handed) if (now - at > LATELY_MS) handed.delete(name);
  const jobs = due.filter((job) => !handed.has(jobName(job)));
  for (const job of jobs) handed.set(jobName(job), now);
  return jobs;
}
