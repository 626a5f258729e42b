import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import type { Visit } from "../../src/core/effects.ts";
import { lexiconFrom } from "../../src/core/hearing/lexicon.ts";
import { sayVisit } from "../../src/core/say.ts";
import { isGsm7, notGsm7 } from "../../src/core/segments.ts";
import { readLocales } from "../../src/speech/locales.ts";
import { createPhrases } from "../../src/speech/phrases.ts";
import { smsText } from "../../src/speech/sms.ts";
import { createWords } from "../../src/speech/words.ts";
import { isLatin, longestIn, visitOf } from "./longest.ts";
import { endingsAbout } from "./texts.ts";

const locales = readLocales("locales");
const words = createWords(await createPhrases(locales));
const english = Object.fromEntries(locales.map(({ tag, say }) => [tag, say]))["en"] ?? {};

/** Words that carriers act upon (DESIGN 6.1), never offered as an answer. */
const CARRIERS = "STOP STOPALL END QUIT CANCEL UNSUBSCRIBE REVOKE OPTOUT YES START UNSTOP HELP INFO".split(" ");

/** Sentences that are the label of an option: what they say may be sent as an answer. */
const LABEL =
  /^(menu\.(book|visits|language|phone)|care\.more|find\.(other|more)|narrow\.(day|place|woman|doctor|language)|whom\.other|year\.skip|visits\.more|cancel\.(stop|keep)|stop\.all|pay\.(later|mpesa|voucher))$/;

const CLOCK = /^format\.clock\./;

function variablesIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ""))].sort();
}

