import { randomBytes } from "node:crypto";
import autocannon from "autocannon";
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

/** What a run measured: answers a second and latencies in milliseconds. */
export type Measured = {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly failed: number;
};

/** Texts from many people over so many connections; `rate` limits the texts a second. */
export async function load(port: number, connections: number, seconds: number, rate?: number): Promise<Measured> {
  const result = await autocannon({
    url: `http://127.0.0.1:${port}`,
    connections,
    duration: seconds,
    ...(rate ? { overallRate: rate } : {}),
    requests: [
      {
        method: "POST",
        path: "/twilio/sms",
        setupRequest: (request) => {
          const { from, to, body } = nextText();
          const fields = { MessageSid: `SM${randomBytes(16).toString("hex")}`, From: from, To: to, Body: body };
          const signature = getExpectedTwilioSignature(TOKEN, `${PUBLIC_URL}/twilio/sms`, fields);
          const headers = { "content-type": "application/x-www-form-urlencoded", "x-twilio-signature": signature };
          return { ...request, headers, body: new URLSearchParams(fields).toString() };
        },
      },
    ],
  });
  const { requests, latency, non2xx, errors } = result;
  return { perSecond: requests.average, p50: latency.p50, p99: latency.p99, failed: non2xx + errors };
}
