import { BURST_MS, handOver } from "../../src/booking/hand-over.ts";
import { settle, settleDoubt } from "../../src/booking/settle.ts";
import type { OutboundChannel } from "../../src/core/delivery.ts";
import { say } from "../../src/core/say.ts";
import { createDeliver } from "../../src/jobs/deliver.ts";
import { createFire, type TimerHandlers } from "../../src/jobs/fire.ts";
import { createOutbox, IN_FLIGHT_MAX } from "../../src/jobs/outbox.ts";
import { openRedisQueue } from "../../src/jobs/redis-queue.ts";
import { startRelay } from "../../src/jobs/relay.ts";
import { createSweeper } from "../../src/jobs/sweeper.ts";
import { watchWrites } from "../../src/jobs/watch-writes.ts";
import { readLocales } from "../../src/speech/locales.ts";
import { createSpeaking } from "../../src/speech/speaking.ts";
import type { Engine } from "../../src/store/engine.ts";
import { queueMessage } from "../../src/store/messages.ts";
import { hasRedis, ownRedis } from "../helpers/redis.ts";
import { makeDistrict, openBench } from "./district.ts";

const REMINDERS = 10_000;
const PERSECOND = 1e6;

/** A provider that takes everything at once: what is measured is ours. */
const instant: OutboundChannel = {
  name: "bench",
  send: async ({ id }) => ({ result: "accepted", providerId: `B${id}` }),
  find: async () => ({ providerId: null }),
};

/** How many reminders a second one worker fires (timer to queued text) and sends (queued to accepted), with and without Redis. */
export async function measureSending(file: string): Promise<readonly string[]> {
  await makeDistrict(file, 500);
  const engine = openBench(file);
  const parts = await partsOf(engine);
  const fires = plan(engine);
  const sweeper = createSweeper({ ...engine, clock: Date.now, handlers: parts.handlers, chores: [], onError: fail });
  const fired = await perSecond(() => sweeper.sweep());
  const outbox = createOutbox({ ...parts.looking, deliver: parts.deliver, onError: fail });
  const sent = await perSecond(() => outbox.drain());
  const lines = [`reminders, embedded: ${fired} fired a second, ${sent} sent a second (${fires} of them)`];
  if (hasRedis) lines.push(await throughRedis(engine, parts));
  await engine.close();
  return lines;
}

async function throughRedis(engine: Engine, { handlers, deliver, looking }: Awaited<ReturnType<typeof partsOf>>) {
  const redis = await ownRedis();
  plan(engine);
  const rows = { timers: createFire({ ...engine, handlers }), messages: deliver };
  let wake = () => {};
  const queue = openRedisQueue(redis.url, {
    ...{ handlers: rows, concurrency: IN_FLIGHT_MAX, onIdle: () => wake(), onError: fail },
  });
  const left = engine.raw.prepare(
    "select (select count(*) from timers where state = 'pending') + (select count(*) from messages where state <> 'accepted')",
  );
  const both = await perSecond(async () => {
    const relay = startRelay({ ...looking, queue, instead: async () => {}, onAway: () => {}, onError: fail });
    wake = relay.wake;
    const watch = watchWrites(engine.dataVersion, wake);
    while (Number(left.pluck().get()) > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    watch.stop();
    await relay.stop();
  });
  await queue.stop();
  await redis.kill();
  return `reminders, through Redis: ${both} fired and sent a second`;
}

async function partsOf(engine: Engine) {
  const speaking = await createSpeaking(readLocales("locales"));
  const pace = { perSecond: { text: PERSECOND, call: PERSECOND }, burstMs: BURST_MS };
  const channels = { text: instant, call: instant };
  const policy = {
    ...{ speak: speaking.text, segments: speaking.segments, perSecond: pace.perSecond, channels },
    ...{ spendPerDayMicros: 1e15, priceMicros: { segment: 1, minute: 1 }, zone: "Asia/Kolkata" },
  };
  const deliver = createDeliver({
    ...{ transact: engine.transact, read: engine.read, channels, settle, settleDoubt },
    handOver: (tx, id) => handOver(tx, policy, id),
  });
  const what = { kind: "text", purpose: "reminder", priority: 3, visit: null, content: [say("limit.texts")] } as const;
  const reminder: TimerHandlers["reminder"] = async (tx, { contactId }) => {
    const to = { contactId: contactId ?? 0, dueAt: tx.now, uselessAt: tx.now + 3_600_000, sender: "+919876500001" };
    await queueMessage(tx, { ...what, ...to });
  };
  // Timers of no other kind are planned here.
  const handlers = { reminder } as TimerHandlers;
  return { deliver, handlers, looking: { read: engine.read, clock: Date.now, pace } };
}

/** Due reminders, each to a phone of its own. */
function plan(engine: Engine): number {
  const contact = engine.raw.prepare("insert into contacts (phone, created_at) values (?, 1)");
  const timer = engine.raw.prepare("insert into timers (kind, due_at, contact_id) values ('reminder', 1, ?)");
  const before = Number(engine.raw.prepare("select count(*) from contacts").pluck().get());
  engine.raw.transaction(() => {
    for (let n = before; n < before + REMINDERS; n += 1)
      timer.run(contact.run(`+9198${10_000_000 + n}`).lastInsertRowid);
  })();
  return REMINDERS;
}

async function perSecond(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return Math.round((REMINDERS * 1_000) / (performance.now() - began));
}

function fail(error: unknown): never {
  throw error;
}
