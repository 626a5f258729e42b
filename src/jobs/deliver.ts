import type { Step } from "../booking/hand-over.ts";
import type { Found, OutboundChannel, SendResult } from "../core/delivery.ts";
import type { ChannelKind } from "../core/prompt.ts";
import type { Db, Transact, Tx } from "../store/engine.ts";
import type { Message } from "../store/messages.ts";
import { hashOf, isProvidersOther } from "../store/outbox.ts";

/** What delivering is made of: the use cases, each inside a transaction, and the ways out. */
export type DeliverParts = {
  readonly transact: Transact;
  readonly read: Db;
  readonly channels: Readonly<Record<ChannelKind, OutboundChannel>>;
  readonly handOver: (tx: Tx, id: number) => Promise<Step>;
  readonly settle: (tx: Tx, message: Message, result: SendResult) => Promise<void>;
  readonly settleDoubt: (tx: Tx, message: Message, found: Found) => Promise<void>;
};

/** Does what is due about one message; false if nothing could be done about it now. */
export type Deliver = (id: number) => Promise<boolean>;

/**
 * Hands messages over: what is claimed is durable before anything leaves, and what came of it is written in another
 * transaction. Dying in between is what the lease is for.
 */
export function createDeliver({ transact, read, channels, handOver, settle, settleDoubt }: DeliverParts): Deliver {
  return async (id) => {
    const step = await transact((tx) => handOver(tx, id));
    if (step.step === "done" || step.step === "later") return step.step === "done";
    const { message } = step;
    const channel = channels[message.kind];
    if (step.step === "send") {
      const result = await channel.send(step.outbound);
      await transact((tx) => settle(tx, message, result));
      return true;
    }
    const { bodyHash, sender, claimedAt } = message;
    const found = await channel.find({
      to: step.to,
      sender,
      since: claimedAt ?? 0,
      isText: (body) => bodyHash?.equals(hashOf(body)) ?? false,
      isOther: (providerId) => isProvidersOther(read, id, providerId),
    });
    await transact((tx) => settleDoubt(tx, message, found));
    return true;
  };
}
