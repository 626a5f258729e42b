import type { Care } from "./places.ts";
import type { Sentence } from "./sentence.ts";

/** By which kind of channel a turn comes in and is answered. */
export type ChannelKind = "text" | "call";

/** The keys that always speak about a visit (DESIGN 6.2). */
export type VisitKey = 6 | 7 | 8;

/** Whether a key speaks about a visit. */
export function isVisitKey(digit: number): digit is VisitKey {
  return digit === 6 || digit === 7 || digit === 8;
}

/** Digits a question may offer: 6, 7 and 8 only where it is about a visit, for which they always stand; 0 is the main menu. */
export type Digit = 1 | 2 | 3 | 4 | 5 | VisitKey | 9;

/** What choosing an option means to the flow that offered it. */
export type OptionValue = string | number;

/** Classes of words in `hear.json` that may stand for an option. */
export type AnswerWord = "yes" | "no" | "more" | "skip" | "other";

/** One line of a menu. */
export type Option = {
  readonly digit: Digit;
  readonly value: OptionValue;
  readonly label: Sentence;
  /** A class of words that means this option, besides its digit and its label. */
  readonly hears?: AnswerWord;
  /** The only kind of channel on which it is offered: what a keypad cannot spell is chosen, and the reverse. */
  readonly on?: ChannelKind;
  /** The free time it stands for: by call it is held and read back before it is taken (DESIGN 6.3). */
  readonly time?: { readonly slotId: number; readonly care: Care };
};

/**
 * What a question takes besides its options. `blanks`: care, doctor, day, time, …; `names`: words no list knows, which may
 * be a doctor's or a clinic's name; each of the rest is one piece of text. `person`: a name and what is known besides, as a worker registers her; `date`: day and month on a keypad; `several`: more
 * than one of its options at once.
 */
export type Takes = "blanks" | "names" | "name" | "person" | "year" | "code" | "date" | "pin" | "several";

/** What we say and what we then expect, for any channel and in any language. */
export type Prompt = {
  readonly say: readonly Sentence[];
  readonly options: readonly Option[];
  readonly takes: readonly Takes[];
  /** By text what is told before it shows its options already. */
  readonly isShown?: true;
};

/** The options of a question that this kind of channel offers. */
export function optionsOn(kind: ChannelKind, prompt: Prompt): readonly Option[] {
  return prompt.options.filter(({ on }) => on === undefined || on === kind);
}
