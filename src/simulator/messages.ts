import { randomBytes } from "node:crypto";
import { segments } from "../core/segments.ts";
import type { OptOutType } from "./carrier-words.ts";
import { createMemory, type Memory, type News } from "./memory.ts";

/** What a message has come to, in Twilio's words. */
export type Status = "received" | "queued" | "sent" | "delivered" | "undelivered" | "failed";

/** One message between a handset and one of our numbers, in either direction. */
export type SimMessage = {
  readonly sid: string;
  readonly direction: "inbound" | "outbound-reply" | "outbound-api";
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly status: Status;
  readonly errorCode: number | null;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** From when on the API's list shows it. */
  readonly listedFrom: number;
  readonly encoding: "gsm-7" | "ucs-2";
  readonly segments: number;
  /** What our webhook answered to an inbound text: a status, 0 for no answer, null while it has not. */
  readonly answered: number | null;
  /** The carrier's word that an inbound text was, where the carrier listens. */
  readonly optOutType: OptOutType | null;
  readonly revision: number;
};

type Draft = Pick<SimMessage, "direction" | "from" | "to" | "body" | "status"> & Partial<SimMessage>;
type Change = Partial<Pick<SimMessage, "status" | "errorCode" | "answered">>;

/** The messages that the pretend provider remembers. */
export type Messages = Omit<Memory<SimMessage>, "keep"> & {
  readonly add: (draft: Draft) => SimMessage;
  /** Changes a message and gives it as it is now. */
  readonly change: (message: SimMessage, change: Change) => SimMessage;
};

/** Twilio's longest text, in characters. */
export const TEXT_MAX = 1_600;

/** Builds an empty memory of messages. */
export function createMessages(clock: () => number, news: News): Messages {
  const { keep, ...memory } = createMemory<SimMessage>(news);
  return {
    ...memory,
    add: (draft) => {
      const { encoding, segments: count } = segments(draft.body);
      const usual = { sid: `SM${randomBytes(16).toString("hex")}`, errorCode: null, answered: null, optOutType: null };
      const at = clock();
      return keep({ ...usual, at, listedFrom: at, encoding, segments: count, ...draft });
    },
    change: (message, change) => keep({ ...(memory.find(message.sid) ?? message), ...change }),
  };
}
