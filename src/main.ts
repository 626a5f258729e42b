#!/usr/bin/env node
import { createHmac, randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import pino, { type Logger } from "pino";
import { FLOWS } from "../flows/all.ts";
import { DEMO_CLINICS, DEMO_HANDSETS } from "./booking/demo-district.ts";
import { endDialog } from "./booking/end-dialog.ts";
import { BURST_MS, handOver } from "./booking/hand-over.ts";
import { endHold } from "./booking/lapsed-hold.ts";
import { extendSlots } from "./booking/materialise.ts";
import { cancelled, claimAsking, queried, requested } from "./booking/payments/ask-provider.ts";
import { endOverdue } from "./booking/payments/end-unpaid.ts";
import { mayPay } from "./booking/payments/may-pay.ts";
import { unprovenEvent } from "./booking/payments/payment-event.ts";
import { reportMessage } from "./booking/report-message.ts";
import { requestCallback } from "./booking/request-callback.ts";
import { settle, settleDoubt } from "./booking/settle.ts";
import { watchInvariants } from "./booking/watch-invariants.ts";
import { twilioVoice } from "./channels/twilio/call.ts";
import { twilioCalls, twilioTexts } from "./channels/twilio/send.ts";
import { twilioSms } from "./channels/twilio/sms.ts";
import { hasVoice } from "./channels/twilio/voices.ts";
import type { Signing } from "./channels/twilio/webhook.ts";
import { help, isCommand, runCommand } from "./cli/run-command.ts";
import { type Config, ConfigError, configFrom } from "./config.ts";
import { createConverse } from "./converse.ts";
import { apologyOf, createCallEnded, createConverseCall } from "./converse-call.ts";
import type { CallParts } from "./converse-call-turn.ts";
import { AppError } from "./core/errors.ts";
import type { PaymentProvider } from "./core/payment-provider.ts";
import { isCountry } from "./core/phone.ts";
import type { Speaking } from "./core/speaking.ts";
import { loggable } from "./http/errors.ts";
import { createMetrics, type Metrics } from "./http/metrics.ts";
import { startServer } from "./http/server.ts";
import { createDeliver } from "./jobs/deliver.ts";
import { createFire, type TimerHandlers } from "./jobs/fire.ts";
import { createOutbox, IN_FLIGHT_MAX } from "./jobs/outbox.ts";
import { createPaymentWork } from "./jobs/payment-work.ts";
import { type RelayParts, startRelay } from "./jobs/relay.ts";
import type { RowHandlers } from "./jobs/row-job.ts";
import { createSweeper } from "./jobs/sweeper.ts";
import { watchWrites } from "./jobs/watch-writes.ts";
import { mpesa } from "./payments/mpesa/mpesa.ts";
import { createSimulator } from "./simulator/simulator.ts";
import { type Audio, readAudio } from "./speech/audio.ts";
import { readLocales } from "./speech/locales.ts";
import { createPhrases } from "./speech/phrases.ts";
import { createSpeaking } from "./speech/speaking.ts";
import { databaseKey } from "./store/database-key.ts";
import { type Engine, openEngine, type Tx } from "./store/engine.ts";
import { forgetPiece } from "./store/housekeeping.ts";
import { assertMigrated } from "./store/migrate.ts";
import { outboxReport } from "./store/outbox-report.ts";
import { keepEvent } from "./store/payment-events.ts";

/** Sources and dist/ keep the same shape, so the project's root is the first folder above that has the locales. */
const ROOT = [
  join(dirname(fileURLToPath(import.meta.url)), ".."),
  join(dirname(fileURLToPath(import.meta.url)), "../.."),
].find((folder) => existsSync(join(folder, "package.json")));
const MIGRATIONS = join(ROOT ?? ".", "drizzle");
const LOCALES = join(ROOT ?? ".", "locales");

const DAY_MS = 86_400_000;

type Side = "web" | "worker" | "both";

const print = (line: string) => void process.stdout.write(`${line}\n`);

process.exitCode = await main(process.argv.slice(2));

async function main([name = "serve", ...args]: readonly string[]): Promise<number> {
  const side = sideOf(name, args);
  if (side === null && !isCommand(name)) {
    for (const line of help()) print(line);
    return name === "help" || name === "--help" ? 0 : 2;
  }
  try {
    const config = configFrom(process.env, {
      randomHex: (bytes) => randomBytes(bytes).toString("hex"),
      readFile: (path) => readFileSync(path, "utf8"),
    });
    return side === null ? await command(config, name, args) : await serve(config, side, name === "start");
  } catch (error) {
    const known = error instanceof ConfigError || error instanceof AppError || isListenError(error);
    if (!known) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

/** HOST and PORT cannot be had: somebody else's mistake or ours, but no bug. */
function isListenError(error: unknown): error is Error {
  return error instanceof Error && "syscall" in error && error.syscall === "listen";
}

/** Which sides a command line serves; null for any other command. */
function sideOf(name: string, [side = "both", ...rest]: readonly string[]): Side | null {
  if ((name !== "serve" && name !== "start") || rest.length > 0) return null;
  return side === "web" || side === "worker" || side === "both" ? side : null;
}

async function command(config: Config, name: string, args: readonly string[]): Promise<number> {
  const engine = engineOf(config, logOf(config));
  try {
    return await runCommand(shellOf(config, engine), name, args);
  } finally {
    await engine.close();
  }
}

function shellOf(config: Config, engine: Engine) {
  const production = config.mode === "production";
  const folders = { migrations: MIGRATIONS, locales: LOCALES, audio: audioFolder(config) };
  return { engine, now: Date.now, print, production, ...folders };
}

/** Recordings lie beside the database. */
function audioFolder({ databaseFile }: Config): string {
  return join(dirname(databaseFile), "audio");
}

function logOf(config: Config): Logger {
  return pino({ level: config.logLevel, base: null });
}

function engineOf(config: Config, log: Logger, metrics?: Metrics): Engine {
  return openEngine({
    file: config.databaseFile,
    key: databaseKey(config.databaseKey),
    onClockBack: (ms) => {
      log.warn({ ms }, "the system clock went back");
      metrics?.clockBack.inc();
    },
  });
}

/** Runs until SIGINT or SIGTERM; `isFirstStart` makes and fills the demo database if there is none. */
async function serve(config: Config, side: Side, isFirstStart: boolean): Promise<number> {
  const log = logOf(config);
  const metrics = createMetrics();
  const engine = engineOf(config, log, metrics);
  if (isFirstStart) await prepare(engine, config);
  assertMigrated(engine.raw, MIGRATIONS);
  const speaking = await createSpeaking(readLocales(LOCALES));
  const worker = side === "web" ? null : await startWorker(config, engine, speaking, log, metrics);
  const server = side === "worker" ? null : await webOf(config, engine, speaking, log, metrics);
  if (!server) log.info("working");
  const signal = await new Promise<string>((resolve) => {
    for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => resolve(name));
  });
  log.info({ signal }, "stopping");
  await server?.stop();
  await worker?.stop();
  await engine.close();
  return 0;
}

async function prepare(engine: Engine, config: Config): Promise<void> {
  await runCommand({ ...shellOf(config, engine), print: () => {} }, "migrate", []);
  if (config.mode === "demo") await runCommand({ ...shellOf(config, engine), print: () => {} }, "seed", ["--demo"]);
}

/** Fires timers, does chores and empties the outbox, whoever wrote what is due: through Redis if there is one, else by itself. */
async function startWorker(config: Config, engine: Engine, speaking: Speaking, log: Logger, metrics: Metrics) {
  const { redisUrl, sending } = config;
  const report = (where: string) => (error: unknown) => log.error({ error: loggable(error) }, `${where} failed`);
  const handlers = timerHandlers();
  const pace = { perSecond: sending.perSecond, burstMs: BURST_MS };
  const deliver = deliverOf(config, engine, speaking);
  const outbox = createOutbox({ read: engine.read, clock: Date.now, deliver, pace, onError: report("sending") });
  const sweeper = sweeperOf(engine, handlers, metrics, report("the sweeper")).start();
  const rows = { timers: createFire({ ...engine, handlers }), messages: deliver };
  const emptier = redisUrl
    ? await startRedis(
        redisUrl,
        { read: engine.read, clock: Date.now, pace, instead: outbox.drain },
        rows,
        report("a job"),
      )
    : outbox.start();
  const payments = paymentWorkOf(config, engine, report("a payment")).start();
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

function deliverOf({ twilio, publicUrl, sending, zoneDefault }: Config, engine: Engine, speaking: Speaking) {
  const account = { ...twilio, authToken: twilio.authTokens[0] ?? "", publicUrl };
  const channels = { text: twilioTexts(account), call: twilioCalls(account) };
  const policy = { ...sending, zone: zoneDefault, channels, speak: speaking.text, segments: speaking.segments };
  return createDeliver({ ...engine, channels, handOver: (tx, id) => handOver(tx, policy, id), settle, settleDoubt });
}

/** The providers of payments that are switched on. */
function providersOf({ mpesa: account, publicUrl }: Config): readonly PaymentProvider[] {
  return account ? [mpesa({ ...account, publicUrl }, Date.now)] : [];
}

function paymentWorkOf(config: Config, engine: Engine, onError: (error: unknown) => void) {
  const uses = { event: unprovenEvent, claim: claimAsking, requested, queried, cancelled };
  return createPaymentWork({ ...engine, ...uses, clock: Date.now, providers: providersOf(config), onError });
}

function timerHandlers(): TimerHandlers {
  return {
    "hold.end": async (tx, { appointmentId }) => void (appointmentId && (await endHold(tx, appointmentId))),
    "dialog.end": async (tx, { contactId }) => void (contactId && (await endDialog(tx, contactId))),
    // Planned and fired once visits are reminded of.
    reminder: async () => {},
    // Decides whom to reach instead, once there is more than one way to reach somebody.
    "delivery.failed": async () => {},
  };
}

function sweeperOf(engine: Engine, handlers: TimerHandlers, metrics: Metrics, onError: (error: unknown) => void) {
  const chores = [
    endOverdue,
    extendSlots,
    forgetPiece,
    (tx: Tx) => watchInvariants(tx, (count) => metrics.breaches.inc(count)),
  ];
  return createSweeper({ ...engine, clock: Date.now, handlers, chores, onError });
}

async function webOf(config: Config, engine: Engine, speaking: Speaking, log: Logger, metrics: Metrics) {
  const { publicUrl, twilio, countryDefault, host, port } = config;
  if (!isCountry(countryDefault)) throw new ConfigError([`COUNTRY_DEFAULT has no numbering plan`]);
  const { transact } = engine;
  const shared = { transact, flows: FLOWS, country: countryDefault, speaking };
  const secret = createHmac("sha256", databaseKey(config.databaseKey)).update("text-hmac").digest();
  const whom = { country: countryDefault, countries: new Set(config.sending.callbackCountries) };
  const signing = { publicUrl, authTokens: twilio.authTokens };
  const audio = await audioOf(config, log);
  const simulator = config.mode === "demo" ? createSimulator(simulated(config)) : null;
  metrics.walBytes(engine.walBytes);
  metrics.outbox(
    () => outboxReport(engine.read, Date.now() - DAY_MS, Date.now()),
    config.sending.spendPerDayMicros / 1e6,
  );
  const server = await startServer(
    {
      log,
      metrics,
      sms: twilioSms(signing),
      trustedProxies: config.trustedProxies,
      turn: createConverse({ ...shared, secret }),
      calls: {
        ...callsOf(shared, signing, audio),
        missed: (ring) => transact((tx) => requestCallback(tx, ring, whom)),
      },
      audio: audio.file,
      payments: {
        providers: providersOf(config),
        clock: Date.now,
        keep: (event) => transact((tx) => keepEvent(tx, event)),
        mayPay: (offered) => transact((tx) => mayPay(tx, offered)),
      },
      delivered: (report) => engine.transact((tx) => reportMessage(tx, report, config.sending.priceMicros.minute)),
      ready: () => engine.transact(async () => true),
      pages: simulator?.pages,
    },
    { host, port },
  );
  log.info({ port: server.port, mode: config.mode }, "listening");
  if (simulator) print(`Phones to try it with: ${publicUrl}/phone (or, in another terminal: npm run phone)`);
  return server;
}

/** Recorded speech, for the languages that have no voice. */
async function audioOf(config: Config, log: Logger): Promise<Audio> {
  const locales = readLocales(LOCALES);
  const languages = locales.map(({ tag }) => tag).filter((tag) => !hasVoice(tag));
  const { publicUrl, mode } = config;
  const place = { folder: audioFolder(config), publicUrl, playsDrafts: mode === "demo" };
  const audio = readAudio(await createPhrases(locales), languages, place);
  for (const state of audio.unheard) log.warn(state, 'not spoken on calls; see "gateway audio check"');
  return audio;
}

/** Calls, in every language that has a voice or is recorded. */
function callsOf(shared: Omit<CallParts, "spoken" | "render">, signing: Signing, audio: Audio) {
  const spoken = shared.speaking.tags.filter((tag) => hasVoice(tag) || audio.complete.has(tag));
  const voice = twilioVoice({ ...signing, recordings: audio.address });
  const parts = { ...shared, spoken, render: voice.render };
  return { voice, turn: createConverseCall(parts), ended: createCallEnded(parts), apology: apologyOf(parts) };
}

function simulated({ publicUrl, twilio }: Config) {
  return {
    accountSid: twilio.accountSid,
    authToken: twilio.authTokens[0] ?? "",
    publicUrl,
    // As the README tells operators to configure it: by default a provider loses a text that got a 503.
    overrides: "rc=3&rp=ct,5xx",
    pageFolder: join(ROOT ?? ".", "src/simulator/page"),
    numbers: DEMO_CLINICS.map(({ gatewayNumber, names }) => ({ phone: gatewayNumber, label: names.name })),
    handsets: DEMO_HANDSETS.map(({ phone, label, note }) => ({ phone, label, note })),
  };
}
