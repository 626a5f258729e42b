import { carrierAnswer, optOutTypeOf } from "./carrier-words.ts";
import { chances, type Faults, NO_FAULTS } from "./faults.ts";
import { inboundFields, reportFields } from "./forms.ts";
import { createMessages, type Messages, type SimMessage } from "./messages.ts";
import { post, retriesIn, type Webhooks } from "./network.ts";
import { messagesIn } from "./twiml.ts";

/** Settings of the pretend provider. */
export type ProviderOptions = Webhooks & {
  /** Our numbers at which the carrier itself acts on STOP, START and HELP; elsewhere they only reach us. */
  readonly carrierWords: ReadonlySet<string>;
  /** The only handsets that a trial account may write to; null = a paid account, which may write to all. */
  readonly verified: ReadonlySet<string> | null;
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
  /** Our side sends a message through the API; it is carried after the caller's turn. */
  readonly send: (message: Outbound, statusUrl: string | null) => SimMessage;
  /** Whether a handset has stopped one of our numbers. */
  readonly isBlocked: (ours: string, handset: string) => boolean;
  readonly messages: Messages;
  /** The next number of the seeded stream that decides what goes wrong. */
  readonly chance: () => number;
  readonly options: ProviderOptions;
};

type Outbound = Pick<SimMessage, "from" | "to" | "body">;
type Fate = Pick<SimMessage, "status" | "errorCode">;

/** Usual settings: Twilio's own retries, nothing goes wrong, no carrier listens. */
export const USUAL = {
  retries: retriesIn(""),
  carrierWords: new Set<string>(),
  verified: null,
  seed: 1,
  faults: NO_FAULTS,
} as const;

const ARRIVES: readonly Fate[] = [
  { status: "sent", errorCode: null },
  { status: "delivered", errorCode: null },
];
const UNREACHABLE: readonly Fate[] = [
  { status: "sent", errorCode: null },
  { status: "undelivered", errorCode: 30003 },
];
const STOPPED: readonly Fate[] = [{ status: "failed", errorCode: 21610 }];

/** Builds the provider. */
export function createProvider(options: ProviderOptions): Provider {
  const messages = createMessages(options.clock);
  const blocked = new Set<string>();
  const chance = chances(options.seed);
  const smsUrl = `${options.publicUrl}/twilio/sms`;
  let late: (() => Promise<unknown>)[] = [];
  const isBlocked = (ours: string, handset: string) => blocked.has(`${ours} ${handset}`);

  const fateOf = ({ from, to }: SimMessage): readonly Fate[] => {
    if (isBlocked(from, to)) return STOPPED;
    return chance() < options.faults.unreachable ? UNREACHABLE : ARRIVES;
  };

  /** Takes a message to its handset, or fails to, and reports each step. */
  const carry = async (message: SimMessage, statusUrl: string | null) => {
    const steps = fateOf(message).map((fate) => messages.change(message, fate));
    if (chance() < options.faults.shuffled) steps.reverse();
    const isLate = chance() < options.faults.late;
    const report = (step: SimMessage) => async () =>
      statusUrl === null ? null : await post(options, statusUrl, reportFields(options.accountSid, step));
    const reports = steps.map(report);
    const due = isLate ? late : [...reports, ...late];
    late = isLate ? reports : [];
    for (const send of due) await send();
  };

  const deliverInbound = async (message: SimMessage) => {
    const { status, body: answer } = await post(options, smsUrl, inboundFields(options.accountSid, message));
    const answered = messages.change(message, { answered: status });
    for (const { body, statusUrl } of status === 200 ? (messagesIn(answer) ?? []) : []) {
      const reply = {
        direction: "outbound-reply",
        from: message.to,
        to: message.from,
        body,
        status: "queued",
      } as const;
      await carry(messages.add(reply), resolved(statusUrl, smsUrl));
    }
    return answered;
  };

  /** The carrier blocks or unblocks the sender and answers by itself; the text still goes on to us. */
  const carrierHears = ({ from, to, optOutType }: SimMessage) => {
    if (optOutType === null) return;
    if (optOutType === "STOP") blocked.add(`${to} ${from}`);
    if (optOutType === "START") blocked.delete(`${to} ${from}`);
    const body = carrierAnswer(optOutType);
    messages.add({ direction: "outbound-reply", from: to, to: from, body, status: "delivered" });
  };

  return {
    text: async (from, to, body) => {
      const optOutType = options.carrierWords.has(to) ? optOutTypeOf(body) : null;
      const message = messages.add({ direction: "inbound", from, to, body, status: "received", optOutType });
      carrierHears(message);
      return await deliverInbound(message);
    },
    redeliver: async (sid) => {
      const message = messages.find(sid);
      return message?.direction === "inbound" ? await deliverInbound(message) : null;
    },
    send: ({ from, to, body }, statusUrl) => {
      const message = messages.add({ direction: "outbound-api", from, to, body, status: "queued" });
      setImmediate(() => void carry(message, statusUrl));
      return message;
    },
    isBlocked,
    messages,
    chance,
    options,
  };
}

/** An address in TwiML may be relative to the webhook's; one that makes no sense is not called. */
function resolved(url: string | null, base: string): string | null {
  return url !== null && URL.canParse(url, base) ? new URL(url, base).href : null;
}
