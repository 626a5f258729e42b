import { keypadMeaning } from "./keypad.ts";
import { chosenMeaning, type Meaning } from "./meaning.ts";
import { isVisitKey, type Option, optionsOn, type Prompt } from "./prompt.ts";
import type { Sentence, SentenceKey } from "./sentence.ts";

/** What a call waits for: an answer to the dialog's open question, or to one of the call's own. */
export type Asking =
  | { readonly kind: "prompt"; readonly page: number }
  /** We rang: whoever took the call proves to be a person before anything is said (DESIGN, two-way). */
  | { readonly kind: "proof" }
  /** She rang with a question open: go on, or start again. */
  | { readonly kind: "resume" }
  /** An option was chosen and is read back; a free time is held meanwhile. */
  | { readonly kind: "readback"; readonly option: Option; readonly holdId: number | null }
  /** Nothing is open. `keys`: 6, 7 and 8 were said just now, so they speak about the visit. */
  | { readonly kind: "next"; readonly keys: boolean };

/** A call under way, as it is kept with the dialog between two turns. */
export type Call = {
  /** The provider's id of the call. */
  readonly id: string;
  /** The number that the next keys carry: each turn of a call is answered once. */
  readonly turn: number;
  readonly asking: Asking;
  /** Times in a row that nothing was pressed, and that something was that is not offered. */
  readonly silences: number;
  readonly wrongs: number;
  /** What was told before what is asked: `*` tells it once more. */
  readonly said: readonly Sentence[];
  /** The first call of a number: the emergency number is still to be said. */
  readonly isFirst: boolean;
};

/** Keys pressed at one question; `option` is the one just heard where each is asked by itself. */
export type Keys = { readonly digits: string; readonly option: number | null };

/** What keys lead to. */
export type Pressed =
  | { readonly to: "meaning"; readonly meaning: Meaning }
  | { readonly to: "readback"; readonly option: Option }
  | { readonly to: "page"; readonly page: number }
  /** The same question again, from its beginning. */
  | { readonly to: "question" }
  | { readonly to: "resume" }
  /** The same words again, because she asked for it (`*`), pressed nothing, or pressed what is not offered. */
  | { readonly to: "repeat"; readonly why: "asked" | "silence" | "wrong" };

/** One key of a question and what it stands for; null is "more options". */
export type Choice = { readonly key: number; readonly option: Option | null };

/** Options a call reads out at once (DESIGN 6.2): a fifth cannot be kept in mind. */
const PAGE = 4;

/** Sentences that offer keys about the visit last named. */
const VISIT_KEYS: ReadonlySet<SentenceKey> = new Set([
  ...(["visit.keys", "move.keys", "confirm.keys", "cancel.keys", "visit.was.cancelled", "pay.keys"] as const),
]);

/** Whether 6, 7 or 8 is offered among what is said (DESIGN 6.5: they act only where they have just been said). */
export function offersVisitKeys(said: readonly Sentence[]): boolean {
  return said.some(({ key }) => VISIT_KEYS.has(key));
}

/** A question with keys of its own: any number of digits, ended by #. */
export function takesKeys(prompt: Prompt): boolean {
  const isTyped = prompt.takes.some(
    (takes) => takes === "year" || takes === "code" || takes === "date" || takes === "pin",
  );
  return isTyped && optionsOn("call", prompt).every(({ digit }) => digit === 9);
}

/** The keys of one page of a question: 1 to 4 (those of a visit as by text), then 9 for the next page or for the question's own "none of these". */
export function choicesOf(prompt: Prompt, page: number): readonly Choice[] {
  const options = optionsOn("call", prompt);
  const listed = options.filter(({ digit }) => digit !== 9);
  const nine = options.find(({ digit }) => digit === 9) ?? null;
  const shown = listed
    .slice(page * PAGE, (page + 1) * PAGE)
    .map((option, at) => ({ key: isVisitKey(option.digit) ? option.digit : at + 1, option }));
  const hasMore = listed.length > (page + 1) * PAGE;
  return hasMore || nine || page > 0 ? [...shown, { key: 9, option: hasMore ? null : nine }] : shown;
}

