import { describe, expect, it } from "vitest";
import { optionsOn, type Prompt } from "../../src/core/prompt.ts";
import { readLocales } from "../../src/speech/locales.ts";
import { createPhrases } from "../../src/speech/phrases.ts";
import { optionLabel } from "../../src/speech/sms.ts";
import { createSpeaking } from "../../src/speech/speaking.ts";
import { createWords } from "../../src/speech/words.ts";
import { longestIn } from "./longest.ts";
import { promptIn, questionsOf } from "./texts.ts";

const locales = readLocales("locales");
const words = createWords(await createPhrases(locales));
const speaking = await createSpeaking(locales);

describe.each(locales.map((locale) => [locale.tag, locale] as const))("in %s", (tag, locale) => {
  const heard = (text: string, prompt: Prompt | null) =>
    speaking.hear(text, { language: tag, spoken: tag, prompt, today: "2026-11-23", country: "IN" }).meaning;
  const questions = questionsOf(longestIn(locale, words, words.tags));

  it("the example given to somebody we did not understand is understood", () => {
    const said = locale.say["unclear.blanks"]?.split(" ") ?? [];
    const tails = said.map((_, at) => said.slice(at).join(" "));
    const days = tails.map((tail) => heard(tail, null)).filter(({ kind }) => kind === "told");
    expect(days).toContainEqual(expect.objectContaining({ blanks: expect.objectContaining({ day: "2026-11-24" }) }));
  });

  it("the words beside a digit choose it as well as the digit does", () => {
    for (const { name, tells } of questions) {
      const prompt = promptIn(tells);
      const labels = (prompt ? optionsOn("text", prompt) : []).map(
        (option) => [option, optionLabel(words, option, tag)] as const,
      );
      const once = labels.filter(([, label]) => labels.filter(([, other]) => other === label).length === 1);
      for (const [{ value, digit }, label] of once) {
        expect(heard(label, prompt), `${name} ${label}`).toEqual({ kind: "option", value });
        expect(heard(String(digit), prompt), `${name} ${digit}`).toEqual({ kind: "option", value });
      }
    }
  });
});
