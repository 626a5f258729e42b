import type { MissedCall } from "../../core/inbound.ts";
import { type Form, single } from "./form.ts";

/** Who gave a missed call, or null when what identifies it is missing or ambiguous; a withheld number is still somebody. */
export function missedCallOf(form: Form): MissedCall | null {
  const providerId = single(form, "CallSid") ?? "";
  const from = single(form, "From") ?? "";
  const to = single(form, "To") ?? "";
  if (!/^[\x21-\x7e]{1,64}$/.test(providerId) || from.length > 64 || to === "" || to.length > 64) return null;
  return { channel: "twilio-voice", providerId, from, to };
}
