import type { Care, DayPart, Gender } from "./places.ts";
import { type ChannelKind, isVisitKey, type Option, type OptionValue, type VisitKey } from "./prompt.ts";
import type { NewPerson, WorkerLine } from "./worker-command.ts";

/** Blanks of a booking that one text may fill; a flow skips what it knows. */
export type Blanks = {
  readonly care?: Care;
  /** A calendar day 'YYYY-MM-DD' in the clinic's zone, today or later. */
  readonly day?: string;
  readonly part?: DayPart;
  /** 'HH:MM' on the 24-hour clock. */
  readonly time?: string;
  readonly gender?: Gender;
  /** A language tag the doctor should speak, or the one to change to. */
  readonly language?: string;
  /** A visit's reference, 7 digits; perhaps mistyped. */
  readonly reference?: string;
  /** Words after a title ("Dr Kaur"): a doctor's name, lower case. */
  readonly doctor?: readonly string[];
  /** Words of three letters or more that no list knows, lower case: perhaps a clinic's or a doctor's name. */
  readonly unknown?: readonly string[];
};

/** Verbs that open a flow. */
export type Verb = "book" | "visits" | "move" | "cancel" | "language" | "phone";

/** What one text means to the open question. */
export type Meaning =
  | { readonly kind: "option"; readonly value: OptionValue }
  | { readonly kind: "options"; readonly values: readonly OptionValue[] }
  /** From a worker's number; it wins over the open question. `offers`: nothing may be asked back beside a call. */
  | { readonly kind: "worker"; readonly lines: readonly WorkerLine[]; readonly offers: boolean }
  /** Nothing but six digits from a worker's number, where no question waits for any. */
  | { readonly kind: "worker.code"; readonly code: string; readonly offers: boolean }
  /** 6, 7 or 8: the visit last named to this number. */
  | { readonly kind: "visit.key"; readonly digit: VisitKey }
  | { readonly kind: "command"; readonly command: "menu" | "worker" | "back" | "stop" | "start" }
  /** A verb with whatever blanks came along, or blanks alone (`verb` null). */
  | { readonly kind: "told"; readonly verb: Verb | null; readonly blanks: Blanks }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "person"; readonly person: NewPerson }
  | { readonly kind: "year"; readonly year: number }
  | { readonly kind: "code"; readonly code: string }
  | { readonly kind: "pin"; readonly digits: string; readonly by: ChannelKind }
  /** Not understood; `blanks` is what was read all the same. */
  | { readonly kind: "unclear"; readonly blanks: Blanks };

/** What hearing makes of one text. */
export type Heard = {
  readonly meaning: Meaning;
  /** An emergency word was in it: the first line of the answer is the emergency number. */
  readonly emergency: boolean;
};

/** What an option means once it is chosen, by its label or a word for it: an option with a key of a visit is that key. */
export function chosenMeaning({ digit, value }: Pick<Option, "digit" | "value">): Meaning {
  return isVisitKey(digit) ? { kind: "visit.key", digit } : { kind: "option", value };
}
