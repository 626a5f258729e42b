import { readdirSync } from "node:fs";
import type { Tell } from "../../src/core/effects.ts";
import { CARES, type Moment, type Names } from "../../src/core/places.ts";
import type { Option } from "../../src/core/prompt.ts";
import { type Sentence, sentence, type VariableTypes } from "../../src/core/sentence.ts";
import { addDays, atLocal } from "../../src/core/time.ts";
import { readLocales } from "../../src/speech/locales.ts";
import { createPhrases } from "../../src/speech/phrases.ts";
import { smsText } from "../../src/speech/sms.ts";
import { createWords, type Words } from "../../src/speech/words.ts";

const ZONE = "Asia/Kolkata";

/** The longest names that import lets in, in the letters each language is written in. */
const NAMES = {
  clinic: {
    name: "Fatehgarh Sahib Rural Clinic",
    name_hi: "फतेहगढ़ साहिब ग्रामीण अस्पताल",
    name_pa: "ਫ਼ਤਹਿਗੜ੍ਹ ਸਾਹਿਬ ਪੇਂਡੂ ਹਸਪਤਾਲ",
  },
  doctor: { name: "Dr Harsimranjeet Dhaliwal", name_hi: "डॉ हरसिमरनजीत धालीवाल", name_pa: "ਡਾ ਹਰਸਿਮਰਨਜੀਤ ਕੌਰ ਧਾਲੀਵਾਲ" },
} satisfies Record<string, Names>;
const NICKNAMES: Readonly<Record<string, string>> = { hi: "राजेन्द्रपाल", pa: "ਮਨਪ੍ਰੀਤਇੰਦਰ" };
/** A clinic's own name, and its first word, by which lists call it: Latin letters, and UTF-16 units of other scripts. */
const LENGTHS = { clinic: { latin: 28, other: 20 }, short: { latin: 12, other: 8 }, doctor: { latin: 24, other: 24 } };
/** Sentences that call a clinic by its first word. */
const SHORT: ReadonlySet<string> = new Set(["place", "find.offer.clinic", "find.title.clinic"]);

/** Text of every language that has both its files, its values replaced by the longest there are. */
export type Longest = {
  readonly tags: readonly string[];
  readonly text: (tells: readonly Tell[], tag: string) => string;
  /** The same tells with the longest values of that language. */
  readonly tells: (tells: readonly Tell[], tag: string) => readonly Tell[];
};

/** Reads the languages there are and finds the longest values of each. */
export async function longest(): Promise<Longest> {
  const complete = new Set(
    readdirSync("locales", { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .filter((tag) => ["say.json", "hear.json"].every((file) => readdirSync(`locales/${tag}`).includes(file))),
  );
  const locales = readLocales("locales").filter(({ tag }) => complete.has(tag));
  const words = createWords(await createPhrases(locales));
  const values = new Map(words.tags.map((tag) => [tag, longestOf(words, tag)]));
  const lengthen = (tells: readonly Tell[], tag: string) =>
    tells.map((tell) => lengthened(tell, values.get(tag) ?? {}));
  return {
    tags: words.tags,
    text: (tells, tag) => smsText(words, lengthen(tells, tag), tag) ?? "",
    tells: lengthen,
  };
}

type Values = Partial<VariableTypes> & { readonly short?: Names };

function longestOf(words: Words, tag: string): Values {
  const say = (one: Sentence) => words.say(one, tag).length;
  const days = Array.from({ length: 365 }, (_, n) => addDays("2026-01-01", n));
  const moments = days.flatMap((day) =>
    ["06:20", "10:40", "12:20", "15:40", "18:40", "20:20"].map((time) => momentOf(day, time)),
  );
  return {
    at: most(moments, (at) => say(sentence("find.offer", { at }))),
    until: momentOf("2026-11-25", "10:40"),
    day: most(days, (day) => say(sentence("narrow.day.label", { day }))),
    care: most(CARES, (care) => say(sentence("care", { care }))),
    clinic: cut(NAMES.clinic, LENGTHS.clinic),
    short: cut(NAMES.clinic, LENGTHS.short),
    doctor: cut(NAMES.doctor, LENGTHS.doctor),
    name: NICKNAMES[tag] ?? "Harsimranjit",
    phone: "+911765220022",
    fee: { minor: 150_050, currency: "INR" },
  };
}

/** Exactly as many characters as may be. */
function cut(names: Names, most: { readonly latin: number; readonly other: number }): Names {
  return Object.fromEntries(
    Object.entries(names).map(([key, name]) => {
      const length = key === "name" ? most.latin : most.other;
      return [key, name.slice(0, length).padEnd(length, name.slice(3, 4))];
    }),
  ) as Names;
}

function momentOf(day: string, time: string): Moment {
  return { at: atLocal(day, time, ZONE) ?? 0, zone: ZONE };
}

function most<T>(all: readonly T[], size: (one: T) => number): T {
  return all.reduce((best, one) => (size(one) > size(best) ? one : best));
}

function lengthened(tell: Tell, values: Values): Tell {
  if (tell.type === "say") return { ...tell, sentence: filled(tell.sentence, values) };
  if (tell.type !== "prompt") return tell;
  const { say, options, takes } = tell.prompt;
  const prompt = {
    say: say.map((line) => filled(line, values)),
    options: options.map((one) => label(one, values)),
    takes,
  };
  return { ...tell, prompt };
}

/** A list of all kinds of care stays that list. */
function label(option: Option, values: Values): Option {
  return option.label.key === "care" ? option : { ...option, label: filled(option.label, values) };
}

function filled({ key, with: given }: Sentence, values: Values): Sentence {
  return {
    key,
    with: Object.fromEntries(
      Object.entries(given).map(([name, value]) => {
        const longer = name === "clinic" && SHORT.has(key) ? values.short : values[name as "at"];
        return [name, longer ?? value];
      }),
    ),
  } as Sentence;
}
