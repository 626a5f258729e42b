import type { Tell } from "../core/effects.ts";
import { segments } from "../core/segments.ts";
import type { Sentence } from "../core/sentence.ts";
import { smsText } from "./sms.ts";
import type { Words } from "./words.ts";

/** A text as an operator registers it: `{#var#}` for every value, the values said, and what it costs with them. */
export type Registrable = { readonly text: string; readonly values: readonly string[]; readonly segments: number };

/** A text of ours as an operator registers it. */
export function registrable(words: Words, tells: readonly Tell[], tag: string): Registrable {
  const blank = { ...words, say: words.blank };
  return {
    text: smsText(blank, tells, tag) ?? "",
    values: tells.flatMap((tell) => {
      // What a worker reads is in Latin letters.
      const own = tell.type === "receipt" ? words.latin(tag) : tag;
      return sentencesOf(tell).flatMap((sentence) => words.values(sentence, own));
    }),
    segments: segments(smsText(words, tells, tag) ?? "").segments,
  };
}

function sentencesOf(tell: Tell): readonly Sentence[] {
  if (tell.type === "say") return [tell.sentence];
  if (tell.type === "receipt") return tell.lines.flatMap((line) => (line.is === "said" ? [line.sentence] : []));
  return tell.type === "prompt" ? [...tell.prompt.say, ...tell.prompt.options.map(({ label }) => label)] : [];
}
