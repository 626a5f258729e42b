import type { Tell } from "../core/effects.ts";
import type { Option } from "../core/prompt.ts";
import { gsmSafe } from "../core/segments.ts";
import type { Words } from "./words.ts";

/** The text of an SMS: a sentence or an option a line, options as `<digit> <label>`. Null when nothing is said. */
export function smsText(words: Words, tells: readonly Tell[], tag: string): string | null {
  const lines = tells.flatMap((tell) => linesOf(words, tell, tag));
  return lines.length === 0 ? null : gsmSafe(lines.join("\n"));
}

/** The words beside an option's digit, which a person may send instead of it. */
export function optionLabel(words: Words, option: Option, tag: string): string {
  return words.say(option.label, tag);
}

function linesOf(words: Words, tell: Tell, tag: string): readonly string[] {
  switch (tell.type) {
    case "say":
      return [words.say(tell.sentence, tag)];
    case "prompt":
      return [
        ...tell.prompt.say.map((line) => words.say(line, tag)),
        ...tell.prompt.options.map((one) => `${one.digit} ${optionLabel(words, one, tag)}`),
      ];
    default:
      return [];
  }
}
