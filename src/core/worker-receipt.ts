import type { Tell } from "./effects.ts";
import type { ReceiptLine } from "./receipt.ts";
import { say } from "./say.ts";
import type { Sentence, SentenceKey } from "./sentence.ts";

/** How a call says that something was done; anything else is only in the text that follows. */
const SAID: Readonly<Partial<Record<SentenceKey, "booked" | "moved" | "cancelled" | "already">>> = {
  ...{ "receipt.booked": "booked", "receipt.moved": "moved" },
  ...{ "receipt.cancelled": "cancelled", "receipt.already": "already" },
};
const DONE: ReadonlySet<SentenceKey> = new Set(["receipt.seen", "receipt.seen.again", "receipt.missed"]);

/** What a call says of a receipt, of which no name can be said in every voice: what was done and when, and that a text follows. */
export function receiptSaid(lines: readonly ReceiptLine[]): readonly Tell[] {
  return [...lines.flatMap((line) => (line.is === "said" ? lineSaid(line.sentence) : [])), say("worker.texted")];
}

function lineSaid({ key, with: values }: Sentence): readonly Tell[] {
  if (DONE.has(key)) return [say("worker.said.done")];
  const what = SAID[key];
  return what && "when" in values ? [say(`worker.said.${what}`, { at: values.when })] : [];
}
