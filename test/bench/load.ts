import { randomBytes } from "node:crypto";
import { Agent, request } from "node:http";
import { setTimeout } from "node:timers/promises";
import autocannon, { type Request } from "autocannon";
import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import { CLINICS, gatewayNumber } from "./district.ts";

export const TOKEN = "0123456789abcdef0123456789abcdef";
export const PUBLIC_URL = "https://sms.example.org";

/** Mixed conversations: new people who book, look up, cancel and take back. Each is shorter than the rate limit and had from a number of its own. */
const TALKS = [
  ["hi", "1", "eye", "1", "Asha Devi", "1980"],
  ["book general", "1", "Ravi", "9", "my visits", "6"],
  ["hello", "2", "1", "child", "2", "Meena", "9"],
  ["namaste", "3", "1", "0", "4", "book skin tomorrow", "1", "Gita"],
  ["salaam", "1", "1", "1", "Simran", "1975", "8", "6"],
];
let people = Math.floor(Math.random() * 80_000_000);

/** Somebody nobody has heard of, who writes or rings one of the clinics. */
function newcomer() {
  people += 1;
  return { phone: `+9198${String(people).padStart(8, "0")}`, to: gatewayNumber((people % CLINICS) + 1), turn: 0 };
}

type Talker = ReturnType<typeof newcomer>;

/**
 * Gives each of so many people their turn, one after another; whoever has come to an end makes room for the next. Twice as
 * many as connections: nobody writes before she is answered, and no more want the same doctor at once than would.
 */
function inTurn<T extends Talker>(count: number, begin: (talker: Talker) => T, hasEnded: (talker: T) => boolean) {
  const talkers = Array.from({ length: count }, () => begin(newcomer()));
  let at = 0;
  return (): T => {
    at = (at + 1) % count;
    const known = talkers[at];
    const talker = known && !hasEnded(known) ? known : begin(newcomer());
    talkers[at] = talker;
    talker.turn += 1;
    return talker;
  };
}

/** The texts of so many mixed conversations at a time. */
export function texts(count: number) {
  const next = inTurn(
    count,
    (talker) => ({ ...talker, talk: TALKS[people % TALKS.length] ?? [] }),
    ({ talk, turn }) => turn >= talk.length,
  );
  return (): { readonly from: string; readonly to: string; readonly body: string } => {
    const { phone, to, talk, turn } = next();
    return { from: phone, to, body: talk[turn - 1] ?? "" };
  };
}

/** Calls of new people who book, key in a year, cancel and take back. */
const CALLS = [
  ["", "1", "1", "1", "1", "1", "1", "1980", "8", "6"],
  ["", "1", "1", "2", "2", "1", "1", "9", "0", "2"],
  ["", "2", "1", "4", "3", "2", "1", "1", "1", "9"],
];

/** The webhooks of so many calls at a time. */
export function calls(count: number): () => Asked {
  const next = inTurn(
    count,
    (talker) => ({ ...talker, id: `CA${randomBytes(16).toString("hex")}`, keys: CALLS[people % CALLS.length] ?? [] }),
    ({ keys, turn }) => turn >= keys.length,
  );
  return () => {
    const { phone, to, id, keys, turn } = next();
    const path = turn === 1 ? "/twilio/voice" : `/twilio/voice/turn?n=${turn - 1}`;
    return { path, fields: { CallSid: id, From: phone, To: to, Direction: "inbound", Digits: keys[turn - 1] ?? "" } };
  };
}

/** One request to be made. */
export type Asked = { readonly path: string; readonly fields: Readonly<Record<string, string>> };

/** The webhooks of so many conversations by text at a time. */
export function messages(count: number): () => Asked {
  const next = texts(count);
  return () => {
    const { from, to, body } = next();
    const MessageSid = `SM${randomBytes(16).toString("hex")}`;
    return { path: "/twilio/sms", fields: { MessageSid, From: from, To: to, Body: body } };
  };
}

/** What a run measured: answers a second and latencies in milliseconds. */
export type Measured = {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly failed: number;
};

/** As many requests as so many connections can have answered. */
export async function load(
  port: number,
  connections: number,
  seconds: number,
  asked: (count: number) => () => Asked,
): Promise<Measured> {
  const next = asked(2 * connections);
  const setupRequest = (request: Request): Request => {
    const { path, ...signed } = signedRequest(next());
    return { ...request, path, ...signed };
  };
  const result = await autocannon({
    ...{ url: `http://127.0.0.1:${port}`, connections, duration: seconds },
    requests: [{ method: "POST", setupRequest }],
  });
  const { requests, latency, non2xx, errors } = result;
  return { perSecond: requests.average, p50: latency.p50, p99: latency.p99, failed: non2xx + errors };
}

function signedRequest({ path, fields }: Asked) {
  const signature = getExpectedTwilioSignature(TOKEN, PUBLIC_URL + path, fields);
  const headers = { "content-type": "application/x-www-form-urlencoded", "x-twilio-signature": signature };
  return { path, headers, body: new URLSearchParams(fields).toString() };
}

/** Connections a provider keeps open to us. */
const KEPT_OPEN = 64;
/** Requests fall due in steps of this many milliseconds. */
const STEP_MS = 5;

/** Texts that come evenly, so many a second, whether or not earlier ones are answered; latencies count from when each was due. */
export async function evenly(port: number, rate: number, seconds: number): Promise<Measured> {
  const agent = new Agent({ keepAlive: true, maxSockets: KEPT_OPEN });
  const latencies: number[] = [];
  const next = messages(2 * KEPT_OPEN);
  const asked: Promise<boolean>[] = [];
  const startedAt = performance.now();
  for (let due = 0; due < rate * seconds; ) {
    await setTimeout(STEP_MS);
    const until = Math.min(((performance.now() - startedAt) / 1_000) * rate, rate * seconds);
    for (; due < until; due += 1) {
      const dueAt = startedAt + (due / rate) * 1_000;
      const done = () => latencies.push(performance.now() - dueAt);
      asked.push(answered(agent, port, next()).finally(done));
    }
  }
  const failed = (await Promise.all(asked)).filter((ok) => !ok).length;
  agent.destroy();
  latencies.sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? 0;
  return { perSecond: rate, p50: at(0.5), p99: at(0.99), failed };
}

function answered(agent: Agent, port: number, asked: Asked): Promise<boolean> {
  const { body, ...about } = signedRequest(asked);
  return new Promise((resolve) => {
    const ask = request({ host: "127.0.0.1", port, agent, method: "POST", ...about }, (response) => {
      response.resume().once("end", () => resolve(response.statusCode === 200));
    });
    ask.once("error", () => resolve(false)).end(body);
  });
}
