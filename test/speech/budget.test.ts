import { describe, expect, it } from "vitest";
import type { Tell } from "../../src/core/effects.ts";
import { segments } from "../../src/core/segments.ts";
import { readLocales } from "../../src/speech/locales.ts";
import { createPhrases } from "../../src/speech/phrases.ts";
import { smsText } from "../../src/speech/sms.ts";
import { createWords } from "../../src/speech/words.ts";
import { isLatin, longestIn } from "./longest.ts";
import { EMERGENCY, endingsOf, leadsTo, promptIn, questionsOf, type Text } from "./texts.ts";

/** What one turn may send (DESIGN 6.2). */
const SEGMENTS_MAX = 2;

/** Where an emergency is likely to be written: in somebody's first text, or where words are asked for. */
const ASKED_IN_AN_EMERGENCY = ["menu", "care?", "name?", "for whom?", "who else?", "what else?", "doctor's name?"];

const locales = readLocales("locales");
const words = createWords(await createPhrases(locales));

describe.each(locales.map((locale) => [locale.tag, locale] as const))("in %s", (tag, locale) => {
  const value = longestIn(locale, words, words.tags);
  const questions = questionsOf(value);
  const fits = (tells: readonly Tell[]) => segments(smsText(words, tells, tag) ?? "").segments <= SEGMENTS_MAX;
  const tooLong = (texts: readonly Text[]) => texts.filter(({ tells }) => !fits(tells)).map(({ name }) => name);
  const asItMay = ({ name, tells }: Text): Text => ({ name, tells: fits(tells) ? tells : untitled(tells) });
  const behindOthers = questions.flatMap(({ name, tells }) => {
    const prompt = promptIn(tells);
    if (!prompt) return [];
    const again: Tell = { type: "prompt", prompt: { ...prompt, say: prompt.say.slice(-1) } };
    return leadsTo(prompt, value).map((lead) => asItMay({ name, tells: [lead, again] }));
  });

  it("every text after which nothing is open fits two segments", () => {
    expect(tooLong(endingsOf(value))).toEqual([]);
  });

  it("every question fits two segments, at most its title left out", () => {
    expect(tooLong(questions.map(asItMay))).toEqual([]);
  });

  it("every question that follows no other sentence fits two segments whole, but for a doctor at several clinics", () => {
    const alone = questions.filter(({ tells }) => tells.length === 1 && (promptIn(tells)?.say.length ?? 0) === 1);
    expect(alone.length).toBeGreaterThan(15);
    expect(tooLong(alone).filter((name) => name !== "offers of a doctor at several clinics")).toEqual([]);
  });

  it("a question asked again fits two segments behind what is said first, at most its title left out", () => {
    expect(behindOthers.length).toBeGreaterThan(100);
    expect(tooLong(behindOthers)).toEqual([]);
  });

  it("an emergency's first line leaves room for the question that is likely to be open", () => {
    const likely = questions.filter(({ name }) => ASKED_IN_AN_EMERGENCY.includes(name));
    expect(likely).toHaveLength(ASKED_IN_AN_EMERGENCY.length);
    expect(tooLong(likely.map(({ name, tells }) => ({ name, tells: [EMERGENCY, ...tells] })))).toEqual([]);
  });

  const itsLatin = isLatin(locale) ? it : () => {};
  itsLatin("the main menu is one segment", () => {
    const menu = questions.find(({ name }) => name === "menu");
    expect(segments(smsText(words, menu?.tells ?? [], tag) ?? "").segments).toBe(1);
  });
});

/** The same question without its own title, which its options make plain; what is said before it stays. */
function untitled(tells: readonly Tell[]): readonly Tell[] {
  const prompt = promptIn(tells);
  if (!prompt || prompt.options.length === 0) return tells;
  return [...tells.slice(0, -1), { type: "prompt", prompt: { ...prompt, say: prompt.say.slice(0, -1) } }];
}
