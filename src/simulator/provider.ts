import { segments } from "../core/segments.ts";
import { chances, type Faults, NO_FAULTS } from "./faults.ts";
import { type Answered, inboundFields, newSid, post, type Webhooks } from "./network.ts";
import type { Fields } from "./sign.ts";
import { messagesIn } from "./twiml.ts";

/** What a message has come to, in Twilio's words. */
export type Status = "received" | "queued" | "sent" | "delivered" | "undelivered" | "failed";

/** One message between a handset and one of our numbers, in either direction. */
export type SimMessage = {
  readonly sid: string;
  readonly direction: "inbound" | "outbound-reply" | "outbound-api";
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly at: number;
  readonly encoding: "gsm-7" | "ucs-2";
  readonly segments: number;
  status: Status;
  errorCode: number | null;
  /** What our webhook answered to an inbound text; null while it has not. */
  answered: number | null;
};

/** Settings of the pretend provider. */
export type ProviderOptions = Webhooks & {
  /** Our numbers at which the carrier itself acts on STOP, START and HELP; elsewhere they only reach us. */
  readonly carrierWords: ReadonlySet<string>;
  readonly clock: () => number;
  readonly seed: number;
  readonly faults: Faults;
};

/** The pretend provider: everything it knows, in memory. */
export type Provider = {
  /** A handset sends a text; resolves when the webhook has answered and the reports are out. */
  readonly text: (from: string, to: string, body: string) => Promise<SimMessage>;
  /** The network delivers a text once more; null if there is no such text. */
  readonly redeliver: (sid: string) => Promise<SimMessage | null>;
  /** Our side sends a message through the API. */
  readonly send: (message: { from: string; to: string; body: string; statusUrl: string | null }) => SimMessage;
  readonly isBlocked: (from: string, to: string) => boolean;
  readonly messages: () => readonly SimMessage[];
  /** How often something has changed. */
  readonly revision: () => number;
  /** Resolves at the next message or change. */
  readonly changed: () => Promise<void>;
  readonly chance: () => number;
  readonly options: ProviderOptions;
};

/** Usual settings: nothing goes wrong and no carrier listens. */
export const USUAL = { retries: 0, carrierWords: new Set<string>(), seed: 1, faults: NO_FAULTS } as const;

const STOP_WORDS = new Set(["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"]);
const START_WORDS = new Set(["START", "YES", "UNSTOP"]);
const HELP_WORDS = new Set(["HELP", "INFO"]);

/** Builds the provider. */
export function createProvider(options: ProviderOptions): Provider {
  const messages: SimMessage[] = [];
  const blocked = new Set<string>();
  const chance = chances(options.seed);
  const posted = new Map<string, Fields>();
  let waiting: (() => void)[] = [];
  let revision = 0;

  const notify = () => {
    revision += 1;
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  };

  const add = (message: Pick<SimMessage, "direction" | "from" | "to" | "body" | "status">): SimMessage => {
    const { encoding, segments: count } = segments(message.body);
    const rest = { sid: newSid("SM"), at: options.clock(), encoding, segments: count, errorCode: null, answered: null };
    const added = { ...message, ...rest };
    messages.push(added);
    notify();
    return added;
  };

  const deliver = async (message: SimMessage, statusUrl: string | null) => {
    const lost = chance() < options.faults.unreachable;
    const reports: Status[] = ["sent", lost ? "undelivered" : "delivered"];
    if (chance() < options.faults.shuffled) reports.reverse();
    message.status = lost ? "undelivered" : "delivered";
    message.errorCode = lost ? 30003 : null;
    notify();
    for (const status of statusUrl === null ? [] : reports) await report(options, message, status, String(statusUrl));
  };

  const deliverInbound = async (message: SimMessage, fields: Fields) => {
    const answered: Answered = await post(options, `${options.publicUrl}/twilio/sms`, fields);
    message.answered = answered.status;
    notify();
    const replies = answered.status === 200 ? (messagesIn(answered.body) ?? []) : [];
    for (const { body, statusUrl } of replies) {
      if (blocked.has(`${message.to} ${message.from}`)) continue;
      const { from: to, to: from } = message;
      await deliver(add({ direction: "outbound-reply", from, to, body, status: "queued" }), statusUrl);
    }
    return message;
  };

  return {
    text: async (from, to, body) => {
      const message = add({ direction: "inbound", from, to, body, status: "received" });
      const fields = inboundFields(options.accountSid, message, carrierHears(options, blocked, message));
      // A repeat is the same request, whatever has happened since.
      posted.set(message.sid, fields);
      return await deliverInbound(message, fields);
    },
    redeliver: async (sid) => {
      const message = messages.find((one) => one.sid === sid);
      const fields = posted.get(sid);
      return message && fields ? await deliverInbound(message, fields) : null;
    },
    send: ({ from, to, body, statusUrl }) => {
      const message = add({ direction: "outbound-api", from, to, body, status: "queued" });
      setImmediate(() => void deliver(message, statusUrl));
      return message;
    },
    isBlocked: (from, to) => blocked.has(`${from} ${to}`),
    messages: () => messages,
    revision: () => revision,
    changed: () => new Promise((resolve) => waiting.push(resolve)),
    chance,
    options,
  };
}

/** A carrier that listens blocks or unblocks the sender, answers by itself, and still passes the text on. */
function carrierHears(
  options: ProviderOptions,
  blocked: Set<string>,
  { from, to, body }: SimMessage,
): "STOP" | "START" | "HELP" | null {
  if (!options.carrierWords.has(to)) return null;
  const word = body.trim().toUpperCase();
  if (STOP_WORDS.has(word)) {
    blocked.add(`${to} ${from}`);
    return "STOP";
  }
  if (START_WORDS.has(word)) {
    blocked.delete(`${to} ${from}`);
    return "START";
  }
  return HELP_WORDS.has(word) ? "HELP" : null;
}

async function report(options: ProviderOptions, message: SimMessage, status: Status, statusUrl: string): Promise<void> {
  const { sid, to, from, errorCode } = message;
  const error = status === "undelivered" && errorCode !== null ? { ErrorCode: String(errorCode) } : {};
  const known = { MessageSid: sid, SmsSid: sid, MessageStatus: status, SmsStatus: status };
  const fields = { ...known, To: to, From: from, AccountSid: options.accountSid, ApiVersion: "2010-04-01", ...error };
  await post(options, statusUrl, fields);
}
