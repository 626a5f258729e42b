import type { AnswerWord, Digit, OptionValue, Takes } from "../prompt.ts";
import type { DayOrder } from "./date.ts";
import type { Lexicon } from "./lexicon.ts";

/** An option of the open question, its label in the contact's language. */
export type HeardOption = {
  readonly digit: Digit;
  readonly value: OptionValue;
  readonly label: string;
  readonly hears?: AnswerWord;
};

/** What a text is heard against. */
export type Listening = {
  /** The contact's language first, then those its `also` names; all while the language is unknown. */
  readonly lexicons: readonly Lexicon[];
  readonly options: readonly HeardOption[];
  readonly takes: readonly Takes[];
  /** 'YYYY-MM-DD' in the clinic's zone. */
  readonly today: string;
  readonly dayOrder: DayOrder;
  /** The word by which a provider routes texts to us; it may stand before what was meant. */
  readonly keyword?: string;
};
