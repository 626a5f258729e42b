import { chosenMeaning, type Meaning } from "../meaning.ts";
import type { AnswerWord } from "../prompt.ts";
import type { Lexicon } from "./lexicon.ts";
import type { HeardOption } from "./listening.ts";
import { cleaned, folded, joined, type Token, tokensOf } from "./plain.ts";

/** Words that belong to carriers and mean the same in every language; YES, theirs too, is an ordinary answer here. */
const CARRIER_WORDS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ...["stop", "stopall", "end", "quit", "unsubscribe", "revoke", "optout"].map((word): [string, Meaning] => [
    word,
    { kind: "command", command: "stop" },
  ]),
  ...["start", "unstop"].map((word): [string, Meaning] => [word, { kind: "command", command: "start" }]),
  ...["help", "info"].map((word): [string, Meaning] => [word, { kind: "command", command: "menu" }]),
  // Not taken at its word: with a visit booked she is asked what she means.
  ["cancel", { kind: "told", verb: "cancel", blanks: {} }],
]);

/** A message that is one digit and nothing else: an option's, the main menu's or that of the visit last named. */
export function digitMeaning(
  tokens: readonly Token[],
  lexicons: readonly Lexicon[],
  options: readonly HeardOption[],
  mayBeWord: boolean,
): Meaning | null {
  const digit = loneDigit(tokens, lexicons, mayBeWord);
  if (digit === null) return null;
  if (digit === 6 || digit === 7 || digit === 8) return { kind: "visit.key", digit };
  if (digit === 0) return { kind: "command", command: "menu" };
  const option = options.find((offered) => offered.digit === digit);
  return option ? { kind: "option", value: option.value } : { kind: "unclear", blanks: {} };
}

/** Digits of several options, however written: "1 4", "1,4", "1 and 4", "14"; anything but digits between them is left aside. */
export function severalMeaning(tokens: readonly Token[], options: readonly HeardOption[]): Meaning | null {
  const digits = tokens.flatMap((token) => ("parts" in token ? token.parts : [])).join("");
  const chosen = options.filter(({ digit }) => digits.includes(String(digit)));
  if (chosen.length !== digits.length || tokens.filter((token) => "word" in token).length >= digits.length) return null;
  return digits.length < 2 ? null : { kind: "options", values: chosen.map(({ value }) => value) };
}

/** A message that is an option's label, word for word. */
export function labelMeaning(message: string, options: readonly HeardOption[]): Meaning | null {
  if (message === "") return null;
  const option = options.find(({ label }) => mayBe(label, message) && joined(tokensOf(cleaned(label))) === message);
  return option ? chosenMeaning(option) : null;
}

/** Spares nearly every label the taking apart, which would cost more than all the rest of hearing a digit or a word. */
function mayBe(label: string, message: string): boolean {
  const [first = ""] = message.split(" ");
  return label.length >= message.length && folded(cleaned(label)).includes(first);
}

/** The one option whose label has all these words, which no list knows: a person's or a clinic's name. */
export function namedMeaning(words: readonly string[], options: readonly HeardOption[]): Meaning | null {
  const fitting = options.filter(({ label }) => {
    const plain = folded(cleaned(label));
    if (!words.every((word) => plain.includes(word))) return false;
    const inLabel = tokensOf(cleaned(label)).map((token) => joined([token]));
    return words.every((word) => inLabel.includes(word));
  });
  const [option] = fitting;
  return option && fitting.length === 1 ? chosenMeaning(option) : null;
}

/** A message that as a whole is a command, an answer the question offers, or a cancellation. */
export function wholeMeaning(
  message: string,
  lexicons: readonly Lexicon[],
  options: readonly HeardOption[],
): Meaning | null {
  const carriers = CARRIER_WORDS.get(message);
  if (carriers) return carriers;
  for (const { whole, phrases } of lexicons) {
    const found = whole.get(message);
    if (found?.is === "command") return { kind: "command", command: found.value };
    // Where nobody offers this answer, another language's stop word spelled alike is not meant (acha: Hindi good, Swahili stop).
    if (found) return answerMeaning(found.value, options);
    const sense = phrases.get(message);
    if (sense?.is === "verb" && sense.value === "cancel") return { kind: "told", verb: "cancel", blanks: {} };
  }
  return null;
}

/** What is said where a name is asked for and is surely none: "ok", or a verb that opens a flow. */
export function noName(message: string, lexicons: readonly Lexicon[]): Meaning | null {
  for (const { whole, phrases } of lexicons) {
    if (whole.get(message)?.is === "answer") return { kind: "unclear", blanks: {} };
    const sense = phrases.get(message);
    if (sense?.is === "verb") return { kind: "told", verb: sense.value, blanks: {} };
  }
  return null;
}

function answerMeaning(answer: AnswerWord, options: readonly HeardOption[]): Meaning | null {
  const option = options.find(({ hears }) => hears === answer);
  return option ? chosenMeaning(option) : null;
}

function loneDigit(tokens: readonly Token[], lexicons: readonly Lexicon[], mayBeWord: boolean): number | null {
  const rest = tokens.filter((token) => !("word" in token && isBesideDigit(token.word, lexicons)));
  const [only] = rest;
  if (!only || rest.length > 1) return null;
  if ("word" in only) return mayBeWord ? digitWord(only.word, lexicons) : null;
  return only.parts.length === 1 && only.parts[0]?.length === 1 ? Number(only.parts[0]) : null;
}

function isBesideDigit(word: string, lexicons: readonly Lexicon[]): boolean {
  return lexicons.some(({ phrases }) => phrases.get(word)?.is === "besideDigit");
}

function digitWord(word: string, lexicons: readonly Lexicon[]): number | null {
  for (const { phrases } of lexicons) {
    const sense = phrases.get(word);
    if (sense?.is === "number") return sense.value <= 9 ? sense.value : null;
  }
  return null;
}
