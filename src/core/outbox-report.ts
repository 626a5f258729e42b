import type { MessageState } from "./delivery.ts";
import type { ChannelKind } from "./prompt.ts";

/** What operators see of the outbox; nothing in it is about a person. */
export type OutboxReport = {
  /** Messages written in the time looked at, by what became of them and why. */
  readonly counts: readonly {
    readonly kind: ChannelKind;
    readonly state: MessageState;
    readonly reason: string | null;
    readonly count: number;
  }[];
  /** What was sent in that time; money in millionths of the currency of the provider's bill. */
  readonly costs: readonly {
    readonly channel: string;
    readonly language: string | null;
    readonly count: number;
    readonly segments: number;
    readonly micros: number;
  }[];
  /** Since when the message waits that could have left first; null if none waits. */
  readonly oldestDueAt: number | null;
  /** Ways out that the provider has closed for a while, and its code. */
  readonly paused: readonly {
    readonly kind: ChannelKind;
    readonly sender: string;
    readonly until: number;
    readonly code: string | null;
  }[];
};
