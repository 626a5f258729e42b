import type { Outbound, OutboundChannel, SendResult } from "../../core/delivery.ts";
import { type ApiAnswer, callApi, resourcePath, type TwilioAccount } from "./api.ts";
import { findCall, findMessage } from "./find.ts";
import { refusedWith, UNREACHABLE } from "./trouble.ts";

/** The account that sends, and what we send from where a message names no number of ours. */
export type TwilioSender = TwilioAccount & {
  /** The address that Twilio calls, without a slash at the end. */
  readonly publicUrl: string;
  readonly smsFrom?: string | undefined;
  readonly messagingServiceSid?: string | undefined;
  readonly voiceFrom?: string | undefined;
};

/** How long a phone rings: shorter than most voicemails wait. */
const RING_SECONDS = 30;

/** Texts through Twilio. */
export function twilioTexts(account: TwilioSender): OutboundChannel {
  return {
    name: "twilio-sms",
    send: async (message) =>
      resultOf(await callApi(account, resourcePath(account, "Messages"), messageForm(account, message))),
    find: (sought) => findMessage(account, sought),
  };
}

/** Calls through Twilio: whoever takes one is led by what `/twilio/voice` answers. */
export function twilioCalls(account: TwilioSender): OutboundChannel {
  return {
    name: "twilio-voice",
    send: async (message) =>
      resultOf(await callApi(account, resourcePath(account, "Calls"), callForm(account, message))),
    find: (sought) => findCall(account, sought),
  };
}

function messageForm({ publicUrl, smsFrom, messagingServiceSid }: TwilioSender, message: Outbound): URLSearchParams {
  const form = new URLSearchParams({ To: message.to, Body: message.body ?? "" });
  if (messagingServiceSid !== undefined) form.set("MessagingServiceSid", messagingServiceSid);
  const from = message.sender || smsFrom;
  if (from) form.set("From", from);
  form.set("StatusCallback", `${publicUrl}/twilio/sms/status?m=${message.id}`);
  return form;
}

function callForm({ publicUrl, voiceFrom }: TwilioSender, message: Outbound): URLSearchParams {
  const form = new URLSearchParams({
    To: message.to,
    From: message.sender || (voiceFrom ?? ""),
    Url: `${publicUrl}/twilio/voice?m=${message.id}`,
    Timeout: String(RING_SECONDS),
    StatusCallback: `${publicUrl}/twilio/voice/status?m=${message.id}`,
  });
  for (const event of ["initiated", "ringing", "answered", "completed"]) form.append("StatusCallbackEvent", event);
  return form;
}

/** A request is not repeatable: after a failure of theirs, or an answer nobody can read, it may have been carried out. */
function resultOf(answer: ApiAnswer): SendResult {
  if (answer === "unreached") return { result: "refused", code: "unreachable", ...UNREACHABLE };
  if (answer === "lost" || answer.status >= 500) return { result: "unknown" };
  const fields = fieldsOf(answer.body);
  if (answer.status < 300) {
    const { sid } = fields;
    return typeof sid === "string" ? { result: "accepted", providerId: sid } : { result: "unknown" };
  }
  const code = typeof fields["code"] === "number" ? fields["code"] : null;
  return { result: "refused", code: String(code ?? answer.status), ...refusedWith(answer.status, code) };
}

function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  return typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
}
