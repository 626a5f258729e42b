import { randomBytes } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { segments } from "../core/segments.ts";
import type { OptOutType } from "./carrier-words.ts";

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
  readonly encoding: "gsm-7" | "ucs-2";
  readonly segments: number;
  /** What our webhook answered to an inbound text: a status, 0 for no answer, null while it has not. */
  readonly answered: number | null;
  /** The carrier's word that an inbound text was, where the carrier listens. */
  readonly optOutType: OptOutType | null;
  /** Grows with every change of any message, so that "what is new since" has an answer. */
  readonly revision: number;
};

type Draft = Pick<SimMessage, "direction" | "from" | "to" | "body" | "status"> & Partial<SimMessage>;
type News = Partial<Pick<SimMessage, "status" | "errorCode" | "answered">>;

/** The messages that the pretend provider remembers, oldest first. */
export type Messages = {
  readonly add: (draft: Draft) => SimMessage;
  /** Changes a message and gives it as it is now. */
  readonly change: (message: SimMessage, news: News) => SimMessage;
  readonly find: (sid: string) => SimMessage | undefined;
  readonly all: () => readonly SimMessage[];
  /** Those that were added or changed after a revision. */
  readonly since: (revision: number) => readonly SimMessage[];
  readonly revision: () => number;
  /** Resolves at the next change, or after so many milliseconds. */
  readonly changed: (ms: number) => Promise<void>;
};

/** Twilio's longest text, in characters. */
export const TEXT_MAX = 1_600;

/** Ten times what a day of trying the demo writes; beyond, the oldest are forgotten. */
const MESSAGES_MAX = 5_000;

/** Builds an empty memory. */
export function createMessages(clock: () => number): Messages {
  const bySid = new Map<string, SimMessage>();
  const bell = new EventEmitter().setMaxListeners(0);
  // A gateway that was restarted counts on from the clock: a page left open is behind it, and misses nothing.
  let revision = clock();

  const keep = (message: SimMessage): SimMessage => {
    revision += 1;
    const kept = { ...message, revision };
    bySid.set(message.sid, kept);
    for (const sid of bySid.keys()) {
      if (bySid.size <= MESSAGES_MAX) break;
      bySid.delete(sid);
    }
    bell.emit("change");
    return kept;
  };

  return {
    add: (draft) => {
      const { encoding, segments: count } = segments(draft.body);
      const usual = { sid: `SM${randomBytes(16).toString("hex")}`, errorCode: null, answered: null, optOutType: null };
      return keep({ ...usual, at: clock(), encoding, segments: count, revision, ...draft });
    },
    change: (message, news) => keep({ ...(bySid.get(message.sid) ?? message), ...news }),
    find: (sid) => bySid.get(sid),
    all: () => [...bySid.values()],
    since: (seen) => [...bySid.values()].filter((message) => message.revision > seen),
    revision: () => revision,
    changed: async (ms) => {
      try {
        await once(bell, "change", { signal: AbortSignal.timeout(ms) });
      } catch {
        // Nothing happened in that time, which is an answer too.
      }
    },
  };
}
