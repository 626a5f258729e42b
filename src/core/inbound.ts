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

/** What is said to a text; `messageId` asks the provider for delivery reports under that id. */
export type Reply = { readonly text: string; readonly messageId?: string };

/** Somebody rang a number that is never taken, to be called back; addresses are as the provider wrote them. */
export type MissedCall = Pick<InboundText, "channel" | "providerId" | "from" | "to">;
