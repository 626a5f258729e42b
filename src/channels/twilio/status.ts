import { type Form, single } from "./form.ts";

/** Where a message we sent is now. `failed` is final; the rank only ever grows. */
type DeliveryState = "queued" | "sending" | "sent" | "delivered" | "failed";

/** One report about one message of ours. */
export type DeliveryReport = Readonly<{
  channel: "twilio-sms";
  providerId: string;
  /** Our own id, when the address we gave for reports carried one. */
  messageId?: string;
  state: DeliveryState;
  /** A report of a rank not above the stored one says nothing new: reports arrive in any order. */
  rank: number;
  /** Twilio's error code. Codes are added without notice; an unknown one is only a failure. */
  errorCode?: string;
}>;

/** How far along a state is; delivered and failed are both ends, so neither replaces the other. */
export const deliveryRanks: Readonly<Record<DeliveryState, number>> = {
  queued: 1,
  sending: 2,
  sent: 3,
  delivered: 4,
  failed: 4,
};

const states: ReadonlyMap<string, DeliveryState> = new Map([
  ["accepted", "queued"],
  ["scheduled", "queued"],
  ["queued", "queued"],
  ["sending", "sending"],
  ["sent", "sent"],
  ["partially_delivered", "sent"],
  ["delivered", "delivered"],
  ["read", "delivered"],
  ["undelivered", "failed"],
  ["failed", "failed"],
  ["canceled", "failed"],
]);

/** The report in a form, or null when it names no message. A state we do not know counts as the lowest: it proves nothing. */
export function deliveryReportOf(form: Form, messageId: string | null): DeliveryReport | null {
  const providerId = single(form, "MessageSid") ?? "";
  if (!/^[\x21-\x7e]{1,64}$/.test(providerId)) return null;
  const state =
    states.get((single(form, "MessageStatus") ?? single(form, "SmsStatus") ?? "").toLowerCase()) ?? "queued";
  const errorCode = single(form, "ErrorCode");
  return {
    channel: "twilio-sms",
    providerId,
    ...(messageId !== null && /^[\w-]{1,64}$/.test(messageId) ? { messageId } : {}),
    state,
    rank: deliveryRanks[state],
    ...(errorCode !== undefined && /^[1-9]\d{0,5}$/.test(errorCode) ? { errorCode } : {}),
  };
}
