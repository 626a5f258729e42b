import type { Tell } from "../core/effects.ts";
import { firstName, latinName } from "../core/latin.ts";
import { LINE_UNITS, MESSAGE_UNITS, type Numbered, type ReceiptLine } from "../core/receipt.ts";
import { gsmSafe, segments } from "../core/segments.ts";
import type { Sentence } from "../core/sentence.ts";
import type { Words } from "./words.ts";

type Names = { readonly called?: string; readonly who?: string };

/** What one of two choices on a line may take. */
const CHOICE_UNITS = (LINE_UNITS - 1) / 2;

/** The lines of a receipt in words, each of at most 38 units; `tag` is a language of Latin letters. */
export function receiptLine(words: Words, line: ReceiptLine, tag: string): string {
  if (line.is === "said") return fitted(words, line.sentence, tag, LINE_UNITS);
  return line.choices.map((choice) => choiceText(words, choice, tag)).join(" ");
}

/**
 * What a turn says, as the messages it is sent in: as it is, or where it holds a receipt as whole lines in messages of one
 * segment, what was said before it in Latin letters too.
 */
export function messagesOf(words: Words, tells: readonly Tell[], tag: string): readonly (readonly Tell[])[] {
  if (!tells.some(({ type }) => type === "receipt")) return [tells];
  const latin = words.latin(tag);
  const messages: { tells: readonly Tell[]; units: number }[] = [];
  for (const { tell, text } of tells.flatMap((tell) => linesOf(words, tell, latin))) {
    const units = unitsOf(text);
    const last = messages.at(-1);
    if (last && last.units + 1 + units <= MESSAGE_UNITS) {
      last.tells = [...last.tells, tell];
      last.units += 1 + units;
    } else {
      messages.push({ tells: [tell], units });
    }
  }
  return messages.map((message) => message.tells);
}

function linesOf(words: Words, tell: Tell, tag: string): readonly { readonly tell: Tell; readonly text: string }[] {
  if (tell.type === "say") return [{ tell, text: gsmSafe(words.say(tell.sentence, tag)) }];
  if (tell.type !== "receipt") return [];
  return tell.lines.map((line) => ({ tell: { ...tell, lines: [line] }, text: receiptLine(words, line, tag) }));
}

function choiceText(words: Words, { digit, label }: Numbered, tag: string): string {
  return `${digit} ${fitted(words, label, tag, CHOICE_UNITS - 2)}`;
}

/** A sentence in at most so many units: of the name in it as many letters as there is room for. */
function fitted(words: Words, sentence: Sentence, tag: string, room: number): string {
  let cut = inLatin(sentence);
  for (;;) {
    const text = gsmSafe(words.say(cut, tag)).replace(/ +(?=[ :]|$)/g, "");
    const excess = unitsOf(text) - room;
    if (excess <= 0) return text;
    const shorter = shortened(cut, excess);
    if (!shorter) return text.slice(0, room);
    cut = shorter;
  }
}

/** Its names in the letters in which they are cut. */
function inLatin(sentence: Sentence): Sentence {
  const { called, who } = sentence.with as Names;
  const names = { ...(called && { called: firstName(called) }), ...(who && { who: latinName(who) }) };
  return { ...sentence, with: { ...sentence.with, ...names } } as Sentence;
}

function shortened(sentence: Sentence, by: number): Sentence | null {
  const { called = "", who = "" } = sentence.with as Names;
  const name = who === "" ? "called" : "who";
  const value = who === "" ? called : who;
  if (value === "") return null;
  return {
    ...sentence,
    with: { ...sentence.with, [name]: value.slice(0, Math.max(0, value.length - by)) },
  } as Sentence;
}

function unitsOf(text: string): number {
  return segments(text).units;
}
