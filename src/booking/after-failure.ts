import { secondSendingDelay, type Trouble } from "../core/delivery.ts";
import { contactById } from "../store/contacts.ts";
import type { Tx } from "../store/engine.ts";
import type { Message } from "../store/messages.ts";
import { writeFailureTimer } from "../store/timers.ts";
import { carrierOptOut } from "./carrier-opt-out.ts";
import { nextCallback } from "./request-callback.ts";
import { sayAgain } from "./say-again.ts";

/** After these the same may succeed later: the handset was off, or nobody knows why. */
const MAY_PASS: ReadonlySet<Trouble> = new Set(["transient", "rate", "unknown"]);

/**
 * What follows when a message has failed for good, in the transaction that ends it; `message` is the row as it was before,
 * for its content is gone now. A call-back is tried again, and a text is said once more if that may help; otherwise the
 * timer `delivery.failed` has it decided whom to reach instead, and how.
 */
export async function afterFailure(tx: Tx, message: Message, trouble: Trouble): Promise<void> {
  if (trouble === "opted_out" && message.kind === "text") await noteBlocked(tx, message);
  if (message.purpose === "callback") return await nextCallback(tx, message);
  if (MAY_PASS.has(trouble) && (await sayAgain(tx, message, whenAgain(tx, message)))) return;
  await writeFailureTimer(tx, message);
}

/** An answer is waited for; for anything else a handset gets the time to be found again. */
function whenAgain(tx: Tx, { state }: Message): number {
  if (state === "inline") return tx.now;
  const [byte = 0] = tx.random(1);
  return tx.now + secondSendingDelay(byte / 256);
}

/** The provider will not carry texts to this number, because whoever has it told the carrier so. */
async function noteBlocked(tx: Tx, { contactId, channel }: Message): Promise<void> {
  const contact = await contactById(tx, contactId);
  if (contact && contact.blockedAt === null) await carrierOptOut(tx, contact, "stop", channel);
}
