import type { WorkerVerb } from "../../worker-command.ts";
import type { Lexicon } from "../lexicon.ts";
import { plainOf, type Word } from "./words.ts";

/** A worker's verb as it was said; by its letter it is surely one. */
export type SaidVerb = { readonly verb: WorkerVerb; readonly length: number; readonly isLetter: boolean };

/** Verbs that say nothing without a patient's code. */
export const NEED_CODE: ReadonlySet<WorkerVerb> = new Set(["book", "move", "cancel", "saw", "missed"]);

/** Letters that are verbs in every language. */
const LETTERS: ReadonlyMap<string, WorkerVerb> = new Map([
  ...([["b", "book"] as const, ["m", "move"] as const, ["x", "cancel"] as const] as const),
  ...([["l", "list"] as const, ["f", "find"] as const, ["?", "help"] as const] as const),
  ["h", "hand"],
]);

/** Words of the longest verb. */
const WORDS_MAX = 4;

/** The longest worker's verb that begins at this place, in any language; the first's where two are as long. */
export function verbAt(words: readonly Word[], at: number, lexicons: readonly Lexicon[]): SaidVerb | null {
  for (let length = Math.min(WORDS_MAX, words.length - at); length > 0; length -= 1) {
    const phrase = words
      .slice(at, at + length)
      .map(plainOf)
      .join(" ");
    const verb = firstOf(lexicons, ({ worker }) => worker.verbs.get(phrase));
    if (verb) return { verb, length, isLetter: false };
  }
  const letter = words[at] && LETTERS.get(plainOf(words[at]));
  return letter ? { verb: letter, length: 1, isLetter: true } : null;
}

/** What the first language that knows a word makes of it. */
export function firstOf<Found>(
  lexicons: readonly Lexicon[],
  find: (lexicon: Lexicon) => Found | undefined,
): Found | undefined {
  for (const lexicon of lexicons) {
    const found = find(lexicon);
    if (found !== undefined) return found;
  }
  return undefined;
}
