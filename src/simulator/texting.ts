import { carrierAnswer, optOutTypeOf } from "./carrier-words.ts";
import { LOSSES, type Loss } from "./error-codes.ts";
import { drawn, type Faults } from "./faults.ts";
import { inboundFields, reportFields } from "./forms.ts";
import { createMessages, type Messages, type SimMessage } from "./messages.ts";
import { post } from "./network.ts";
import type { Network } from "./provider.ts";
import { messagesIn } from "./twiml.ts";

/** Everything about texts that the pretend provider can do. */
export type Texting = {
  /** A handset sends a text; resolves when the webhook has answered and the reports are out. */
  readonly text: (from: string, to: string, body: string) => Promise<SimMessage>;
  /** The network delivers a text once more; null if there is no such text. */
  readonly redeliver: (sid: string) => Promise<SimMessage | null>;
  /** Takes a message of ours to its handset, or fails to, and reports each step. */
  readonly carry: (message: SimMessage, statusUrl: string | null) => Promise<void>;
  /** Whether a handset has stopped one of our numbers. */
  readonly isBlocked: (ours: string, handset: string) => boolean;
  readonly messages: Messages;
};

type Fate = Pick<SimMessage, "status" | "errorCode">;

const ARRIVES: readonly Fate[] = [
  { status: "sent", errorCode: null },
  { status: "delivered", errorCode: null },
];
const STOPPED: readonly Fate[] = [{ status: "failed", errorCode: 21610 }];

/** Builds the part of the provider that carries texts. */
export function createTexting({ options, news, handsets, chance, reports }: Network): Texting {
  const { accountSid, clock, faults } = options;
  const messages = createMessages(clock, news);
  const blocked = new Set<string>();
  const smsUrl = `${options.publicUrl}/twilio/sms`;
  const isBlocked = (ours: string, handset: string) => blocked.has(`${ours} ${handset}`);

  const fateOf = ({ from, to }: SimMessage): readonly Fate[] => {
    if (isBlocked(from, to)) return STOPPED;
    const loss = handsets.get(to)?.texts ?? lossBy(faults, chance());
    return loss !== null && isLoss(loss) ? lost(loss) : ARRIVES;
  };

  const carry = async (message: SimMessage, statusUrl: string | null) => {
    const steps = fateOf(message).map((fate) => messages.change(message, fate));
    const report = reports();
    for (const [at, step] of steps.entries()) {
      const fields = reportFields(accountSid, step);
      await report(async () => statusUrl && (await post(options, statusUrl, fields)), at === steps.length - 1);
    }
  };

  const deliverInbound = async (message: SimMessage) => {
    const { status, body: answer } = await post(options, smsUrl, inboundFields(accountSid, message));
    const answered = messages.change(message, { answered: status });
    for (const { body, statusUrl } of status === 200 ? (messagesIn(answer) ?? []) : []) {
      const reply = { direction: "outbound-reply", from: message.to, to: message.from } as const;
      await carry(messages.add({ ...reply, body, status: "queued" }), resolved(statusUrl, smsUrl));
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
    carry,
    isBlocked,
    messages,
  };
}

function lossBy({ unreachable, filtered, unexplained }: Faults, chance: number): Loss | null {
  return drawn<Loss>(chance, [
    [unreachable, 30003],
    [filtered, 30007],
    [unexplained, 30008],
  ]);
}

function isLoss(code: number): code is Loss {
  return code in LOSSES;
}

function lost(errorCode: Loss): readonly Fate[] {
  return [
    { status: "sent", errorCode: null },
    { status: "undelivered", errorCode },
  ];
}

/** An address in TwiML may be relative to the webhook's; one that makes no sense is not called. */
function resolved(url: string | null, base: string): string | null {
  return url !== null && URL.canParse(url, base) ? new URL(url, base).href : null;
}
