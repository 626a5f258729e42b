import type { Tell } from "./effects.ts";
import type { ReceiptLine } from "./receipt.ts";
import { say } from "./say.ts";
import type { Sentence, SentenceKey } from "./sentence.ts";

/** How a call says that something was done; anything else is only in the text that follows. */
const AT = {
  "receipt.booked": "worker.said.booked",
  "receipt.moved": "worker.said.moved",
  "receipt.cancelled": "worker.said.cancelled",
  "receipt.already": "worker.said.already",
} as const;
const DONE: ReadonlySet<SentenceKey> = new Set([
  ...(["receipt.seen", "receipt.seen.again", "receipt.missed", "receipt.handed"] as const),
]);

/** What a call says of a receipt, whose names no recorded voice can say: what was done and when, and that a text follows. */
export function receiptSaid(lines: readonly ReceiptLine[]): readonly Tell[] {
  return [...lines.flatMap((line) => (line.is === "said" ? lineSaid(line.sentence) : [])), say("worker.texted")];
}

function lineSaid(line: Sentence): readonly Tell[] {
  switch (line.key) {
    case "receipt.booked":
    case "receipt.moved":
    case "receipt.cancelled":
    case "receipt.already":
      return [say(AT[line.key], { at: line.with.when })];
    default:
      return DONE.has(line.key) ? [say("worker.said.done")] : [];
  }
}
