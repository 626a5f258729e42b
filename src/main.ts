#!/usr/bin/env node
import { createHmac, randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import pino, { type Logger } from "pino";
import { FLOWS } from "../flows/all.ts";
import { DEMO_CLINICS, DEMO_HANDSETS, demoToken } from "./booking/demo-district.ts";
import { DEMO_WORKERS } from "./booking/demo-workers.ts";
import { mayPay } from "./booking/payments/may-pay.ts";
import { linkBehind } from "./booking/payments/offer-link.ts";
import { switchWays } from "./booking/payments/ways.ts";
import { reportMessage } from "./booking/report-message.ts";
import { requestCallback } from "./booking/request-callback.ts";
import { createStaffApi } from "./booking/staff/api.ts";
import { twilioVoice } from "./channels/twilio/call.ts";
import { twilioSms } from "./channels/twilio/sms.ts";
import { hasVoice } from "./channels/twilio/voices.ts";
import type { Signing } from "./channels/twilio/webhook.ts";
import { OutputClosed, outputTo } from "./cli/output.ts";
import { help, isCommand, runCommand } from "./cli/run-command.ts";
import { type Config, ConfigError, configFrom } from "./config.ts";
import { createConverse } from "./converse.ts";
import { apologyOf, createCallEnded, createConverseCall } from "./converse-call.ts";
import { type CallParts, spokenAt } from "./converse-call-turn.ts";
import { AppError } from "./core/errors.ts";
import { PAY_WAYS } from "./core/payment-provider.ts";
import { isCountry } from "./core/phone.ts";
import type { Speaking } from "./core/speaking.ts";
import { loggable } from "./http/errors.ts";
import { createMetrics, type Metrics } from "./http/metrics.ts";
import { startServer } from "./http/server.ts";
import { paymentProviders } from "./payments/providers.ts";
import { createSimulator } from "./simulator/simulator.ts";
import { type Audio, readAudio } from "./speech/audio.ts";
import { readLocales } from "./speech/locales.ts";
import { createPhrases } from "./speech/phrases.ts";
import { createSpeaking } from "./speech/speaking.ts";
import { startCheckpoints } from "./store/checkpoints.ts";
import { databaseKey } from "./store/database-key.ts";
import type { Home } from "./store/directory.ts";
import { type Engine, openEngine } from "./store/engine.ts";
import { assertMigrated } from "./store/migrate.ts";
import { outboxReport } from "./store/outbox-report.ts";
import { keepEvent } from "./store/payment-events.ts";
import { activePlaces } from "./store/places.ts";
import { startWorker } from "./worker.ts";

/** Sources and dist/ keep the same shape, so the project's root is the first folder above that has the locales. */
const ROOT = [
  join(dirname(fileURLToPath(import.meta.url)), ".."),
  join(dirname(fileURLToPath(import.meta.url)), "../.."),
].find((folder) => existsSync(join(folder, "package.json")));
const MIGRATIONS = join(ROOT ?? ".", "drizzle");
const LOCALES = join(ROOT ?? ".", "locales");

const DAY_MS = 86_400_000;

type Side = "web" | "worker" | "both";

const { print, printOrEnd } = outputTo(process.stdout);

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
    if (error instanceof OutputClosed) return 0;
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
  return { engine, now: Date.now, print: printOrEnd, production, ...folders };
}

/** Recordings lie beside the database. */
function audioFolder({ databaseFile }: Config): string {
  return join(dirname(databaseFile), "audio");
}

function logOf(config: Config): Logger {
  return pino({ level: config.logLevel, base: null });
}

function fileOf({ databaseFile, databaseKey: key }: Config) {
  return { file: databaseFile, key: databaseKey(key) };
}

function engineOf(config: Config, log: Logger, metrics?: Metrics): Engine {
  return openEngine({
    ...fileOf(config),
    onClockBack: (ms) => {
      log.warn({ ms }, "the system clock went back");
      metrics?.clockBack.inc();
    },
    onFault: (error) => log.error({ error: loggable(error) }, "a part of a turn failed"),
  });
}

