import { placeFields } from "../forms.ts";
import type { Fields } from "../sign.ts";
import { durationOf, type SimCall } from "./calls.ts";

/** The moments of a call that can be reported; "completed" stands for every end. */
export type CallEvent = "initiated" | "ringing" | "answered" | "completed";

/** The form that asks for a document, field by field as Twilio posts it. */
export function callFields(accountSid: string, { sid, from, to, status, direction }: SimCall): Fields {
  return {
    AccountSid: accountSid,
    ApiVersion: "2010-04-01",
    CallSid: sid,
    CallStatus: status,
    Direction: direction,
    From: from,
    To: to,
    Caller: from,
    Called: to,
    ...placeFields("From", from),
    ...placeFields("To", to),
    ...placeFields("Caller", from),
    ...placeFields("Called", to),
  };
}

/** What the answer to a `<Gather>` adds to the form. */
export function gatherFields(digits: string, finishedOnKey: string): Fields {
  return { Digits: digits, FinishedOnKey: finishedOnKey, msg: "Gather End" };
}

/** The form that reports the progress of a call. */
export function progressFields(
  accountSid: string,
  call: SimCall,
  event: CallEvent,
  sequence: number,
  at: number,
): Fields {
  const seconds = durationOf(call);
  // Twilio's word for a call that has left it but does not ring yet is known only here.
  const status = event === "initiated" ? "initiated" : call.status;
  const duration = seconds === null ? {} : { CallDuration: String(seconds), Duration: String(Math.ceil(seconds / 60)) };
  return {
    ...callFields(accountSid, call),
    CallStatus: status,
    CallbackSource: "call-progress-events",
    SequenceNumber: String(sequence),
    Timestamp: new Date(at).toUTCString().replace("GMT", "+0000"),
    ...duration,
  };
}
