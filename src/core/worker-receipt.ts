import type { Tell } from "./effects.ts";
import type { LineResult } from "./receipt.ts";
import { say } from "./say.ts";
import { type Sentence, type SentenceKey, sentence } from "./sentence.ts";

type Receipt = Extract<Tell, { readonly type: "receipt" }>;

/** How a call says that something was done, or stands. */
const AT = {
  "receipt.booked": "worker.said.booked",
  "receipt.moved": "worker.said.moved",
  "receipt.cancelled": "worker.said.cancelled",
  "receipt.already": "worker.said.already",
} as const;
const DONE: ReadonlySet<SentenceKey> = new Set([
  ...(["receipt.seen", "receipt.seen.again", "receipt.missed", "receipt.handed"] as const),
]);
const NONE: ReadonlySet<SentenceKey> = new Set(["receipt.none.list", "receipt.none.due", "receipt.no.visit"]);

/** Lines of what is due, and people: a call says no names, and a day alone tells nothing. */
const LISTED: ReadonlySet<SentenceKey> = new Set(["receipt.missed", "receipt.due", "receipt.person"]);

/**
 * What a call says of a receipt, whose names no recorded voice can say: what was done and when, or that it was not, and that
 * a text follows, unless it asks something first.
 */
export function receiptSaid(receipt: Receipt): readonly Tell[] {
  const said = receipt.lines.flatMap((line) => (line.is === "said" ? lineSaid(line.sentence, receipt.isKept) : []));
  return asksFirst(receipt) ? said : [...said, say("worker.texted")];
}

/** Whether a receipt has choices: on a call they are offered before anything is texted. */
export function asksFirst({ lines }: Receipt): boolean {
  return lines.some(({ is }) => is === "choices");
}

function lineSaid(line: Sentence, isChange: boolean): readonly Tell[] {
  if (!isChange && LISTED.has(line.key)) return [];
  switch (line.key) {
    case "receipt.booked":
    case "receipt.moved":
    case "receipt.cancelled":
    case "receipt.already":
      return [say(AT[line.key], { at: line.with.when })];
    case "receipt.new":
      return [say("worker.said.new", { code: line.with.code })];
    case "receipt.full.or":
    case "receipt.to.when.or":
      return [say("worker.said.instead")];
    case "receipt.which.or":
      return [say("worker.said.which")];
    case "receipt.meant":
      return [say("worker.said.meant")];
    case "receipt.pay":
      return [say("pay.title", { fee: line.with.fee, until: line.with.before })];
    case "receipt.for.visit":
    case "receipt.time":
    case "receipt.more":
    case "receipt.over":
      return [];
    default:
      return [
        say(DONE.has(line.key) ? "worker.said.done" : NONE.has(line.key) ? "worker.said.none" : "worker.said.not"),
      ];
  }
}

/** A choice of a receipt in words that a call can say too. */
export function choiceSaid(label: Sentence): Sentence {
  switch (label.key) {
    case "receipt.time":
      return sentence("find.offer", { at: label.with.when });
    case "receipt.code":
      return sentence("worker.said.code", { code: label.with.code });
    case "receipt.worker":
      return sentence("person", { name: label.with.who });
    case "receipt.hand.back":
      return sentence("worker.said.back");
    default:
      return sentence("whom.new");
  }
}

const OFFERED: ReadonlySet<SentenceKey> = new Set(["receipt.time", "receipt.code"]);

/** Whether a call can offer what would do instead: it is about one line alone, and a time or a code tells it. */
export function canBeOffered(results: readonly LineResult[]): boolean {
  const [only, ...others] = results;
  const choices = only?.alternatives ?? [];
  return others.length === 0 && choices.every(({ label }) => OFFERED.has(label.key));
}
