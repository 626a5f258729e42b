import { senderOf } from "../core/phone.ts";
import type { SimMessage } from "./messages.ts";
import type { Fields } from "./sign.ts";

/** The form of an inbound text, field by field as Twilio posts it; the same message always makes the same form. */
export function inboundFields(accountSid: string, { sid, from, to, body, segments, optOutType }: SimMessage): Fields {
  return {
    ...placeFields("From", from),
    ...placeFields("To", to),
    SmsMessageSid: sid,
    NumMedia: "0",
    SmsSid: sid,
    SmsStatus: "received",
    Body: body,
    To: to,
    NumSegments: String(segments),
    MessageSid: sid,
    AccountSid: accountSid,
    From: from,
    ApiVersion: "2010-04-01",
    ...(optOutType ? { OptOutType: optOutType } : {}),
  };
}

/** The form of a delivery report. */
export function reportFields(accountSid: string, { sid, from, to, status, errorCode }: SimMessage): Fields {
  const error = errorCode === null ? {} : { ErrorCode: String(errorCode) };
  const known = { MessageSid: sid, SmsSid: sid, MessageStatus: status, SmsStatus: status };
  return { ...known, To: to, From: from, AccountSid: accountSid, ApiVersion: "2010-04-01", ...error };
}

/** Where a number is, as far as its country goes. */
export function placeFields(side: string, number: string): Fields {
  return { [`${side}City`]: "", [`${side}State`]: "", [`${side}Zip`]: "", [`${side}Country`]: countryOf(number) };
}

/** Twilio leaves the country of a short code or a sender's name empty. */
function countryOf(number: string): string {
  const sender = senderOf(number, "IN");
  return sender.kind === "number" ? (sender.country ?? "") : "";
}
