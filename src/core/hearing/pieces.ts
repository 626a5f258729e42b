import type { Meaning } from "../meaning.ts";
import { PIN_DIGITS } from "../pin.ts";
import type { Lexicon } from "./lexicon.ts";
import { folded, type Token, wordsOf } from "./plain.ts";

/** Longest name that is kept; more is a sentence. */
const NAME_LETTERS_MAX = 40;
/** A patient code, a voucher. */
const CODE_DIGITS: readonly number[] = [6, 12];
const YEAR_MIN = 1900;

const NOT_IN_NAMES = /[^\p{L}\p{M}\p{Nd} .'’/-]+/gu;
const NAME_EDGES = /^[\s.'’/-]+|[\s.'’/-]+$/gu;
const SPACES = /\s+/gu;
const URL = /https?:|www\.|\.(?:com|org|net|in|ke)\b/i;

/** A patient code or a voucher: six or twelve digits, however grouped. */
export function codeMeaning(tokens: readonly Token[]): Meaning | null {
  const numbers = tokens.filter((token) => "parts" in token);
  const code = numbers.flatMap(({ parts }) => parts).join("");
  return CODE_DIGITS.includes(code.length) && tokens.length === numbers.length ? { kind: "code", code } : null;
}

/** A PIN: four digits, alone or with a word beside them. */
export function pinMeaning(tokens: readonly Token[]): Meaning | null {
  const digits = tokens.flatMap((token) => ("parts" in token ? token.parts : [])).join("");
  const words = tokens.filter((token) => "word" in token).length;
  return digits.length === PIN_DIGITS && words <= 1 ? { kind: "pin", digits, by: "text" } : null;
}

/** A year of birth: the one number of four digits from 1900 to this year, alone, in a sentence or at the end of a date. */
export function yearMeaning(tokens: readonly Token[], today: string): Meaning | null {
  const numbers = tokens.flatMap((token) => ("parts" in token ? [token.parts] : []));
  const [parts] = numbers;
  if (!parts || numbers.length > 1) return null;
  const years = parts.filter((part) => part.length === 4).map(Number);
  const [year = 0] = years;
  return years.length === 1 && year >= YEAR_MIN && year <= Number(today.slice(0, 4)) ? { kind: "year", year } : null;
}

/** A person's name as she writes it, without "my name is"; null if there is no letter in it or it is no name at all. */
export function nameMeaning(text: string, lexicons: readonly Lexicon[]): Meaning | null {
  if (URL.test(text)) return null;
  const words = text.replace(NOT_IN_NAMES, " ").replace(SPACES, " ").trim().split(" ");
  const name = withoutPhrases(words, lexicons).join(" ").replace(NAME_EDGES, "");
  return /\p{L}/u.test(name) && [...name].length <= NAME_LETTERS_MAX ? { kind: "name", name } : null;
}

function withoutPhrases(words: readonly string[], lexicons: readonly Lexicon[]): readonly string[] {
  const plain = words.map((word) => wordsOf(word).join(""));
  const before = longestOf(lexicons, "beforeName", (phrase) => phrase.every((word, at) => plain[at] === word));
  const left = plain.slice(before);
  const after = longestOf(lexicons, "afterName", (phrase) =>
    phrase.every((word, at) => left[left.length - phrase.length + at] === word),
  );
  const kept = words.slice(before, words.length - after);
  return kept.length > 0 ? kept : words;
}

function longestOf(
  lexicons: readonly Lexicon[],
  place: "beforeName" | "afterName",
  fits: (phrase: readonly string[]) => boolean,
): number {
  return Math.max(0, ...lexicons.map((lexicon) => lexicon[place].find(fits)?.length ?? 0));
}

/** The text without the routing keyword before it and the signature behind it. */
export function body(text: string, lexicons: readonly Lexicon[], keyword: string | undefined): string {
  const start = text.trimStart();
  const isRouted = keyword !== undefined && keyword !== "" && folded(start).startsWith(folded(keyword));
  const own = isRouted && !/^\p{L}/u.test(start.slice(keyword.length)) ? start.slice(keyword.length) : start;
  if (!own.includes("\n")) return own;
  const lines = own.split("\n");
  const signature = lines.findIndex((line, at) => at > 0 && isSignature(line, lexicons));
  return lines.slice(0, signature < 0 ? lines.length : signature).join("\n");
}

function isSignature(line: string, lexicons: readonly Lexicon[]): boolean {
  if (line.trimEnd() === "--") return true;
  const words = wordsOf(line).join(" ");
  return lexicons.some(({ signatures }) => signatures.some((signature) => `${words} `.startsWith(`${signature} `)));
}
