import type { DeliveryReport } from "../../core/delivery.ts";
import { type Form, single } from "./form.ts";
import { codeOf, idOf } from "./status.ts";
import { failureBy } from "./trouble.ts";

/** A call that somebody took is delivered once it is over; until then it has only been begun. */
const STATES: ReadonlyMap<string, DeliveryReport["state"]> = new Map([
  ["queued", "accepted"],
  ["initiated", "accepted"],
  ["ringing", "accepted"],
  ["in-progress", "sent"],
  ["completed", "delivered"],
  ["busy", "failed"],
  ["no-answer", "failed"],
  ["failed", "failed"],
  ["canceled", "failed"],
]);

/** The report of a call's progress in a form, or null when it names no call. */
export function callReportOf(form: Form, messageId: string | null): DeliveryReport | null {
  const providerId = single(form, "CallSid") ?? "";
  if (!/^[\x21-\x7e]{1,64}$/.test(providerId)) return null;
  const status = single(form, "CallStatus") ?? "";
  const state = STATES.get(status) ?? "accepted";
  const errorCode = codeOf(form);
  return {
    messageId: idOf(messageId),
    providerId,
    state,
    errorCode: errorCode ?? (state === "failed" ? status : null),
    ...(state === "failed" ? failureOf(status, errorCode) : { trouble: null }),
    sequence: numberIn(form, "SequenceNumber"),
    minutes: minutesIn(form, state),
  };
}

/** Nobody took it, which may be otherwise next time; a call that failed has a code, or nobody knows why. */
function failureOf(status: string, errorCode: string | null): Pick<DeliveryReport, "trouble" | "also"> {
  return status === "failed" ? failureBy(errorCode) : { trouble: "transient" };
}

/** Begun minutes are billed whole, from the moment somebody takes the call. */
function minutesIn(form: Form, state: DeliveryReport["state"]): number | null {
  const seconds = numberIn(form, "CallDuration");
  if (state === "failed") return 0;
  return state === "delivered" && seconds !== null ? Math.max(Math.ceil(seconds / 60), 1) : null;
}

function numberIn(form: Form, name: string): number | null {
  const text = single(form, name) ?? "";
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}
