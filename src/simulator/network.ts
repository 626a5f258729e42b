import { randomUUID } from "node:crypto";
import { type Fields, signature } from "./sign.ts";

/** How the pretend provider calls our webhooks. */
export type Webhooks = {
  readonly accountSid: string;
  readonly authToken: string;
  /** The address that was configured at the provider and that it signs, without a slash at the end. */
  readonly publicUrl: string;
  readonly retries: Retries;
  /** Carries a request to the webhook; over HTTP unless a test has its own way. */
  readonly carry: Carry;
};

/** A request as it leaves the provider: the address, its headers, and the form as fields and as a body. */
export type Outgoing = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fields: Fields;
  readonly body: string;
};

/** Takes a request to the webhook and gives the answer, with status 0 if nobody answered before the signal. */
export type Carry = (request: Outgoing, signal: AbortSignal) => Promise<Answered>;

/** Why a request failed, in the words of Twilio's connection overrides: not reached, no answer in time, or its status. */
type Failure = "ct" | "rt" | "4xx" | "5xx";

/** How often, and after what, a webhook is tried again. */
export type Retries = { readonly count: number; readonly on: ReadonlySet<Failure> };

/** What a webhook answered, with the type of its content; status 0 = nobody answered. */
export type Answered = { readonly status: number; readonly type: string; readonly body: string };

/** All attempts of one request together are given up after this long (Twilio's `tt`, ms). */
const TOTAL_MS = 15_000;
const RETRIES_MAX = 5;
const FAILURES: readonly Failure[] = ["ct", "rt", "4xx", "5xx"];

/**
 * Twilio's connection overrides `rc` and `rp`, as they stand behind the # of a webhook's address; without any, one more
 * try if the server was not reached. Throws a RangeError for values that Twilio does not take.
 */
export function retriesIn(overrides: string): Retries {
  const fields = new URLSearchParams(overrides);
  const count = Number(fields.get("rc") ?? 1);
  const names = (fields.get("rp") ?? "ct").split(",");
  const on = new Set(names.includes("all") ? FAILURES : FAILURES.filter((failure) => names.includes(failure)));
  const isCount = Number.isInteger(count) && count >= 0 && count <= RETRIES_MAX;
  if (!isCount || names.some((name) => name !== "all" && !FAILURES.some((failure) => failure === name))) {
    throw new RangeError("connection overrides: rc is 0 to 5, rp a list of 4xx, 5xx, ct, rt, all");
  }
  return { count, on };
}

/** Posts a signed form as Twilio does, and again after a failure as often as is configured. */
export async function post(webhooks: Webhooks, url: string, fields: Fields): Promise<Answered> {
  const token = randomUUID();
  const signal = AbortSignal.timeout(TOTAL_MS);
  for (let attempt = 0; ; attempt += 1) {
    const { failure, ...answered } = await once(webhooks, url, fields, token, signal);
    const isOver = attempt >= webhooks.retries.count || signal.aborted;
    if (failure === null || isOver || !webhooks.retries.on.has(failure)) return answered;
  }
}

async function once(
  { authToken, carry }: Webhooks,
  url: string,
  fields: Fields,
  token: string,
  signal: AbortSignal,
): Promise<Answered & { readonly failure: Failure | null }> {
  const headers = {
    "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
    "User-Agent": "TwilioProxy/1.1",
    "X-Twilio-Signature": signature(authToken, url, fields),
    "I-Twilio-Idempotency-Token": token,
    "X-Home-Region": "us1",
    Accept: "*/*",
  };
  const answered = await carry({ url, headers, fields, body: new URLSearchParams(fields).toString() }, signal);
  return { ...answered, failure: failureOf(answered.status, signal) };
}

/** Over HTTP. */
export async function overHttp({ url, headers, body }: Outgoing, signal: AbortSignal): Promise<Answered> {
  try {
    const response = await fetch(url, { method: "POST", headers, body, signal });
    return { status: response.status, type: response.headers.get("content-type") ?? "", body: await response.text() };
  } catch {
    return { status: 0, type: "", body: "" };
  }
}

function failureOf(status: number, signal: AbortSignal): Failure | null {
  if (status === 0) return signal.aborted ? "rt" : "ct";
  if (status >= 500) return "5xx";
  return status >= 400 ? "4xx" : null;
}
