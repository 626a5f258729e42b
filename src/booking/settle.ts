import { type Found, type Refused, retryDelay, type SendResult, type Trouble } from "../core/delivery.ts";
import type { Tx } from "../store/engine.ts";
import type { Message } from "../store/messages.ts";
import { endMessage, messageAccepted, putOff } from "../store/outbox.ts";
import { afterFailure } from "./after-failure.ts";
import { closeOutlet } from "./close-outlet.ts";

/** Writes down what came of handing a message over; `message` is the row as it was claimed. */
export async function settle(tx: Tx, message: Message, result: SendResult): Promise<void> {
  switch (result.result) {
    case "accepted":
      return await messageAccepted(tx, message.id, result.providerId);
    case "refused":
      return await refused(tx, message, result);
    case "unknown":
    // The lease is left to lapse: by then the provider's list shows what it took.
  }
}

/** Writes down what the provider's list says about a message that may have gone. */
export async function settleDoubt(tx: Tx, message: Message, found: Found): Promise<void> {
  // Nothing is tried while nobody can say what was: the lease lapses again, and the list is read again.
  if (found === "unreadable") return;
  if (found.providerId !== null) return await messageAccepted(tx, message.id, found.providerId);
  // It left no trace within its lease, so it is sent again: at once, and with growing patience if that happens again.
  await again(tx, message, "transient", "no trace", tx.now + (message.attempt > 1 ? delayOf(tx, message) : 0));
}

function delayOf(tx: Tx, { attempt }: Message): number {
  const [byte = 0] = tx.random(1);
  return retryDelay(attempt, byte / 256);
}

async function refused(tx: Tx, message: Message, refusal: Refused & { readonly code: string }): Promise<void> {
  const { trouble, scope, holdMs, code } = refusal;
  await closeOutlet(tx, message, refusal);
  const isLasting = trouble === "permanent" || trouble === "opted_out";
  const isWrongAlone = trouble === "configuration" && scope === "message";
  // A code that nobody knows is tried once more.
  const isUnknownAgain = trouble === "unknown" && message.reason === trouble;
  if (isLasting || isWrongAlone || isUnknownAgain) return await fail(tx, message, trouble, code);
  await again(tx, message, trouble, code, tx.now + Math.max(holdMs, delayOf(tx, message)));
}

/** Another attempt, unless it would be of no use. */
async function again(tx: Tx, message: Message, trouble: Trouble, code: string, notBefore: number): Promise<void> {
  const { id, uselessAt } = message;
  if (uselessAt !== null && notBefore >= uselessAt) return await fail(tx, message, trouble, code);
  await putOff(tx, id, notBefore, { reason: trouble, errorCode: code });
}

async function fail(tx: Tx, message: Message, reason: Trouble, errorCode: string): Promise<void> {
  if (await endMessage(tx, message.id, "failed", { reason, errorCode })) await afterFailure(tx, message, reason);
}
