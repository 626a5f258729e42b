import type { Heard } from "./playback.ts";

/** What a call has come to, in Twilio's words. */
export type CallStatus =
  | "queued"
  | "ringing"
  | "in-progress"
  | "completed"
  | "busy"
  | "no-answer"
  | "failed"
  | "canceled";

/** Why a call is over. */
export type CallEnd =
  /** The person hung up, or refused it. */
  | { readonly by: "person" }
  /** Our document said so, by `<Hangup>` or `<Reject>`, or ended without a further verb, or the API was asked to. */
  | { readonly by: "hangup" | "reject" | "end-of-document" | "api" }
  /** Nobody answered; the handset was busy; the network did not find it. */
  | { readonly by: "no-answer" | "busy" | "unreachable" }
  /** Twilio would have said that an application error has occurred; `code` is Twilio's. */
  | { readonly by: "error"; readonly code: number; readonly problem: string };

/** A question that waits for keys. */
export type Listening = {
  readonly digits: string;
  readonly numDigits: number | null;
  readonly finishOnKey: string;
  /** Seconds without a key, counted from the end of what is heard or from the last key. */
  readonly timeout: number;
  /** Grows with every question and every key, so that a silence that was meant for an earlier one is known for it. */
  readonly turn: number;
};

/** One call between a handset and one of our numbers, as it is at a moment. */
export type SimCall = {
  readonly sid: string;
  readonly direction: "inbound" | "outbound-api";
  readonly from: string;
  readonly to: string;
  readonly status: CallStatus;
  readonly heard: readonly Heard[];
  /** The question that is open; null while none is. */
  readonly listening: Listening | null;
  readonly end: CallEnd | null;
  /** Milliseconds since 1970, as the two below. */
  readonly at: number;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
  /** From when on the API's list shows it. */
  readonly listedFrom: number;
  readonly revision: number;
};

/** Full seconds that a call has lasted from its answer to its end; 0 if it was not answered, null while it is not over. */
export function durationOf({ answeredAt, endedAt }: SimCall): number | null {
  if (endedAt === null) return null;
  return answeredAt === null ? 0 : Math.ceil((endedAt - answeredAt) / 1_000);
}
