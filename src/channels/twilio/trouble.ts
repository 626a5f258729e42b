import type { DeliveryReport, Refused } from "../../core/delivery.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** About this one message, or this one number. */
const alone = (trouble: Refused["trouble"]): Refused => ({ trouble, scope: "message", holdMs: 0 });
/** Everything from this sender would be refused alike. */
const sender = (trouble: Refused["trouble"], holdMs: number): Refused => ({ trouble, scope: "sender", holdMs });
/** Everything of this kind would be refused alike. */
const kind = (trouble: Refused["trouble"], holdMs: number): Refused => ({ trouble, scope: "kind", holdMs });

/** What Twilio's codes come to, in the answer of its API as in delivery reports. Codes are added without notice. */
const CODES: Readonly<Record<number, Refused>> = {
  // The person told the carrier that she wants nothing from us.
  21610: alone("opted_out"),

  // This number will never take it: none at all, a landline, unknown, or blocked; or our text cannot be sent.
  13224: alone("permanent"),
  21211: alone("permanent"),
  21214: alone("permanent"),
  21217: alone("permanent"),
  21602: alone("permanent"),
  21614: alone("permanent"),
  21617: alone("permanent"),
  30004: alone("permanent"),
  30005: alone("permanent"),
  30006: alone("permanent"),

  // The handset is off or away, or the carrier is full.
  30003: alone("transient"),
  30017: alone("transient"),

  // Nobody knows: tried once more.
  30008: alone("unknown"),
  30410: alone("unknown"),

  // Something to be set right at Twilio, for this country or this text …
  21215: alone("configuration"),
  21219: alone("configuration"),
  21408: alone("configuration"),
  21608: alone("configuration"),
  21612: alone("configuration"),
  30007: alone("configuration"),
  // … for our number …
  21210: sender("configuration", 5 * MINUTE),
  21212: sender("configuration", 5 * MINUTE),
  21606: sender("configuration", 5 * MINUTE),
  21703: sender("configuration", 5 * MINUTE),
  30018: sender("configuration", 5 * MINUTE),
  30024: sender("configuration", 5 * MINUTE),
  30034: sender("configuration", 5 * MINUTE),
  // … or for the account.
  20003: kind("configuration", 5 * MINUTE),
  20005: kind("configuration", HOUR),
  30002: kind("configuration", HOUR),

  // Too much at once, or too much for today.
  20429: kind("rate", 5 * SECOND),
  21611: sender("rate", 15 * MINUTE),
  30001: sender("rate", 15 * MINUTE),
  30022: sender("rate", MINUTE),
  30023: sender("rate", 6 * HOUR),
  63018: sender("rate", MINUTE),
  63038: kind("rate", 6 * HOUR),
};

/** One we have never heard of counts as unknown: tried once more, then given up. */
function refusedBy(code: number): Refused {
  return CODES[code] ?? alone("unknown");
}

/** Why a message failed, as a report carries it. */
export function failureBy(code: string | null): Pick<DeliveryReport, "trouble" | "also"> {
  const { trouble, scope, holdMs } = refusedBy(Number(code));
  return scope === "message" ? { trouble } : { trouble, also: { scope, holdMs } };
}

/** What an answer without a code we know comes to, by its HTTP status. */
export function refusedWith(status: number, code: number | null): Refused {
  if (code !== null && CODES[code]) return CODES[code];
  if (status === 429) return kind("rate", 5 * SECOND);
  return status === 401 || status === 403 ? kind("configuration", 5 * MINUTE) : alone("unknown");
}

/** The provider could not be reached at all, so nothing was sent and nothing else would be. */
export const UNREACHABLE: Refused = kind("transient", 10 * SECOND);
