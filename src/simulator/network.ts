import { randomBytes, randomUUID } from "node:crypto";
import { segments } from "../core/segments.ts";
import { type Fields, signature } from "./sign.ts";

/** How the pretend provider calls our webhooks. */
export type Webhooks = {
  readonly accountSid: string;
  readonly authToken: string;
  /** The address that was configured at the provider and that it signs, without a slash at the end. */
  readonly publicUrl: string;
  /** Tries after the first that a 5xx or an unreachable server gets, as `#rc=…&rp=ct,5xx` asks for. */
  readonly retries: number;
};

/** What a webhook answered; 0 = nobody answered. */
export type Answered = { readonly status: number; readonly body: string };

/** No webhook is waited for longer than Twilio waits (ms). */
const TIMEOUT_MS = 15_000;

/** A new id of Twilio's shape. */
export function newSid(prefix: "SM" | "MG"): string {
  return prefix + randomBytes(16).toString("hex");
}

/** The form of an inbound text, field by field as Twilio posts it. */
export function inboundFields(
  accountSid: string,
  message: { readonly sid: string; readonly from: string; readonly to: string; readonly body: string },
  optOutType: "STOP" | "START" | "HELP" | null,
): Fields {
  const { sid, from, to, body } = message;
  return {
    ToCountry: "IN",
    ToState: "",
    SmsMessageSid: sid,
    NumMedia: "0",
    ToCity: "",
    FromZip: "",
    SmsSid: sid,
    FromState: "",
    SmsStatus: "received",
    FromCity: "",
    Body: body,
    FromCountry: "IN",
    To: to,
    ToZip: "",
    NumSegments: String(segments(body).segments),
    MessageSid: sid,
    AccountSid: accountSid,
    From: from,
    ApiVersion: "2010-04-01",
    ...(optOutType ? { OptOutType: optOutType } : {}),
  };
}

/** Posts a signed form as Twilio does, and again after a failure as often as is configured. */
export async function post(webhooks: Webhooks, url: string, fields: Fields): Promise<Answered> {
  const token = randomUUID();
  let answered: Answered = { status: 0, body: "" };
  for (let attempt = 0; attempt <= webhooks.retries; attempt += 1) {
    answered = await once(webhooks, url, fields, token);
    if (answered.status !== 0 && answered.status < 500) break;
  }
  return answered;
}

async function once(webhooks: Webhooks, url: string, fields: Fields, token: string): Promise<Answered> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        "User-Agent": "TwilioProxy/1.1",
        "X-Twilio-Signature": signature(webhooks.authToken, url, fields),
        "I-Twilio-Idempotency-Token": token,
        "X-Home-Region": "us1",
        Accept: "*/*",
      },
      body: new URLSearchParams(fields).toString(),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { status: response.status, body: await response.text() };
  } catch {
    return { status: 0, body: "" };
  }
}
