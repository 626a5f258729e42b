import type { AnswerWord, Digit, OptionValue, Takes } from "../prompt.ts";
import type { DayOrder } from "./date.ts";
import type { Lexicon } from "./lexicon.ts";

/** The languages a contact is heard in: her own, then those its `also` names; all while hers is unknown (null). */
export function lexiconsFor(all: ReadonlyMap<string, Lexicon>, tag: string | null): readonly Lexicon[] {
  const own = tag === null ? undefined : all.get(tag);
  return own ? [own, ...own.also.flatMap((other) => all.get(other) ?? [])] : [...all.values()];
}

/** An option of the open question, its label in the contact's language. */
export type HeardOption = {
  readonly digit: Digit;
  readonly value: OptionValue;
  readonly label: string;
  readonly hears?: AnswerWord;
};

/** What a text is heard against. */
export type Listening = {
  /** As `lexiconsFor` gives them: where two know a word, the first is believed. */
  readonly lexicons: readonly Lexicon[];
  /** Every language there is: whoever is in danger may write in any. */
  readonly all: readonly Lexicon[];
  readonly options: readonly HeardOption[];
  readonly takes: readonly Takes[];
  /** 'YYYY-MM-DD' in the clinic's zone. */
  readonly today: string;
  readonly dayOrder: DayOrder;
  /** The word by which a provider routes texts to us; it may stand before what was meant. */
  readonly keyword?: string;
};
