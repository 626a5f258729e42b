/** Every state of a message. `accepted`: the provider has it; for a call `delivered` means that somebody took it. */
export const MESSAGE_STATES = [
  "inline",
  "queued",
  "sending",
  "accepted",
  "sent",
  "delivered",
  "failed",
  "dropped",
] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

/** How far along a state is: reports arrive in any order and only ever move forward; of two ends the first stays. */
export const STATE_RANK: Readonly<Record<MessageState, number>> = {
  inline: 1,
  queued: 1,
  sending: 2,
  accepted: 3,
  sent: 4,
  delivered: 5,
  failed: 5,
  dropped: 5,
};

/** What goes first where not everything can go at once. */
export const PRIORITY = { answer: 0, callback: 1, notice: 2, reminder: 3 } as const;

/** Why a provider does not carry or did not deliver a message; `unknown` is a code that we have never heard of. */
export type Trouble = "permanent" | "transient" | "opted_out" | "configuration" | "rate" | "unknown";

/** One message as a channel is asked to carry it; `id` comes back in its reports. */
export type Outbound = {
  readonly id: number;
  readonly to: string;
  /** Our number, or '' for the channel's own. */
  readonly sender: string;
  /** The text, or null for a call. */
  readonly body: string | null;
};

/** What became of handing a message over. */
export type SendResult =
  | { readonly result: "accepted"; readonly providerId: string }
  | ({ readonly result: "refused"; readonly code: string } & Refused)
  /** It may have gone: nothing came back, or nothing that tells. */
  | { readonly result: "unknown" };

/** Why a message was refused, and what else would be. */
export type Refused = {
  readonly trouble: Trouble;
  /** Whom the refusal is about: this message, all from our number, or all of its kind. */
  readonly scope: "message" | "sender" | "kind";
  /** How long the sender or the kind is left alone. */
  readonly holdMs: number;
};

/** What a provider says became of a message: ours by our id (carried in the callback address) or by its own. */
export type DeliveryReport = {
  readonly messageId: number | null;
  readonly providerId: string;
  readonly state: Extract<MessageState, "accepted" | "sent" | "delivered" | "failed">;
  readonly errorCode: string | null;
  /** Why it failed; null if it did not. */
  readonly trouble: Trouble | null;
  /** Who else would fail alike, where the code tells. */
  readonly also?: Pick<Refused, "scope" | "holdMs">;
  /** Reports of a call are numbered; an older one than the last applied is old news whatever it says. */
  readonly sequence: number | null;
  /** How long a call took that is over, as it is billed. */
  readonly minutes: number | null;
};

/** A message that may have gone, as it is looked for at the provider. */
export type Sought = {
  readonly to: string;
  readonly sender: string;
  /** When it was handed over at the earliest. */
  readonly since: number;
  /** Whether a text found there is the one that was sent. */
  readonly isText: (body: string) => boolean;
  /** Whether the provider's id belongs to another message of ours. */
  readonly isOther: (providerId: string) => Promise<boolean>;
};

/** What the provider's list says about a message that may have gone; it cannot always be read. */
export type Found = { readonly providerId: string | null } | "unreadable";

/** One way out through a provider. Nothing here throws: whatever goes wrong is a result. */
export type OutboundChannel = {
  /** E.g. `twilio-sms`. */
  readonly name: string;
  readonly send: (message: Outbound) => Promise<SendResult>;
  readonly find: (sought: Sought) => Promise<Found>;
};

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The first retry after 10 s, each later one three times as late, at most every 10 minutes. */
const RETRY = { firstMs: 10 * SECOND, growth: 3, mostMs: 10 * MINUTE } as const;

/** How long a refused message waits before its next attempt; `chance` in [0, 1) keeps a crowd from coming back at once. */
export function retryDelay(attempt: number, chance: number): number {
  const full = Math.min(RETRY.firstMs * RETRY.growth ** (attempt - 1), RETRY.mostMs);
  return Math.round(full * (0.5 + chance / 2));
}

/** A handset that was off or unreachable is tried again after 1 to 6 hours (reference: code 30003). */
export function secondSendingDelay(chance: number): number {
  return HOUR + Math.round(chance * 5 * HOUR);
}