/** How a contact is asked and when: `easy` makes each option a question of its own, and any key takes it. */
export type Manner = { readonly easy: boolean; readonly today: string };

/** What keys mean to what a call asks. */
export function pressed(asking: Asking, prompt: Prompt | null, keys: Keys, manner: Manner): Pressed {
  const { easy } = manner;
  if (keys.digits === "*" || keys.digits.endsWith("*")) return { to: "repeat", why: "asked" };
  if (keys.digits === "0") return { to: "meaning", meaning: { kind: "command", command: "menu" } };
  switch (asking.kind) {
    case "resume":
      return atResume(keys.digits);
    case "proof":
      return atProof(keys.digits);
    case "readback":
      return atReadback(asking.option, keys.digits, easy);
    case "next":
      return atNext(asking.keys, keys.digits);
    default:
      return prompt ? atPrompt(prompt, asking.page, keys, manner) : { to: "repeat", why: "wrong" };
  }
}

/** Nothing but # was pressed: she had nothing to say, or ended what was over already. */
function missed(digits: string): Pressed {
  return { to: "repeat", why: digits === "" ? "silence" : "wrong" };
}

/** 9 wants no more such calls. */
function atProof(digits: string): Pressed {
  if (digits === "1") return { to: "question" };
  return digits === "9" ? { to: "meaning", meaning: { kind: "command", command: "stop" } } : missed(digits);
}

function atResume(digits: string): Pressed {
  if (digits === "1") return { to: "resume" };
  return digits === "2" ? { to: "meaning", meaning: { kind: "command", command: "menu" } } : missed(digits);
}

function atReadback(option: Option, digits: string, easy: boolean): Pressed {
  const isTaken = easy ? digits === "" : digits === "1";
  if (isTaken) return { to: "meaning", meaning: chosenMeaning(option) };
  return easy || digits === "2" || digits === "9" ? { to: "question" } : missed(digits);
}

function atNext(isNamed: boolean, digits: string): Pressed {
  return (isNamed ? visitKey(digits) : null) ?? missed(digits);
}

/** 6, 7 or 8 where they have just been said. */
function visitKey(digits: string): Pressed | null {
  const digit = Number(digits);
  return digits.length === 1 && isVisitKey(digit) ? { to: "meaning", meaning: { kind: "visit.key", digit } } : null;
}

function atPrompt(prompt: Prompt, page: number, keys: Keys, { easy, today }: Manner): Pressed {
  if (takesKeys(prompt)) {
    const meaning = keypadMeaning(prompt, keys.digits, today);
    return meaning ? { to: "meaning", meaning } : missed(keys.digits);
  }
  const key = offersVisitKeys(prompt.say) ? visitKey(keys.digits) : null;
  if (key) return key;
  if (easy && keys.digits !== "") {
    const option = keys.option === null ? undefined : optionsOn("call", prompt)[keys.option];
    return option ? { to: "readback", option } : { to: "repeat", why: "asked" };
  }
  return atChoice(prompt, page, keys.digits);
}

function atChoice(prompt: Prompt, page: number, digits: string): Pressed {
  const choice = choicesOf(prompt, page).find(({ key }) => String(key) === digits);
  if (!choice) return missed(digits);
  if (choice.option === null) return { to: "page", page: isLastPage(prompt, page) ? 0 : page + 1 };
  if (choice.option.time) return { to: "readback", option: choice.option };
  return { to: "meaning", meaning: chosenMeaning(choice.option) };
}

function isLastPage(prompt: Prompt, page: number): boolean {
  return optionsOn("call", prompt).filter(({ digit }) => digit !== 9).length <= (page + 1) * PAGE;
}
