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
/** More people at a time than connections, so that nobody writes before she is answered. */
const AT_A_TIME = 1_024;

let people = Math.floor(Math.random() * 80_000_000);
let turn = 0;
const talkers = Array.from({ length: AT_A_TIME }, () => ({
  phone: "",
  to: "",
  talk: [] as readonly string[],
  said: 0,
}));

/** The next text of the mixed conversations. */
export function nextText(): { readonly from: string; readonly to: string; readonly body: string } {
  turn += 1;
  const talker = talkers[turn % AT_A_TIME];
  if (!talker) return { from: "", to: "", body: "" };
  if (talker.said >= talker.talk.length) {
    people += 1;
    const phone = `+9198${String(people).padStart(8, "0")}`;
    Object.assign(talker, {
      phone,
      to: gatewayNumber((people % CLINICS) + 1),
      talk: TALKS[people % TALKS.length],
      said: 0,
    });
  }
  talker.said += 1;
  return { from: talker.phone, to: talker.to, body: talker.talk[talker.said - 1] ?? "" };
}

/** Calls of new people who book, key in a year, cancel and take back. */
const CALLS = [
  ["", "1", "1", "1", "1", "1", "1", "1980", "8", "6"],
  ["", "1", "1", "2", "2", "1", "1", "9", "0", "2"],
  ["", "2", "1", "4", "3", "2", "1", "1", "1", "9"],
];
const callers = Array.from({ length: AT_A_TIME }, () => ({
  call: "",
  phone: "",
  to: "",
  keys: [] as readonly string[],
  turn: 0,
}));
let key = 0;

/** The next keys of many calls at a time: path and fields. */
export function nextKeys(): Asked {
  key += 1;
  const caller = callers[key % AT_A_TIME];
  if (!caller) return { path: "", fields: {} };
  if (caller.turn >= caller.keys.length) {
    people += 1;
    const about = { phone: `+9198${String(people).padStart(8, "0")}`, to: gatewayNumber((people % CLINICS) + 1) };
    Object.assign(caller, {
      ...about,
      call: `CA${randomBytes(16).toString("hex")}`,
      keys: CALLS[people % CALLS.length],
      turn: 0,
    });
  }
  const { call, phone, to, keys, turn: at } = caller;
  caller.turn += 1;
  const path = at === 0 ? "/twilio/voice" : `/twilio/voice/turn?n=${at}`;
  return { path, fields: { CallSid: call, From: phone, To: to, Direction: "inbound", Digits: keys[at] ?? "" } };
}

/** One request to be made. */
export type Asked = { readonly path: string; readonly fields: Readonly<Record<string, string>> };

function nextMessage(): Asked {
  const { from, to, body } = nextText();
  const MessageSid = `SM${randomBytes(16).toString("hex")}`;
  return { path: "/twilio/sms", fields: { MessageSid, From: from, To: to, Body: body } };
}

/** What a run measured: answers a second and latencies in milliseconds. */
export type Measured = {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly failed: number;
};

/** As many requests as so many connections can have, texts unless told. */
export async function load(port: number, connections: number, seconds: number, next = nextMessage): Promise<Measured> {
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
  const asked: Promise<boolean>[] = [];
  const startedAt = performance.now();
  for (let due = 0; due < rate * seconds; ) {
    await setTimeout(STEP_MS);
    const until = Math.min(((performance.now() - startedAt) / 1_000) * rate, rate * seconds);
    for (; due < until; due += 1) {
      const dueAt = startedAt + (due / rate) * 1_000;
      const done = () => latencies.push(performance.now() - dueAt);
      asked.push(answered(agent, port).finally(done));
    }
  }
  const failed = (await Promise.all(asked)).filter((ok) => !ok).length;
  agent.destroy();
  latencies.sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? 0;
  return { perSecond: rate, p50: at(0.5), p99: at(0.99), failed };
}

function answered(agent: Agent, port: number): Promise<boolean> {
  const { body, ...about } = signedRequest(nextMessage());
  return new Promise((resolve) => {
    const ask = request({ host: "127.0.0.1", port, agent, method: "POST", ...about }, (response) => {
      response.resume().once("end", () => resolve(response.statusCode === 200));
    });
    ask.once("error", () => resolve(false)).end(body);
  });
}