describe.each(locales.map((locale) => [locale.tag, locale] as const))("in %s", (tag, locale) => {
  const sentences = Object.entries(locale.say);

  it("every sentence of the English is said, and no other; none for speech or receipts where another language has them", () => {
    const isSpoken = locale.say["format.spoken"] === tag;
    const isWritten = locale.say["format.latin"] === tag;
    const wanted = Object.keys(english)
      .filter((key) => isSpoken || !key.endsWith(".voice"))
      .filter((key) => isWritten || !key.startsWith("receipt."));
    expect(locales.map((one) => one.tag)).toContain(locale.say["format.latin"]);
    expect(Object.keys(locale.say)).toEqual(wanted);
    expect(locales.map((one) => one.tag)).toContain(locale.say["format.spoken"]);
  });

  it("each sentence uses the variables of the English one", () => {
    for (const [key, text] of sentences.filter(([key]) => !CLOCK.test(key))) {
      expect(variablesIn(text), key).toEqual(variablesIn(english[key] ?? ""));
    }
  });

  it("each clock shows an hour and the minutes", () => {
    for (const [key, text] of sentences.filter(([key]) => CLOCK.test(key))) {
      const used = variablesIn(text);
      expect(used, key).toContain("mm");
      expect(
        ["h", "h24", "hs"].some((hour) => used.includes(hour)),
        key,
      ).toBe(true);
      expect(["h", "h24", "hs", "mm"], key).toEqual(expect.arrayContaining([...used]));
    }
  });

  it("no sentence is empty, ragged at its ends or spaced twice, and all are in composed letters", () => {
    for (const [key, text] of sentences) {
      expect(text, key).toMatch(/^\S(?:.*\S)?$/);
      expect(text, key).not.toMatch(/ {2}/);
      expect(text, key).toBe(text.normalize("NFC"));
    }
  });

  it("digits are Western ones", () => {
    for (const [key, text] of sentences) expect(text, key).not.toMatch(/(?![0-9])\p{Nd}/u);
  });

  it("no carrier's word is offered", () => {
    for (const [key, text] of sentences) {
      expect(
        (text.match(/\p{Lu}{3,}/gu) ?? []).filter((word) => CARRIERS.includes(word)),
        key,
      ).toEqual([]);
      if (LABEL.test(key)) expect(CARRIERS, key).not.toContain(text.toUpperCase());
    }
  });

  it("the word that undoes a stop is heard", () => {
    const { whole } = lexiconFrom(tag, locale.hear);
    for (const key of ["stop.done", "stop.done.one"]) {
      const offered =
        sentences
          .find(([one]) => one === key)?.[1]
          .split(": ")
          .at(-1) ?? "";
      expect(whole.get(offered.toLowerCase()), key).toEqual({ is: "command", value: "start" });
    }
  });

  it("6, 7 and 8 are offered for nothing but the visit last named", () => {
    const offers = sentences.filter(([, text]) => /(?<![\d{])[678](?!\d)/.test(text)).map(([key]) => key);
    const COUNTS = ["whom.another", "whom.code.title"];
    const HELP = ["worker.help.after"];
    const KEYS = ["visit.keys", "move.keys", "confirm.keys", "cancel.keys", "visit.was.cancelled", "pay.keys"];
    const written = offers.filter((key) => !key.startsWith("format.") && !key.endsWith(".voice"));
    expect([...COUNTS, ...KEYS, ...HELP].sort()).toEqual(written.sort());
    const said = offers.filter((key) => key.endsWith(".voice")).map((key) => key.slice(0, -".voice".length));
    expect([...KEYS, "whom.code.title"]).toEqual(expect.arrayContaining(said));
    if (locale.say["format.spoken"] === tag) expect(said).toEqual(expect.arrayContaining(KEYS));
    for (const key of ["visit.keys", "move.keys", "confirm.keys"]) expect(locale.say[key]).toMatch(/^7 .*8 /);
    for (const key of ["cancel.keys", "visit.was.cancelled"]) expect(locale.say[key]).toContain("6");
  });

  const itsLatin = isLatin(locale) ? it : () => {};
  itsLatin("every sentence keeps to the alphabet of which 160 fit a segment", () => {
    for (const [key, text] of sentences) expect(notGsm7(text), key).toEqual([]);
  });

  itsLatin("a text keeps to that alphabet, whatever letters clinics have besides", () => {
    const value = longestIn(locale, words, words.tags);
    const names = { name: "Nabha Civil Hospital", name_hi: "नाभा सिविल अस्पताल", name_pa: "ਨਾਭਾ ਸਿਵਲ ਹਸਪਤਾਲ" };
    const visit: Visit = { ...visitOf(value, "overt", null), place: names, doctor: names };
    expect(isGsm7(smsText(words, [sayVisit(visit)], tag) ?? "")).toBe(true);
  });

  it("what is said of a visit after it was booked, moved or cancelled names no care, no doctor and, if covert, no clinic", () => {
    const value = longestIn(locale, words, words.tags);
    const visit = { ...visitOf(value, "covert", null), place: { name: "CLINIC" }, doctor: { name: "DOCTOR" } };
    for (const privacy of ["covert", "neutral"] as const) {
      for (const { name, tells } of endingsAbout({ ...visit, privacy })) {
        const text = smsText(words, tells, tag) ?? "";
        expect(text, name).not.toContain("DOCTOR");
        expect(text.includes("CLINIC"), `${name} ${privacy}`).toBe(privacy === "neutral");
        for (const care of Object.keys(locale.say).filter((key) => key.startsWith("format.care."))) {
          expect(text.toLowerCase().split(/[^\p{L}\p{M}]+/u), name).not.toContain(locale.say[care]?.toLowerCase());
        }
      }
    }
  });
});

test("the types of sentences are those of the English ones", () => {
  const said = Object.entries(english).filter(([key]) => !key.startsWith("format.") && !key.endsWith(".voice"));
  const namesIn = (text: string) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => `"${match[1]}"`))];
  const isPlain = ([, text]: readonly [string, string]) => namesIn(text).length === 0;
  const source = readFileSync("src/core/sentence-variables.ts", "utf8");
  const [plain = "", filled = ""] = source.split("export type SentenceVariables");
  expect([...plain.matchAll(/"([^"]+)"/g)].map(([, key]) => key)).toEqual(said.filter(isPlain).map(([key]) => key));
  expect(filled.split("\n").filter((line) => line.startsWith("  "))).toEqual(
    said
      .filter((one) => !isPlain(one))
      .map(([key, text]) => `  ${/^\w+$/.test(key) ? key : `"${key}"`}: ${namesIn(text).join(" | ")};`),
  );
});
