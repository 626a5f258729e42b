import { dayOrderOf } from "../core/day-order.ts";
import { guessLanguage } from "../core/hearing/guess-language.ts";
import { hear } from "../core/hearing/hear.ts";
import { type Lexicon, lexiconFrom } from "../core/hearing/lexicon.ts";
import { hearWorker } from "../core/hearing/worker/hear-worker.ts";
import { optionsOn } from "../core/prompt.ts";
import { segments } from "../core/segments.ts";
import type { Speaking } from "../core/speaking.ts";
import { callScript } from "./call.ts";
import type { LocaleFiles } from "./locales.ts";
import { createPhrases } from "./phrases.ts";
import { messagesOf } from "./receipt.ts";
import { optionLabel, smsText } from "./sms.ts";
import { createSpeech } from "./spoken.ts";
import { createWords } from "./words.ts";

/** Compiles all locales for speaking and hearing. */
export async function createSpeaking(locales: readonly LocaleFiles[]): Promise<Speaking> {
  const phrases = await createPhrases(locales);
  const words = createWords(phrases);
  const speech = createSpeech(phrases);
  const lexicons = locales.map(({ tag, hear: json }) => lexiconFrom(tag, json));
  const heardBy = new Map(lexicons.map((lexicon) => [lexicon.tag, withKin(lexicon, lexicons)]));
  return {
    tags: words.tags,
    text: (tells, language) => smsText(words, tells, language),
    messages: (tells, language) => messagesOf(words, tells, language),
    call: (spoken) => callScript(speech, spoken),
    spokenAs: speech.spokenAs,
    segments: (text) => segments(text).segments,
    hear: (text, { language, spoken, prompt, today, country }) =>
      hear(text, {
        lexicons: (language === null ? undefined : heardBy.get(language)) ?? lexicons,
        all: lexicons,
        options: (prompt ? optionsOn("text", prompt) : []).map((option) => ({
          ...option,
          label: optionLabel(words, option, spoken),
        })),
        takes: prompt?.takes ?? [],
        today,
        dayOrder: dayOrderOf(country),
      }),
    hearWorker: (text, { language, today, country }) =>
      hearWorker(text, {
        lexicons: (language === null ? undefined : heardBy.get(language)) ?? lexicons,
        ...{ all: lexicons, options: [], takes: [], today, dayOrder: dayOrderOf(country) },
      }),
    guessLanguage: (text, offered) => guessLanguage(text, lexicons, offered),
  };
}

/** A language's own words first, then those of the languages its speakers mix in. */
function withKin(lexicon: Lexicon, all: readonly Lexicon[]): readonly Lexicon[] {
  return [lexicon, ...lexicon.also.flatMap((tag) => all.filter((one) => one.tag === tag))];
}
