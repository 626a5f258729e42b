import type { Lexicon } from "./lexicon.ts";
import { repaired } from "./near.ts";
import type { Token } from "./plain.ts";
import type { Sense } from "./sense.ts";

/** A stretch of a text: a phrase with its meaning and its language, a number as typed, or a word that says nothing here. */
export type Item =
  | { readonly kind: "sense"; readonly sense: Sense; readonly lexicon: Lexicon; readonly phrase: string }
  | { readonly kind: "digits"; readonly parts: readonly string[]; readonly joint: string }
  /** Listed only as part of a phrase or as a whole message. */
  | { readonly kind: "listed"; readonly word: string }
  | { readonly kind: "unknown"; readonly word: string };

const VOWEL = /^[aeiou]/;

/** Shortest half of two words written as one. */
const HALF_MIN = 3;

/** Finds the longest known phrases, the first language's where two are as long; unknown words are repaired or parted. */
export function itemsOf(tokens: readonly Token[], lexicons: readonly Lexicon[]): readonly Item[] {
  const words = tokens.flatMap((token): readonly Word[] => ("word" in token ? mended(token.word, lexicons) : [token]));
  const items: Item[] = [];
  let at = 0;
  while (at < words.length) {
    const word = words[at];
    if (typeof word !== "string") {
      if (word) items.push({ kind: "digits", parts: word.parts, joint: word.joint });
      at += 1;
      continue;
    }
    const found = longestPhrase(words, at, lexicons);
    items.push(found?.item ?? { kind: isListed(word, lexicons) ? "listed" : "unknown", word });
    at += found?.length ?? 1;
  }
  return items;
}

type Word = string | Exclude<Token, { word: string }>;

function longestPhrase(
  words: readonly Word[],
  at: number,
  lexicons: readonly Lexicon[],
): { readonly item: Item; readonly length: number } | null {
  let best: { readonly item: Item; readonly length: number } | null = null;
  for (const lexicon of lexicons) {
    const most = Math.min(lexicon.longest.get(String(words[at])) ?? 0, words.length - at);
    for (let length = most; length > (best?.length ?? 0); length -= 1) {
      const phrase = length === 1 ? String(words[at]) : words.slice(at, at + length).join(" ");
      const sense = lexicon.phrases.get(phrase);
      if (sense) best = { item: { kind: "sense", sense, lexicon, phrase }, length };
    }
  }
  return best;
}

/** A word as it is if anyone knows it, else the one listed word it is one slip away from, else the two it is made of. */
function mended(word: string, lexicons: readonly Lexicon[]): readonly string[] {
  if (isListed(word, lexicons)) return [word];
  const near = repaired(
    lexicons.map((lexicon) => lexicon.near),
    word,
  );
  return near === null ? parted(word, lexicons) : [near];
}

function parted(word: string, lexicons: readonly Lexicon[]): readonly string[] {
  for (let cut = word.length - HALF_MIN; cut >= HALF_MIN; cut -= 1) {
    const head = word.slice(0, cut);
    const tail = word.slice(cut);
    if (isPart(head, lexicons) && isPart(tail, lexicons)) return [head, tail];
  }
  return titled(word, lexicons) ?? [word];
}

function isPart(half: string, lexicons: readonly Lexicon[]): boolean {
  return lexicons.some((lexicon) => {
    const sense = lexicon.phrases.get(half);
    return sense !== undefined && sense.is !== "filler" && !(sense.is === "verb" && sense.value === "cancel");
  });
}

/** A doctor's name written together with the title: drkaur, but not drops. */
function titled(word: string, lexicons: readonly Lexicon[]): readonly string[] | null {
  for (const { phrases } of lexicons) {
    for (let cut = 2; cut <= word.length - HALF_MIN; cut += 1) {
      const title = word.slice(0, cut);
      if (phrases.get(title)?.is === "title" && !VOWEL.test(word.slice(cut))) return [title, word.slice(cut)];
    }
  }
  return null;
}

type SenseOf<Is> = Sense extends infer One
  ? One extends { readonly is: infer Class }
    ? Is extends Class
      ? One & { readonly is: Is }
      : never
    : never
  : never;

/** Whether any of the languages lists this word, alone or in a phrase. */
export function isListed(word: string, lexicons: readonly Lexicon[]): boolean {
  return lexicons.some(({ vocabulary }) => vocabulary.has(word));
}

/** The sense at a place if it is of this class. */
export function senseAt<Is extends Sense["is"]>(
  items: readonly Item[],
  at: number,
  ...classes: readonly Is[]
): SenseOf<Is> | null {
  const item = items[at];
  if (item?.kind !== "sense" || !(classes as readonly string[]).includes(item.sense.is)) return null;
  return item.sense as SenseOf<Is>;
}

/** A number of one or two digits or in words. */
export function numberAt(items: readonly Item[], at: number): number | null {
  const item = items[at];
  if (item?.kind === "digits")
    return item.joint === "" && (item.parts[0]?.length ?? 9) <= 2 ? Number(item.parts[0]) : null;
  return senseAt(items, at, "number")?.value ?? null;
}

/** The first place from here on that is no filler. */
export function pastFillers(items: readonly Item[], at: number): number {
  let next = at;
  while (senseAt(items, next, "filler", "besideDigit")) next += 1;
  return next;
}
