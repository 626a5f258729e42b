import type { DeliveryReport } from "../../core/delivery.ts";
import type { InboundText, Reply } from "../../core/inbound.ts";
import { type Form, formOf } from "./form.ts";
import { inboundTextOf } from "./inbound.ts";
import { deliveryReportOf } from "./status.ts";
import { replyTwiml } from "./twiml.ts";
import { isSigned } from "./verify.ts";

/** A provider's request as it came in, read whole, nothing in it believed yet. */
export type WebhookRequest = Readonly<{
  /** Path and query exactly as requested. */
  originalUrl: string;
  header: (name: string) => string;
  body: Uint8Array;
}>;

/** What a webhook says, or why it is refused: not a readable form, or not signed by the provider. */
export type Received<T> = Readonly<{ ok: true; value: T } | { ok: false; reason: "malformed" | "unsigned" }>;

/** Text messages through Twilio: understands its webhooks and writes its answers. */
export type TwilioSms = Readonly<{
  inboundText: (request: WebhookRequest) => Received<InboundText>;
  deliveryReport: (request: WebhookRequest) => Received<DeliveryReport>;
  /** The body of an answer, always `text/xml`. */
  answer: (reply: Reply | null) => string;
}>;

/** The channel of one Twilio account whose webhooks are configured under `publicUrl`. */
export function twilioSms(options: { publicUrl: string; authTokens: readonly string[] }): TwilioSms {
  const received = <T>(request: WebhookRequest, parse: (form: Form) => T | null): Received<T> => {
    const form = formOf(request.body);
    if (form === null) return { ok: false, reason: "malformed" };
    // The address is the configured one: Host and X-Forwarded-* are whatever the sender writes.
    const url = options.publicUrl + request.originalUrl;
    if (!isSigned(options.authTokens, request.header("x-twilio-signature"), url, form)) {
      return { ok: false, reason: "unsigned" };
    }
    const value = parse(form);
    return value === null ? { ok: false, reason: "malformed" } : { ok: true, value };
  };
  return {
    inboundText: (request) => received(request, inboundTextOf),
    deliveryReport: (request) =>
      received(request, (form) => deliveryReportOf(form, queryOf(request.originalUrl).get("m"))),
    answer: (reply) => replyTwiml(reply?.text ?? null, statusUrl(options.publicUrl, reply?.messageId)),
  };
}

function statusUrl(publicUrl: string, messageId: string | undefined): string | undefined {
  return messageId === undefined ? undefined : `${publicUrl}/twilio/sms/status?m=${encodeURIComponent(messageId)}`;
}

function queryOf(originalUrl: string): URLSearchParams {
  const question = originalUrl.indexOf("?");
  return new URLSearchParams(question === -1 ? "" : originalUrl.slice(question + 1));
}
