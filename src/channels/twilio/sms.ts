import type { DeliveryReport } from "../../core/delivery.ts";
import type { InboundText, Reply } from "../../core/inbound.ts";
import { inboundTextOf } from "./inbound.ts";
import { deliveryReportOf } from "./status.ts";
import { replyTwiml } from "./twiml.ts";
import { queryOf, type Received, receiver, type Signing, type WebhookRequest } from "./webhook.ts";

/** Text messages through Twilio: understands its webhooks and writes its answers. */
export type TwilioSms = Readonly<{
  inboundText: (request: WebhookRequest) => Received<InboundText>;
  deliveryReport: (request: WebhookRequest) => Received<DeliveryReport>;
  /** The body of an answer, always `text/xml`. */
  answer: (reply: Reply | null) => string;
}>;

/** The channel of one Twilio account whose webhooks are configured under `publicUrl`. */
export function twilioSms(options: Signing): TwilioSms {
  const received = receiver(options);
  return {
    inboundText: (request) => received(request, inboundTextOf),
    deliveryReport: (request) =>
      received(request, (form) => deliveryReportOf(form, queryOf(request.originalUrl).get("m"))),
    answer: (reply) => {
      const said = reply === null ? [] : [reply, ...(reply.more ?? [])];
      return replyTwiml(
        ...said.map(({ text, messageId }) => ({ text, statusUrl: statusUrl(options.publicUrl, messageId) })),
      );
    },
  };
}

function statusUrl(publicUrl: string, messageId: string | undefined): string | undefined {
  return messageId === undefined ? undefined : `${publicUrl}/twilio/sms/status?m=${encodeURIComponent(messageId)}`;
}
