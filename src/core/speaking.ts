import type { Tell } from "./effects.ts";
import type { Heard } from "./meaning.ts";
import type { Prompt } from "./prompt.ts";

/** What hearing has to know about the person and the question. */
export type Listening = {
  /** Null while it is not known: then every language is heard. */
  readonly language: string | null;
  /** The language the open question was put in. */
  readonly spoken: string;
  readonly prompt: Prompt | null;
  /** 'YYYY-MM-DD' at the clinic. */
  readonly today: string;
  /** ISO 3166, for the order of day and month. */
  readonly country: string;
};

/** What languages and channel lend to a turn: speaking and hearing, by text. */
export type Speaking = {
  readonly text: (tells: readonly Tell[], language: string) => string | null;
  readonly segments: (text: string) => number;
  readonly hear: (text: string, about: Listening) => Heard;
  readonly guessLanguage: (text: string, offered: readonly string[]) => string | null;
};
