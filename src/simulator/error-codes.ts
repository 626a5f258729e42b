/** Codes with which the API refuses, with their HTTP status and Twilio's words. */
export const REFUSALS = {
  20003: [401, "Authenticate"],
  20404: [404, "The requested resource was not found"],
  20429: [429, "Too Many Requests"],
  20500: [500, "Internal Server Error"],
  21205: [400, "Url parameter is required."],
  21210: [400, "The source phone number provided is not yet verified for this account."],
  21211: [400, "The 'To' number is not a valid phone number."],
  21214: [400, "'To' phone number cannot be reached"],
  21215: [400, "Geo Permission configuration is not permitting call"],
  21217: [400, "Phone number does not appear to be valid"],
  21219: [400, "The number is unverified. Trial accounts may only make calls to verified numbers."],
  21220: [400, "Invalid call state. The call is not in progress."],
  21408: [400, "Permission to send an SMS has not been enabled for the region indicated by the 'To' number"],
  21602: [400, "Message body is required."],
  21606: [400, "The From phone number is not a valid, SMS-capable number of this account."],
  21608: [400, "The number is unverified. Trial accounts cannot send messages to unverified numbers."],
  21610: [400, "Attempt to send to unsubscribed recipient"],
  21612: [400, "The 'To' phone number is not currently reachable via SMS"],
  21614: [400, "'To' number is not a valid mobile number"],
  21617: [400, "The concatenated message body exceeds the 1600 character limit"],
} as const;
export type Refusal = keyof typeof REFUSALS;

/** Codes with which a message that was taken does not arrive. */
export const LOSSES = {
  30003: "Unreachable destination handset",
  30004: "Message blocked",
  30005: "Unknown destination handset",
  30006: "Landline or unreachable carrier",
  30007: "Message filtered",
  30008: "Unknown error",
  30017: "Carrier network congestion",
} as const;
export type Loss = keyof typeof LOSSES;

/** Twilio's words for a code that a message carries; null for one it has not. */
export function errorMessage(code: number | null): string | null {
  if (code === null) return null;
  if (code in LOSSES) return LOSSES[code as Loss];
  return code in REFUSALS ? REFUSALS[code as Refusal][1] : null;
}

/** Whether something is a code of the API's refusals. */
export function isRefusal(code: unknown): code is Refusal {
  return typeof code === "number" && code in REFUSALS;
}