/** Runs until SIGINT or SIGTERM; `isFirstStart` makes and fills the demo database if there is none. */
async function serve(config: Config, side: Side, isFirstStart: boolean): Promise<number> {
  const log = logOf(config);
  const metrics = createMetrics();
  const engine = engineOf(config, log, metrics);
  if (isFirstStart) await prepare(engine, config);
  assertMigrated(engine.raw, MIGRATIONS);
  const checkpoints = startCheckpoints(fileOf(config), (error) =>
    log.error({ error: loggable(error) }, "checkpoints fall to the writer"),
  );
  const speaking = await createSpeaking(readLocales(LOCALES));
  const ways = PAY_WAYS.filter((way) => config[way] !== undefined);
  const clinics = await engine.transact((tx) => switchWays(tx, ways));
  if (clinics.length > 0) log.warn({ clinics }, "pay_ways names a provider that is off, so it is not offered");
  const server = side === "worker" ? null : await webOf(config, engine, speaking, log, metrics);
  const worker =
    side === "web" ? null : await startWorker({ config, engine, speaking, log, metrics }).catch(stopped(server));
  if (!server) log.info("working");
  const signal = await new Promise<string>((resolve) => {
    for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => resolve(name));
  });
  log.info({ signal }, "stopping");
  await server?.stop();
  await worker?.stop();
  await checkpoints.stop();
  await engine.close();
  return 0;
}

/** Whichever side has begun keeps the process alive: it stops before the other's failure is told. */
function stopped(server: { readonly stop: () => Promise<void> } | null) {
  return async (error: unknown): Promise<never> => {
    await server?.stop();
    throw error;
  };
}

async function prepare(engine: Engine, config: Config): Promise<void> {
  await runCommand({ ...shellOf(config, engine), print: () => {} }, "migrate", []);
  if (config.mode === "demo") await runCommand({ ...shellOf(config, engine), print: () => {} }, "seed", ["--demo"]);
}

async function webOf(config: Config, engine: Engine, speaking: Speaking, log: Logger, metrics: Metrics) {
  const { publicUrl, twilio, countryDefault, host, port, trustedProxies } = config;
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
      trustedProxies,
      turn: createConverse({ ...shared, secret }),
      calls: {
        ...callsOf(shared, signing, audio, await transact((tx) => activePlaces(tx))),
        missed: (ring) => transact((tx) => requestCallback(tx, ring, whom)),
      },
      audio: audio.file,
      payPages: { linkOf: (code) => engine.view((tx) => linkBehind(tx, `${publicUrl}/pay/${code}`)), speaking },
      payments: {
        providers: await paymentProviders(config),
        clock: Date.now,
        keep: (event) => transact((tx) => keepEvent(tx, event)),
        mayPay: (offered) => transact((tx) => mayPay(tx, offered)),
      },
      delivered: (report) => engine.transact((tx) => reportMessage(tx, report, config.sending.priceMicros.minute)),
      ready: () => engine.transact(async () => true),
      pages: simulator?.pages,
      rest: { api: createStaffApi({ ...engine, speaking }), publicUrl, speaking, trustedProxies, clock: Date.now },
    },
    { host, port },
  );
  log.info({ port: server.port, mode: config.mode }, "listening");
  if (simulator)
    print(`Spends at most ${config.sending.spendPerDayMicros / 1e6} a day (SPEND_PER_DAY), on nobody's bill.`);
  if (simulator) print(`Phones to try it with: ${publicUrl}/phone (or, in another terminal: npm run phone)`);
  if (simulator) print(`REST: ${publicUrl}/docs, with the demo's key ${demoToken}`);
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
function callsOf(shared: Omit<CallParts, "spoken" | "render">, signing: Signing, audio: Audio, homes: readonly Home[]) {
  const spoken = shared.speaking.tags.filter((tag) => hasVoice(tag) || audio.complete.has(tag));
  const voice = twilioVoice({ ...signing, recordings: audio.address });
  const parts = { ...shared, spoken, render: voice.render };
  const languages = new Map(homes.map((home) => [home.gatewayNumber, spokenAt(parts, home, null)[0]]));
  const apology = apologyOf(parts, (ours) => languages.get(ours) ?? null);
  return { voice, turn: createConverseCall(parts), ended: createCallEnded(parts), apology };
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
    handsets: [
      ...DEMO_HANDSETS.map(({ phone, label, note }) => ({ phone, label, note })),
      ...DEMO_WORKERS.map(({ phone, name: label, note }) => ({ phone, label, note })),
    ],
  };
}
