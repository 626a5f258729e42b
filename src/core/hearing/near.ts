import type { Sense, Whole } from "./sense.ts";

/** Shortest listed word that a mistyped one may be taken for. */
const LETTERS_MIN = 5;

/** Classes that open a menu or fill a blank; only their words are repaired. */
const REPAIRED: ReadonlySet<Sense["is"]> = new Set([
  "weekday",
  "month",
  "relativeDay",
  "dayPart",
  "care",
  "verb",
  "gender",
  "language",
]);

/** A listed word near a typed one; `means` null forbids the repair. */
type Near = { readonly word: string; readonly means: string | null };

/** Listed words by themselves and by themselves less any one letter. */
export type NearWords = ReadonlyMap<string, readonly Near[]>;

/** Indexes the words that may be repaired, and those that act and so must never be guessed at. */
export function nearWordsFrom(phrases: ReadonlyMap<string, Sense>, whole: ReadonlyMap<string, Whole>): NearWords {
  const index = new Map<string, Near[]>();
  const add = (near: Near) => {
    for (const key of shortened(near.word)) index.set(key, [...(index.get(key) ?? []), near]);
  };
  for (const phrase of whole.keys()) for (const word of phrase.split(" ")) add({ word, means: null });
  for (const [phrase, sense] of phrases) {
    const words = phrase.split(" ");
    if (isCancel(sense)) for (const word of words) add({ word, means: null });
    else if (REPAIRED.has(sense.is)) for (const word of words) addRepaired(add, word, phrases.get(word) ?? null);
  }
  return index;
}

/**
 * The listed word one slip away from a typed one (a letter more, less, other, or two swapped); null where there is
 * none, where two mean different things, or where a word that acts is as near.
 */
export function repaired(indexes: readonly NearWords[], typed: string): string | null {
  if (typed.length < LETTERS_MIN - 1) return null;
  const near: Near[] = [];
  for (const key of shortened(typed)) {
    for (const index of indexes) {
      const listed = index.get(key);
      if (listed) near.push(...listed.filter(({ word }) => isOneSlip(typed, word)));
    }
  }
  const [first] = near;
  return first?.means && near.every(({ means }) => means === first.means) ? first.word : null;
}

/** A word means what it means alone; one that stands only in phrases means itself. */
function addRepaired(add: (near: Near) => void, word: string, alone: Sense | null): void {
  if (word.length < LETTERS_MIN) return;
  add({ word, means: alone ? `${alone.is} ${alone.value}` : word });
}

function isCancel(sense: Sense): boolean {
  return sense.is === "verb" && sense.value === "cancel";
}

function shortened(word: string): readonly string[] {
  const keys = [word];
  for (let at = 0; at < word.length; at += 1) keys.push(word.slice(0, at) + word.slice(at + 1));
  return keys;
}

function isOneSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let head = 0;
  while (head < a.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < Math.min(a.length, b.length) - head && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
  const inA = a.slice(head, a.length - tail);
  const inB = b.slice(head, b.length - tail);
  if (inA.length <= 1 && inB.length <= 1) return true;
  return inA.length === 2 && inB.length === 2 && inA[0] === inB[1] && inA[1] === inB[0];
}
