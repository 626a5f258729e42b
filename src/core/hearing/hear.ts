import type { Heard, Meaning } from "../meaning.ts";
import { digitMeaning, labelMeaning, namedMeaning, noName, severalMeaning, wholeMeaning } from "./exact.ts";
import { isListed, itemsOf } from "./items.ts";
import type { Lexicon } from "./lexicon.ts";
import type { HeardOption, Listening } from "./listening.ts";
import { body, codeMeaning, nameMeaning, pinMeaning, yearMeaning } from "./pieces.ts";
import { cleaned, joined, type Token, tokensOf } from "./plain.ts";
import { readingOf } from "./reading.ts";
import { personIn } from "./worker/person.ts";
import { lineOf } from "./worker/words.ts";

/**
 * What one text means to the open question. Digits, labels, commands and answers count only as the whole message and
 * letter for letter; words that open a flow or fill a blank may stand anywhere, in any order, with one slip each.
 */
export function hear(text: string, listening: Listening): Heard {
  const own = body(cleaned(text), listening.lexicons, listening.keyword);
  const tokens = tokensOf(own);
  const meaning = meaningOf(own, tokens, listening);
  return { meaning, emergency: meaning.kind !== "name" && isEmergency(tokens, listening.all) };
}

function meaningOf(own: string, tokens: readonly Token[], listening: Listening): Meaning {
  const { options, takes, lexicons } = listening;
  const asksBack = /[?؟？]/.test(own);
  // Sita and Saba are names before they are six and seven.
  const digit = digitMeaning(withoutSender(own, tokens, lexicons), lexicons, options, !takesName(takes));
  if (digit) return asksBack && digit.kind === "visit.key" ? { kind: "unclear", blanks: {} } : digit;
  const several = takes.includes("several") ? severalMeaning(tokens, options) : null;
  if (several) return several;
  const beside = optionBesideName(tokens, lexicons, options);
  if (beside) return beside;
  const message = joined(tokens);
  const exact = labelMeaning(message, options) ?? wholeMeaning(message, lexicons, options);
  if (exact && isTaken(exact, takes, tokens, asksBack)) return exact;
  return (
    (takes.includes("pin") ? pinMeaning(tokens) : null) ??
    (takes.includes("code") ? codeMeaning(tokens) : null) ??
    (takes.includes("year") ? yearMeaning(tokens, listening.today) : null) ??
    (takesName(takes) ? named(own, message, tokens, listening) : null) ??
    readMeaning(tokens, listening)
  );
}

function takesName(takes: Listening["takes"]): boolean {
  return takes.includes("name") || takes.includes("person");
}

/** A name may be made of any words, so there a command is one word; a question about stopping is no order to stop. */
function isTaken(exact: Meaning, takes: Listening["takes"], tokens: readonly Token[], asksBack: boolean): boolean {
  if (exact.kind === "option") return true;
  if (takesName(takes) && tokens.length > 1) return false;
  return !asksBack || exact.kind !== "command" || exact.command === "menu" || exact.command === "back";
}

/** A name, or where more is taken a person in one line, as a worker's NEW has it. */
function named(own: string, message: string, tokens: readonly Token[], listening: Listening): Meaning | null {
  const { lexicons, all, takes } = listening;
  if (isOnlyEmergency(tokens, listening)) return { kind: "unclear", blanks: {} };
  const none = noName(message, lexicons);
  if (none || takes.includes("name")) return none ?? nameMeaning(own, lexicons);
  const line = lineOf(own.replaceAll("\n", ", "));
  const person = personIn(line, line.words, all);
  return person === null ? null : { kind: "person", person };
}

/** Whoever writes of nothing but an emergency where a name is asked for says no name. */
function isOnlyEmergency(tokens: readonly Token[], { lexicons, all }: Listening): boolean {
  return [lexicons, ...all.map((one) => [one])].some(
    (known) => isEmergency(tokens, known) && tokens.every((token) => "word" in token && isListed(token.word, known)),
  );
}

function readMeaning(tokens: readonly Token[], listening: Listening): Meaning {
  const { verb, blanks, isBroken } = readingOf(
    itemsOf(tokens, listening.lexicons),
    listening.today,
    listening.dayOrder,
  );
  if (isBroken) return { kind: "unclear", blanks };
  const { unknown, ...known } = blanks;
  if (verb !== null || Object.keys(known).length > 0) return { kind: "told", verb, blanks };
  return (unknown && namedMeaning(unknown, listening.options)) ?? { kind: "unclear", blanks };
}

/** "1 asha": the digit of an option and only words that no list knows, so perhaps whom it is for. */
function optionBesideName(
  tokens: readonly Token[],
  lexicons: readonly Lexicon[],
  options: readonly HeardOption[],
): Meaning | null {
  const [first, ...rest] = tokens;
  if (!first || "word" in first || rest.length === 0) return null;
  if (!rest.every((token) => "word" in token && !isListed(token.word, lexicons))) return null;
  const chosen = digitMeaning([first], lexicons, options, false);
  return chosen?.kind === "option" ? chosen : null;
}

/** A digit on the first line and only unknown words on the others: the others are the sender's name. */
function withoutSender(own: string, tokens: readonly Token[], lexicons: readonly Lexicon[]): readonly Token[] {
  const end = own.indexOf("\n");
  if (end < 0) return tokens;
  const first = tokensOf(own.slice(0, end));
  const isSender = tokens.slice(first.length).every((token) => "word" in token && !isListed(token.word, lexicons));
  return first.length > 0 && isSender ? first : tokens;
}

/** Whether all words of an emergency are in the text, in any order and with any words between them. */
function isEmergency(tokens: readonly Token[], lexicons: readonly Lexicon[]): boolean {
  const words = new Set(tokens.flatMap((token) => ("word" in token ? [token.word] : [])));
  for (const word of words) {
    for (const { emergencies } of lexicons) {
      if (emergencies.get(word)?.some((others) => others.every((other) => words.has(other)))) return true;
    }
  }
  return false;
}
