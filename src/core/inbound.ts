import type { Keys } from "./call.ts";

/** A text as a channel hands it in; addresses are as the provider wrote them. */
export type InboundText = {
  /** Provider and kind, e.g. `twilio-sms`. */
  readonly channel: string;
  /** The provider's id: the same for every delivery of one text. */
  readonly providerId: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  /** The carrier's own opt-out handling matched, and has answered already. */
  readonly optOut?: "stop" | "start" | "help";
};

/** One message of ours; `messageId` asks the provider for delivery reports under that id. */
export type Said = { readonly text: string; readonly messageId?: string };

/** What is said to a text: mostly one message, and up to three where it is a worker's receipt. */
export type Reply = Said & { readonly more?: readonly Said[] };

/** One request of a call under way, as a channel hands it in; addresses are as the provider wrote them. */
export type InboundCall = {
  /** Provider and kind, e.g. `twilio-voice`. */
  readonly channel: string;
  /** The provider's id of the call: the same in all its requests. */
  readonly callId: string;
  /** The number of the person, whoever rang whom. */
  readonly person: string;
  /** The number of the gateway. */
  readonly ours: string;
  /** We rang her. */
  readonly isOurs?: boolean;
  /** 0 when the call was answered, then the number that our last answer gave the keys. */
  readonly turn: number;
  /** Keys pressed; none where nothing was pressed in time. */
  readonly keys: Keys;
  /** What was said instead of pressed, where a provider recognises speech; no question listens for it yet. */
  readonly speech?: string;
};

/** What a call answers: the provider's document, word for word, and the language it speaks. */
export type CallReply = { readonly document: string };

/** A call is over, whoever ended it. */
export type EndedCall = Pick<InboundCall, "channel" | "callId" | "person" | "ours">;

/** Somebody rang a number that is never taken, to be called back; addresses are as the provider wrote them. */
export type MissedCall = Pick<InboundText, "channel" | "providerId" | "from" | "to">;
