import { BURST_MS, handOver, type SendingPolicy } from "../../src/booking/hand-over.ts";
import { reportMessage } from "../../src/booking/report-message.ts";
import { settle, settleDoubt } from "../../src/booking/settle.ts";
import { callReportOf } from "../../src/channels/twilio/call-report.ts";
import { twilioCalls, twilioTexts } from "../../src/channels/twilio/send.ts";
import { deliveryReportOf } from "../../src/channels/twilio/status.ts";
import { PRIORITY } from "../../src/core/delivery.ts";
import { say } from "../../src/core/say.ts";
import { createDeliver } from "../../src/jobs/deliver.ts";
import { createOutbox } from "../../src/jobs/outbox.ts";
import type { SimulatorOptions } from "../../src/simulator/simulator.ts";
import { readLocales } from "../../src/speech/locales.ts";
import { createSpeaking } from "../../src/speech/speaking.ts";
import { type NewMessage, queueMessage } from "../../src/store/messages.ts";
import { mondayInNabha } from "../helpers/booking.ts";
import { network, OURS } from "../simulator/network.ts";
import { accountSid, authToken } from "../simulator/virtual-phone.ts";

const speaking = createSpeaking(readLocales("locales"));
const MINUTE = 60_000;

/** Ana in Nabha, the real outbox of a worker, and Twilio's pretend API at the other end; the clock is the test's. */
export async function delivering(options: Partial<SimulatorOptions> = {}, policy: Partial<SendingPolicy> = {}) {
  const world = await mondayInNabha();
  const { clock, engine, run } = world;
  const net = await network({ clock: () => clock.now, ...options });
  // Hours are no subject here: this clinic has no night.
  const always = "country = 'KE', quiet_from = '00:00', quiet_to = '00:00'";
  engine.raw.prepare(`update locations set gateway_number = ?, ${always}`).run(OURS);
  const account = { accountSid, authToken, apiUrl: net.url, publicUrl: net.publicUrl };
  const channels = { text: twilioTexts(account), call: twilioCalls(account) };
  const { text: speak, segments } = await speaking;
  const perSecond = { text: 1_000, call: 1_000 };
  const sending: SendingPolicy = {
    ...{ speak, segments, perSecond, spendPerDayMicros: 1e9, priceMicros: { segment: 80_000, minute: 100_000 } },
    ...{ zone: "Asia/Kolkata", channels, ...policy },
  };
  const errors: unknown[] = [];
  const deliver = createDeliver({
    ...engine,
    channels,
    handOver: (tx, id) => handOver(tx, sending, id),
    settle,
    settleDoubt,
  });
  const pace = { perSecond: sending.perSecond, burstMs: BURST_MS };
  const outbox = createOutbox({
    read: engine.read,
    clock: () => clock.now,
    deliver,
    pace,
    onError: (error) => errors.push(error),
  });
  const queue = (change: Partial<NewMessage> = {}) =>
    run((tx) =>
      queueMessage(tx, {
        ...{ contactId: world.anaContact, kind: "text", purpose: "reminder", priority: PRIORITY.reminder, visit: null },
        ...{ content: [say("limit.texts")], dueAt: clock.now, uselessAt: clock.now + 12 * 60 * MINUTE, ...change },
      }),
    );
  /** People of Nabha, each with a phone. */
  const people = (n: number) => Array.from({ length: n }, () => world.make.contact(world.clinic.id));
  const pluck = (query: string) => engine.raw.prepare(query).pluck().all();
  const phoneOf = (contactId: number) => String(pluck(`select phone from contacts where id = ${contactId}`)[0]);
  const rows = () => engine.raw.prepare("select * from messages order by id").all() as Record<string, unknown>[];
  const states = () => rows().map(({ state, reason }) => (reason === null ? state : `${state} ${reason}`));
  /** What Twilio has reported so far reaches us, in the order in which it came. */
  const hearReports = async () => {
    await net.provider.idle();
    for (const { url, fields } of net.heard.splice(0)) {
      const reportOf = url.startsWith("/twilio/voice") ? callReportOf : deliveryReportOf;
      const report = reportOf(fields, new URL(url, "http://us").searchParams.get("m"));
      if (report) await run((tx) => reportMessage(tx, report, sending.priceMicros.minute));
    }
  };
  const pass = (ms: number) => {
    clock.now += ms;
  };
  return {
    ...world,
    ...net,
    sending,
    deliver,
    pace,
    people,
    pluck,
    phoneOf,
    outbox,
    queue,
    rows,
    states,
    errors,
    hearReports,
    pass,
  };
}
