import type { Verb } from "../meaning.ts";
import type { Care, DayPart, Gender } from "../places.ts";
import type { AnswerWord } from "../prompt.ts";

/** What a word or phrase inside a text stands for. */
export type Sense =
  | { readonly is: "number" | "weekday" | "month" | "relativeDay"; readonly value: number }
  | { readonly is: "dayPart"; readonly value: DayPart }
  | { readonly is: "care"; readonly value: Care }
  | { readonly is: "verb"; readonly value: Verb }
  | { readonly is: "gender"; readonly value: Gender }
  | { readonly is: "language"; readonly value: string }
  /** Minutes added to the hour that follows (half past ten) or precedes (saa nne na nusu), or a time of its own (dedh). */
  | { readonly is: "beforeHour" | "afterHour" | "fixedTime"; readonly value: number }
  | { readonly is: Mark; readonly value: null };

/** Words that only say how the word or number beside them is meant. */
export type Mark = "title" | "next" | "hour" | "am" | "pm" | "dayMark" | "monthMark" | "besideDigit" | "filler";

/** What a whole message stands for, and nothing less than the whole. */
export type Whole =
  | { readonly is: "command"; readonly value: "menu" | "back" | "stop" | "start" }
  | { readonly is: "answer"; readonly value: AnswerWord };
