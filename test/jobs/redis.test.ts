import { describe, expect, onTestFinished, test, vi } from "vitest";
import { FLOWS } from "../../flows/all.ts";
import { pushHandlers } from "../../src/booking/push-handlers.ts";
import { createFire, type TimerHandlers } from "../../src/jobs/fire.ts";
import { assertKeepsJobs, openRedisQueue } from "../../src/jobs/redis-queue.ts";
import { startRelay } from "../../src/jobs/relay.ts";
import { hasRedis, inRedis, ownRedis } from "../helpers/redis.ts";
import { delivering } from "./delivery-world.ts";

const SOON = { timeout: 15_000, interval: 20 };

/** Rows in Nabha, and workers that share them through a Redis of their own. */
async function sharing() {
  const redis = await ownRedis();
  onTestFinished(redis.kill);
  const world = await delivering();
  const { clock, engine, outbox, deliver, pace, errors } = world;
  const fired: number[] = [];
  const away: boolean[] = [];
  const nothing = async () => {};
  const handlers: TimerHandlers = {
    ...{ "hold.end": nothing, "dialog.end": nothing, ...pushHandlers(FLOWS) },
    reminder: async (_, { id }) => void fired.push(id),
  };
  const rows = { timers: createFire({ ...engine, handlers }), messages: deliver };
  const onError = (error: unknown) => void errors.push(error);
  const employ = () => {
    let wake = () => {};
    const queue = openRedisQueue(redis.url, { handlers: rows, concurrency: 20, onIdle: () => wake(), onError });
    const clockOf = () => clock.now;
    const relay = startRelay({
      ...{ read: engine.read, clock: clockOf, pace, queue, instead: outbox.drain, onError },
      onAway: (isAway) => void away.push(isAway),
    });
    wake = relay.wake;
    onTestFinished(async () => {
      await relay.stop();
      await queue.stop();
    });
    return relay;
  };
  const sent = () => world.provider.messages.all().map(({ to }) => to);
  const queueFor = async (n: number) => {
    for (const { id } of world.people(n)) await world.queue({ contactId: id });
  };
  return { ...world, redis, fired, away, employ, sent, queueFor };
}

describe.skipIf(!hasRedis)(inRedis("jobs in Redis"), () => {
  test("two workers share what is due, and each message leaves once", async () => {
    const { employ, queueFor, sent, errors, states } = await sharing();
    await queueFor(80);
    const [first, second] = [employ(), employ()];
    await vi.waitFor(() => {
      first.wake();
      second.wake();
      expect(sent()).toHaveLength(80);
    }, SOON);
    await vi.waitFor(() => expect(new Set(states())).toEqual(new Set(["accepted"])), SOON);
    expect([sent().length, new Set(sent()).size, errors]).toEqual([80, 80, []]);
  });

  test("a timer fires once, whoever takes its job", async () => {
    const { employ, engine, clock, fired } = await sharing();
    const insert = engine.raw.prepare("insert into timers (kind, due_at) values ('reminder', ?)");
    for (let n = 0; n < 50; n++) insert.run(clock.now - n);
    const working = [employ(), employ()];
    await vi.waitFor(() => expect(fired).toHaveLength(50), SOON);
    for (const each of working) each.wake();
    expect(new Set(fired).size).toBe(50);
  });

  test("a Redis that was killed and comes back empty loses nothing, and while it is away work goes on", async () => {
    const { employ, queueFor, redis, sent, states, away } = await sharing();
    const relay = employ();
    await queueFor(1);
    await vi.waitFor(() => expect(states()).toEqual(["accepted"]), SOON);
    await redis.kill();
    away.length = 0;
    await queueFor(30);
    const isDone = () => {
      relay.wake();
      expect(new Set(states())).toEqual(new Set(["accepted"]));
    };
    await vi.waitFor(isDone, SOON);
    expect([sent().length, away]).toEqual([31, [true]]);
    await redis.start();
    await queueFor(30);
    await vi.waitFor(isDone, SOON);
    expect(new Set(sent()).size).toBe(61);
    await vi.waitFor(async () => {
      await queueFor(1);
      relay.wake();
      expect(away).toEqual([true, false]);
    }, SOON);
  });

  test("adding to a Redis that is away says so at once", async () => {
    const { redis } = await sharing();
    const handlers = { timers: async () => {}, messages: async () => {} };
    const queue = openRedisQueue(redis.url, { handlers, concurrency: 1, onIdle: () => {}, onError: () => {} });
    onTestFinished(queue.stop);
    const job = { table: "messages", id: 1, attempt: 0, delayMs: 60_000, priority: 0 } as const;
    await vi.waitFor(async () => expect(await queue.add([job])).toBe(true), SOON);
    await redis.kill();
    const asked = performance.now();
    expect(await queue.add([job])).toBe(false);
    expect(performance.now() - asked).toBeLessThan(1_000);
  });

  test("a Redis that would throw jobs away is refused by name; one that is away is not asked", async () => {
    const redis = await ownRedis({ policy: "allkeys-lru" });
    onTestFinished(redis.kill);
    await expect(assertKeepsJobs(redis.url)).rejects.toThrow(/REDIS_URL.*allkeys-lru.*noeviction/);
    await redis.kill();
    await expect(assertKeepsJobs(redis.url)).resolves.toBeUndefined();
  });
});
