import fc from "fast-check";
import { expect, test } from "vitest";
import type { Tell } from "../../src/core/effects.ts";
import {
  LINE_UNITS,
  LINES_MAX,
  type LineResult,
  laidOut,
  MESSAGE_UNITS,
  MESSAGES_MAX,
} from "../../src/core/receipt.ts";
import { say } from "../../src/core/say.ts";
import { segments } from "../../src/core/segments.ts";
import { type Sentence, sentence } from "../../src/core/sentence.ts";
import { ALTERNATIVES_MAX, COMMANDS_MAX } from "../../src/core/worker-command.ts";
import { readLocales } from "../../src/speech/locales.ts";
import { createPhrases } from "../../src/speech/phrases.ts";
import { messagesOf } from "../../src/speech/receipt.ts";
import { smsText } from "../../src/speech/sms.ts";
import { createWords } from "../../src/speech/words.ts";

const locales = readLocales("locales");
const words = createWords(await createPhrases(locales));
const english = locales.find(({ tag }) => tag === "en")?.say ?? {};

/** Every sentence of a receipt with the variables it has; labels of choices apart. */
const LABELS = ["receipt.time", "receipt.code", "receipt.other"];
const keys = Object.keys(english).filter((key) => key.startsWith("receipt.") && !LABELS.includes(key));

const name = fc.oneof(
  fc.constantFrom(
    "Asha",
    "Harsimranjeet Kaur Dhaliwal",
    "आशा देवी",
    "ਹਰਸਿਮਰਨਜੀਤ ਕੌਰ",
    "Wanjikũ",
    "Ng'ang'a",
    "محمد",
    "",
    "{}[]~|€",
  ),
  fc.string({ unit: "grapheme", maxLength: 40 }),
);
const when = fc.integer({ min: 0, max: 365 * 24 * 4 }).map((n) => ({
  ...{ at: Date.UTC(2026, 0, 1) + n * 900_000, zone: "Asia/Kolkata" },
}));
/** Codes may grow to eight digits. */
const code = fc.integer({ min: 100_000, max: 99_999_999 }).map(String);
const values = fc.record({
  ...{ code, called: name, who: name, when },
  before: when,
  fee: fc.constantFrom({ minor: 20_000, currency: "INR" }, { minor: 1_000_050, currency: "KES" }),
  on: fc.constantFrom("2026-09-30", "2026-12-25"),
  count: fc.integer({ min: 1, max: 40 }).map(String),
  words: fc.constantFrom("482136 511207", "482136 511207 +30", "Asha"),
});
const line = fc.record({ key: fc.constantFrom(...keys), values }).map(({ key, values: all }) => sentenceOf(key, all));
const label = fc
  .record({ key: fc.constantFrom(...LABELS), values })
  .map(({ key, values: all }) => sentenceOf(key, all));
const choice = label.map((one) => ({ label: one, command: { kind: "due" } as const }));
const result = fc
  .tuple(line, line, fc.array(line, { maxLength: 30 }), fc.array(choice, { maxLength: 4 }), fc.boolean())
  .map(([said, alone, more, alternatives, isChange]): LineResult => {
    return { line: said, alone, more, alternatives, visits: [], isChange };
  });

function sentenceOf(key: string, all: Readonly<Record<string, unknown>>): Sentence {
  const used = [...(english[key] ?? "").matchAll(/\{(\w+)\}/g)].map(([, variable = ""]) => variable);
  return { key, with: Object.fromEntries(used.map((variable) => [variable, all[variable]])) } as Sentence;
}

const more = (count: number) => sentence("receipt.more", { count: String(count) });

