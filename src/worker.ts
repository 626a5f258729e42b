import type { Logger } from "pino";
import { FLOWS } from "../flows/all.ts";
import { endDialog } from "./booking/end-dialog.ts";
import { BURST_MS, handOver } from "./booking/hand-over.ts";
import { endHold } from "./booking/lapsed-hold.ts";
import { extendSlots } from "./booking/materialise.ts";
import { claimAsking } from "./booking/payments/ask-provider.ts";
import { cancelled, queried, refunded, requested } from "./booking/payments/asked.ts";
import { endOverdue } from "./booking/payments/end-unpaid.ts";
import { provenEvent, unprovenEvent } from "./booking/payments/payment-event.ts";
import { pushHandlers } from "./booking/push-handlers.ts";
import { settle, settleDoubt } from "./booking/settle.ts";
import { planStaffLists } from "./booking/staff-counts.ts";
import { watchBacklog } from "./booking/watch-backlog.ts";
import { watchInvariants } from "./booking/watch-invariants.ts";
import { planMornings } from "./booking/workers/morning.ts";
import { planWeeks } from "./booking/workers/week.ts";
import { twilioCalls, twilioTexts } from "./channels/twilio/send.ts";
import type { Config } from "./config.ts";
import type { Requested } from "./core/payment-provider.ts";
import type { Speaking } from "./core/speaking.ts";
import { loggable } from "./http/errors.ts";
import type { Metrics } from "./http/metrics.ts";
import { createDeliver } from "./jobs/deliver.ts";
import { createFire, type TimerHandlers } from "./jobs/fire.ts";
import { createOutbox, IN_FLIGHT_MAX } from "./jobs/outbox.ts";
import { createPaymentWork } from "./jobs/payment-work.ts";
import { type RelayParts, startRelay } from "./jobs/relay.ts";
import type { RowHandlers } from "./jobs/row-job.ts";
import { createSweeper } from "./jobs/sweeper.ts";
import { watchWrites } from "./jobs/watch-writes.ts";
import { paymentProviders } from "./payments/providers.ts";
import type { Engine, Tx } from "./store/engine.ts";
import { forgetPiece } from "./store/housekeeping.ts";

/*
 * The worker's side of the composition root: what main wires for it. Nothing else imports this.
 */

/** What main has made for both sides. */
export type WorkerParts = {
  readonly config: Config;
  readonly engine: Engine;
  readonly speaking: Speaking;
  readonly log: Logger;
  readonly metrics: Metrics;
};

/**
 * Fires timers, does chores and empties the outbox, whoever wrote what is due: through Redis if there is one, else by
 * itself. Stopping waits for what is under way.
 */
export async function startWorker(parts: WorkerParts): Promise<{ readonly stop: () => Promise<void> }> {
  const { config, engine, log } = parts;
  const complain = (what: string) => (error: unknown) => log.error({ error: loggable(error) }, `${what} failed`);
  const handlers = timerHandlers();
  const deliver = deliverOf(parts);
  const looking = {
    ...{ read: engine.read, clock: Date.now },
    pace: { perSecond: config.sending.perSecond, burstMs: BURST_MS },
  };
  const outbox = createOutbox({ ...looking, deliver, onError: complain("sending") });
  const sweeper = sweeperOf(parts, handlers, complain("the sweeper")).start();
  const onAway = (isAway: boolean) => log.warn({ isAway }, "Redis went away or came back");
  const rows = { timers: createFire({ ...engine, handlers }), messages: deliver };
  const emptier = config.redisUrl
    ? await startRedis(config.redisUrl, { ...looking, instead: outbox.drain, onAway }, rows, complain("a job"))
    : outbox.start();
  const payments = (await paymentWorkOf(parts, complain("a payment"))).start();
  const watch = watchWrites(engine.dataVersion, () => {
    emptier.wake();
    payments.wake();
  });
  return {
    stop: async () => {
      watch.stop();
      await Promise.all([sweeper.stop(), emptier.stop(), payments.stop()]);
    },
  };
}

/** BullMQ spreads the work over all workers; loaded only where it is used. */
async function startRedis(
  url: string,
  relay: Omit<RelayParts, "queue" | "onError">,
  handlers: RowHandlers,
  onError: (error: unknown) => void,
) {
  const { assertKeepsJobs, openRedisQueue } = await import("./jobs/redis-queue.ts");
  await assertKeepsJobs(url);
  let wake = () => {};
  const queue = openRedisQueue(url, { handlers, concurrency: IN_FLIGHT_MAX, onIdle: () => wake(), onError });
  const relaying = startRelay({ ...relay, queue, onError });
  wake = relaying.wake;
  const stop = async () => {
    await relaying.stop();
    await queue.stop();
  };
  return { wake, stop };
}

function deliverOf({ config, engine, speaking }: WorkerParts) {
  const { twilio, publicUrl, sending, zoneDefault } = config;
  const account = { ...twilio, authToken: twilio.authTokens[0] ?? "", publicUrl };
  const channels = { text: twilioTexts(account), call: twilioCalls(account) };
  const policy = { ...sending, zone: zoneDefault, channels, speak: speaking.text, segments: speaking.segments };
  return createDeliver({ ...engine, channels, handOver: (tx, id) => handOver(tx, policy, id), settle, settleDoubt });
}

async function paymentWorkOf({ config, engine }: WorkerParts, onError: (error: unknown) => void) {
  const pages = `${config.publicUrl}/pay/`;
  const uses = {
    ...{ proven: provenEvent, unproven: unprovenEvent, claim: claimAsking, queried, cancelled, refunded },
    requested: (tx: Tx, id: number, result: Requested) => requested(tx, id, result, pages),
  };
  return createPaymentWork({ ...engine, ...uses, clock: Date.now, providers: await paymentProviders(config), onError });
}

function timerHandlers(): TimerHandlers {
  return {
    "hold.end": async (tx, { appointmentId }) => void (appointmentId && (await endHold(tx, appointmentId))),
    "dialog.end": async (tx, { contactId }) => void (contactId && (await endDialog(tx, contactId))),
    ...pushHandlers(FLOWS),
  };
}

function sweeperOf(
  { config, engine, metrics }: WorkerParts,
  handlers: TimerHandlers,
  onError: (error: unknown) => void,
) {
  const chores = [
    endOverdue,
    extendSlots,
    planStaffLists,
    planMornings,
    planWeeks,
    forgetPiece,
    (tx: Tx) => watchBacklog(tx, config.sending.perSecond),
    (tx: Tx) => watchInvariants(tx, (count) => metrics.breaches.inc(count)),
  ];
  return createSweeper({ ...engine, clock: Date.now, handlers, chores, onError });
}
