import type { Tell } from "../core/effects.ts";
import { type Option, optionsOn } from "../core/prompt.ts";
import { gsmSafe, segments } from "../core/segments.ts";
import { receiptLine } from "./receipt.ts";
import { withoutPin } from "./spare.ts";
import type { Words } from "./words.ts";

/** What one turn may send (DESIGN 6.2). */
const SEGMENTS_MAX = 2;

/**
 * The text of an SMS: a sentence or an option a line, options as `<digit> <label>`. Null when nothing is said. Over two
 * segments it says less: what a question's options make plain goes first, then the fee, which the clinic says again, then
 * what was said about a PIN.
 */
export function smsText(words: Words, tells: readonly Tell[], tag: string): string | null {
  // Whoever writes for others reads one script, and every line of it is known to fit.
  if (tells.some(({ type }) => type === "receipt")) return inLines(words, tells, words.latin(tag));
  let text: string | null = null;
  for (const form of shorterAndShorter(tells)) {
    text = inLines(words, form, tag);
    if (text === null || segments(text).segments <= SEGMENTS_MAX) return text;
  }
  return text;
}

function inLines(words: Words, tells: readonly Tell[], tag: string): string | null {
  const lines = tells.flatMap((tell) => linesOf(words, tell, tag));
  return lines.length === 0 ? null : gsmSafe(lines.join("\n"));
}

function shorterAndShorter(tells: readonly Tell[]): readonly (readonly Tell[])[] {
  const last = tells.at(-1);
  const isChoice = last?.type === "prompt" && optionsOn("text", last.prompt).length > 0;
  const untitled = isChoice ? [...tells.slice(0, -1), withoutTitle(last)] : tells;
  const bare = isChoice ? untitled.filter((tell) => tell.type !== "say" || tell.visits !== undefined) : untitled;
  const unpaid = bare.filter((tell) => !(tell.type === "say" && tell.sentence.key === "visit.fee"));
  return [tells, untitled, bare, unpaid, withoutPin(unpaid)];
}

/** A question's last line before its options is its title. */
function withoutTitle(tell: Extract<Tell, { readonly type: "prompt" }>): Tell {
  return { ...tell, prompt: { ...tell.prompt, say: tell.prompt.say.slice(0, -1) } };
}

function linesOf(words: Words, tell: Tell, tag: string): readonly string[] {
  switch (tell.type) {
    case "say":
      return [words.say(tell.sentence, tag)];
    case "receipt":
      return tell.lines.map((line) => receiptLine(words, line, tag));
    case "prompt":
      return [
        ...tell.prompt.say.map((line) => words.say(line, tag)),
        ...(tell.prompt.isShown ? [] : optionsOn("text", tell.prompt)).map(
          (one) => `${one.digit} ${optionLabel(words, one, tag)}`,
        ),
      ];
    default:
      return [];
  }
}

/** The words beside an option's digit, which a person may send instead of it. */
export function optionLabel(words: Words, option: Option, tag: string): string {
  return words.say(option.label, tag);
}