test("any receipt keeps to whole lines of 38, messages of 160 and three of them, in any language", () => {
  const results = fc.array(result, { minLength: 1, maxLength: COMMANDS_MAX + 1 });
  const head = fc.constantFrom<readonly [readonly Tell[], number]>(
    [[], 0],
    [[say("pin.delete")], 1],
    [[say("pin.set"), say("pin.delete")], 2],
    [[say("emergency.call", { phone: "12345678" })], 2],
  );
  fc.assert(
    fc.property(results, head, fc.constantFrom(...words.tags), (lines, [heads, takes], tag) => {
      const room = LINES_MAX - takes;
      const list = lines.slice(0, room);
      const { lines: shown, choices } = laidOut(list, room, more);
      const tells: readonly Tell[] = [...heads, { type: "receipt", lines: shown, visits: [], isKept: true }];
      const messages = messagesOf(words, tells, tag).map((message) => smsText(words, message, tag) ?? "");
      expect(messages.length).toBeLessThanOrEqual(MESSAGES_MAX);
      for (const message of messages) {
        expect(segments(message)).toMatchObject({ encoding: "gsm-7", segments: 1 });
        expect(segments(message).units).toBeLessThanOrEqual(MESSAGE_UNITS);
      }
      const texts = messages.join("\n").split("\n");
      expect(texts.length).toBe(heads.length + shown.length);
      for (const text of texts.slice(heads.length)) expect(segments(text).units, text).toBeLessThanOrEqual(LINE_UNITS);
      expect(choices.map(({ digit }) => digit)).toEqual(choices.map((_, at) => at + 1));
      expect(choices.length).toBeLessThanOrEqual(ALTERNATIVES_MAX);
    }),
    { numRuns: 300, seed: Number(process.env["SEED"] ?? 20261125) },
  );
});

test("no line loses more than letters of a name", () => {
  const long = {
    code: "99999999",
    called: "Harsimranjeet",
    who: "Harsimranjeet Kaur 34 Bhadson",
    words: "482136 511207 +30",
    fee: { minor: 1_000_050, currency: "KES" },
  };
  const at = { at: Date.UTC(2026, 10, 25, 5), zone: "Asia/Kolkata" };
  for (const tag of words.tags.filter((one) => words.latin(one) === one)) {
    for (const key of keys) {
      const bare = sentenceOf(key, {
        ...long,
        called: "",
        who: "",
        when: at,
        before: at,
        on: "2026-12-25",
        count: "40",
      });
      expect(segments(words.say(bare, tag).replace(/ {2,}/g, " ")).units, `${tag} ${key}`).toBeLessThanOrEqual(
        LINE_UNITS,
      );
    }
  }
});

test("cuts a name to what room there is, and writes other scripts in Latin letters", () => {
  const at = { at: Date.UTC(2026, 10, 25, 5), zone: "Asia/Kolkata" };
  const text = (called: string, tag: string) => {
    const line = { is: "said", sentence: sentence("receipt.already", { code: "482136", called, when: at }) } as const;
    return smsText(words, [{ type: "receipt", lines: [line], visits: [], isKept: false }], tag);
  };
  expect(text("Asha Devi", "en")).toBe("482136 Asha already Wed 25 Nov 10:30");
  expect(text("Harsimranjeet Kaur", "en")).toBe("482136 Harsim already Wed 25 Nov 10:30");
  expect(text("हरमन", "hi")).toBe("482136 Harma pehle se Bud 25 Nov 10:30");
  expect(text("ਗੁਰਮੀਤ ਕੌਰ", "pa")).toBe("482136 Gurmit already Wed 25 Nov 10:30");
  expect(text("", "sw")).toBe("482136 tayari Jtn 25 Nov 10:30");
});

test("no two weekdays read alike in a receipt", () => {
  for (const tag of words.tags.filter((one) => words.latin(one) === one)) {
    const days = Array.from({ length: 7 }, (_, n) => {
      const when = { at: Date.UTC(2026, 10, 23 + n, 5), zone: "Asia/Kolkata" };
      return words.say(sentence("receipt.time", { when }), tag).split(" ")[0];
    });
    expect(new Set(days).size, `${tag}: ${days}`).toBe(7);
  }
});
