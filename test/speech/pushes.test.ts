import { describe, expect, it } from "vitest";
import { FLOWS } from "../../flows/all.ts";
import { CARES } from "../../src/core/places.ts";
import { segments } from "../../src/core/segments.ts";
import { refusals, templatesOf, USUAL_LIMITS } from "../../src/core/templates.ts";
import { readLocales } from "../../src/speech/locales.ts";
import { createPhrases } from "../../src/speech/phrases.ts";
import { registrable } from "../../src/speech/registrable.ts";
import { smsText } from "../../src/speech/sms.ts";
import { createWords } from "../../src/speech/words.ts";
import { longestIn } from "./longest.ts";

const locales = readLocales("locales");
const words = createWords(await createPhrases(locales));
const DOCTOR = { name: "Dr Wxyzq" };
const CLINIC = { name: "Qqclinic" };

describe.each(locales.map((locale) => [locale.tag, locale] as const))("what we push, in %s", (tag, locale) => {
  const value = longestIn(locale, words, words.tags);
  const values = { ...value, nickname: value.nickname, doctor: DOCTOR, clinic: CLINIC };
  const templates = templatesOf(FLOWS, values);
  const texts = templates.map((one) => ({ ...one, text: smsText(words, one.tells, tag) ?? "" }));

  it("is a template in every form", () => {
    expect(new Set(templates.map(({ id, form }) => `${id} ${form}`)).size).toBe(6 * 4 + 2 + 7 + 2 * 7);
  });

  it("names no kind of care and, but for the patient who chose so, no doctor", () => {
    const cares = CARES.map((care) => words.say({ key: "care", with: { care } }, tag));
    for (const { id, form, text } of texts) {
      for (const care of cares) expect(`${id} ${form}: ${text}`).not.toContain(care);
      if (form !== "overt") expect(`${id} ${form}: ${text}`).not.toContain(DOCTOR.name);
    }
  });

  it("names no clinic where the link is covert, and nobody but on a shared phone", () => {
    for (const { id, form, text } of texts) {
      if (form === "covert") expect(`${id}: ${text}`).not.toContain(CLINIC.name);
      if (form !== "named" && !id.startsWith("worker.")) {
        expect(`${id} ${form}: ${text}`).not.toContain(value.nickname);
      }
    }
    expect(texts.filter(({ form, text }) => form === "named" && text.includes(value.nickname))).toHaveLength(6);
  });

  it("says how to answer, and takes two segments at most with the longest values", () => {
    for (const { id, form, tells } of templatesOf(FLOWS, value)) {
      const text = smsText(words, tells, tag) ?? "";
      expect(segments(text).segments, `${id} ${form}: ${text}`).toBeLessThanOrEqual(2);
      if (!/^(staff|worker)\./.test(id)) expect(text, `${id} ${form}`).toMatch(/^6 [\s\S]*^8 [\s\S]*^9 /m);
    }
  });

  it("is registered without a single value of its own", () => {
    for (const { id, tells } of templates) {
      const { text, values: said } = registrable(words, tells, tag);
      expect(text.split("{#var#}").length - 1).toBe(said.length);
      expect(text).not.toMatch(/Qqclinic|Wxyzq|1234567|99/);
      if (id.startsWith("worker.")) expect(refusals(said, 1, USUAL_LIMITS), text).toEqual([]);
    }
  });
});

describe("an operator", () => {
  it.each([
    [["ab"], 2, USUAL_LIMITS, []],
    [["x".repeat(31)], 2, USUAL_LIMITS, [/has 31 characters, and a variable may have 30/]],
    [["a", "b", "c", "d"], 2, { variableMax: 30, variablesMax: 3 }, [/4 variables, and 3 are allowed/]],
    [["a"], 3, USUAL_LIMITS, [/3 segments/]],
  ] as const)("refuses %j of %i segments under %j", (values, count, limits, wanted) => {
    const found = refusals(values, count, limits);
    expect(found).toHaveLength(wanted.length);
    for (const [at, reason] of wanted.entries()) expect(found[at]).toMatch(reason);
  });
});
