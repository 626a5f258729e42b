import { Queue, Worker } from "bullmq";
import { Redis } from "ioredis";
import { AppError } from "../core/errors.ts";
import { jobName, type RowHandlers, type RowJob } from "./row-job.ts";

/** Jobs in Redis, shared by all workers. Losing every one of them loses nothing. */
export type RedisQueue = {
  /** Adds jobs that are not there already; false if Redis is away. */
  readonly add: (jobs: readonly RowJob[]) => Promise<boolean>;
  readonly stop: () => Promise<void>;
};

const NAME = "gateway";
/** Redis that has gone is looked for twice a second; the library's own patience grows to 20 s. */
const RECONNECT_MS = 500;
/** Redis answers within a millisecond; one that hangs is as good as away. */
const COMMAND_MS = 2_000;

/** Whoever is sending has an answer or has given up by then. */
const STOP_MS = 15_000;

/** Opens the queue and works on it, at most `concurrency` rows at a time; `onIdle`: it has nothing left to do. */
export function openRedisQueue(
  url: string,
  {
    handlers,
    concurrency,
    onIdle,
    onError,
  }: {
    readonly handlers: RowHandlers;
    readonly concurrency: number;
    readonly onIdle: () => void;
    readonly onError: (error: unknown) => void;
  },
): RedisQueue {
  const retryStrategy = () => RECONNECT_MS;
  // Each of these alone leaves `add` hanging while Redis is away (measured).
  const failFast = { enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: COMMAND_MS };
  const adding = new Redis(url, { retryStrategy, ...failFast });
  const working = new Redis(url, { retryStrategy, maxRetriesPerRequest: null });
  const options = { removeOnComplete: true, removeOnFail: true };
  // A queue that is made while Redis is away never works again, so it is made when it is first needed.
  let queue: Queue | null = null;
  const opened = (): Queue => {
    if (queue) return queue;
    queue = new Queue(NAME, { connection: adding, skipWaitingForReady: true, defaultJobOptions: options });
    queue.on("error", () => {});
    return queue;
  };
  const worker = new Worker<{ readonly id: number }>(
    NAME,
    async ({ name, data }) => void (await handlers[name as RowJob["table"]](data.id).catch(onError)),
    { connection: working, concurrency },
  );
  worker.on("drained", onIdle);
  // Being away is no news here: `add` says so when it matters. Without listeners it would end the process.
  for (const each of [adding, working]) each.on("error", () => {});
  worker.on("error", () => {});
  return {
    add: async (jobs) => {
      if (adding.status !== "ready") return false;
      try {
        await opened().addBulk(jobs.map(bulkJob));
        return true;
      } catch {
        queue = null;
        return false;
      }
    },
    stop: async () => {
      // Waits for what is under way; while Redis is away the library would wait for Redis too.
      const patience = working.status === "ready" ? STOP_MS : COMMAND_MS / 4;
      await Promise.race([worker.close(), new Promise((resolve) => setTimeout(resolve, patience).unref())]);
      adding.disconnect();
      working.disconnect();
    },
  };
}

function bulkJob(job: RowJob) {
  const { table, id, delayMs, priority } = job;
  return { name: table, data: { id }, opts: { jobId: jobName(job), delay: delayMs, priority } };
}

/** Refuses a Redis that would throw jobs away when it is full; one that is away now is not asked. */
export async function assertKeepsJobs(url: string): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: COMMAND_MS });
  redis.on("error", () => {});
  try {
    await redis.connect();
    const policy = /^maxmemory_policy:(\S+)/m.exec(await redis.info("memory"))?.[1];
    if (policy !== undefined && policy !== "noeviction") {
      throw new AppError(
        "invalid",
        `REDIS_URL: its maxmemory-policy is ${policy}, which throws jobs away; set noeviction`,
      );
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
  } finally {
    redis.disconnect();
  }
}
