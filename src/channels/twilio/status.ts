import type { DeliveryReport } from "../../core/delivery.ts";
import { type Form, single } from "./form.ts";
import { failureBy } from "./trouble.ts";

const states: ReadonlyMap<string, DeliveryReport["state"]> = new Map([
  ["accepted", "accepted"],
  ["scheduled", "accepted"],
  ["queued", "accepted"],
  ["sending", "accepted"],
  ["sent", "sent"],
  ["partially_delivered", "sent"],
  ["delivered", "delivered"],
  ["read", "delivered"],
  ["undelivered", "failed"],
  ["failed", "failed"],
  ["canceled", "failed"],
]);

/** The report in a form, or null when it names no message. A state we do not know proves only that Twilio has it. */
export function deliveryReportOf(form: Form, messageId: string | null): DeliveryReport | null {
  const providerId = single(form, "MessageSid") ?? "";
  if (!/^[\x21-\x7e]{1,64}$/.test(providerId)) return null;
  const state =
    states.get((single(form, "MessageStatus") ?? single(form, "SmsStatus") ?? "").toLowerCase()) ?? "accepted";
  const errorCode = codeOf(form);
  return {
    messageId: idOf(messageId),
    providerId,
    state,
    errorCode,
    ...(state === "failed" ? failureBy(errorCode) : { trouble: null }),
    sequence: null,
    minutes: null,
  };
}

/** Our own id, when the address we gave for reports carried one. */
export function idOf(messageId: string | null): number | null {
  return messageId !== null && /^[1-9]\d{0,14}$/.test(messageId) ? Number(messageId) : null;
}

/** Twilio's error code. */
export function codeOf(form: Form): string | null {
  const code = single(form, "ErrorCode") ?? "";
  return /^[1-9]\d{0,5}$/.test(code) ? code : null;
}
