import { expect, test } from "vitest";
import { hear } from "../../../src/core/hearing/hear.ts";
import type { Lexicon } from "../../../src/core/hearing/lexicon.ts";
import type { Meaning } from "../../../src/core/meaning.ts";
import { ALL, heard, lexiconsOf, listening, TAGS } from "./lexicons.ts";

const CARRIER_WORDS = "stop stopall end quit unsubscribe revoke optout start unstop cancel".split(" ");
const LATIN = [..."abcdefghijklmnopqrstuvwxyz "];

const cancels = (lexicons: readonly Lexicon[]): readonly string[] =>
  lexicons.flatMap(({ phrases }) =>
    [...phrases].filter(([, sense]) => sense.is === "verb" && sense.value === "cancel").map(([phrase]) => phrase),
  );

/** Phrases that stop, start, cancel, answer or stand for a digit. */
const actingPhrases = (lexicons: readonly Lexicon[]): ReadonlySet<string> =>
  new Set([
    ...CARRIER_WORDS,
    ...cancels(lexicons),
    ...lexicons.flatMap(({ whole }) =>
      [...whole].filter(([, { value }]) => value !== "menu" && value !== "back").map(([phrase]) => phrase),
    ),
    ...lexicons.flatMap(({ phrases }) =>
      [...phrases].filter(([, sense]) => sense.is === "number" && sense.value <= 9).map(([phrase]) => phrase),
    ),
  ]);

const neighbours = (word: string, alphabet: readonly string[]): ReadonlySet<string> => {
  const found = new Set<string>();
  for (let at = 0; at <= word.length; at += 1) {
    const [head, tail] = [word.slice(0, at), word.slice(at)];
    found.add(head + tail.slice(1));
    if (tail.length > 1) found.add(`${head}${tail[1]}${tail[0]}${tail.slice(2)}`);
    for (const letter of alphabet) found.add(head + letter + tail).add(head + letter + tail.slice(1));
  }
  return found;
};

const acts = (meaning: Meaning): boolean =>
  meaning.kind === "option" ||
  meaning.kind === "visit.key" ||
  (meaning.kind === "command" && (meaning.command === "stop" || meaning.command === "start")) ||
  (meaning.kind === "told" && meaning.verb === "cancel");

test.each([...TAGS])(
  "no slip away from an acting word of %s acts",
  (tag) => {
    const lexicons = lexiconsOf(tag);
    const acting = actingPhrases(lexicons);
    const cancelling = cancels(lexicons).map((phrase) => ` ${phrase} `);
    const own = [...actingPhrases(lexicons.slice(0, 1))];
    const plain = listening(tag);
    const wrong: string[] = [];
    for (const word of own) {
      const alphabet = LATIN.includes(word[0] ?? "")
        ? LATIN
        : [...new Set(own.filter((w) => !/[a-z]/.test(w)).join(""))];
      for (const slip of neighbours(word, alphabet)) {
        if (!acts(hear(slip, plain).meaning)) continue;
        const typed = slip.trim().replace(/ +/g, " ");
        if (acting.has(typed) || cancelling.some((phrase) => ` ${typed} `.includes(phrase))) continue;
        wrong.push(`${word} → ${slip}`);
      }
    }
    expect(wrong).toEqual([]);
  },
  60_000,
);

test.each(["6", "7", "8"])("only %s alone speaks about the visit", (digit) => {
  for (const text of [
    digit,
    ` ${digit}. `,
    `(${digit})`,
    `${digit}!`,
    `${digit} 🙏`,
    `opt ${digit}`,
    `${digit}\nRamesh`,
  ]) {
    expect(heard("en", text)).toBe(`key ${digit}`);
  }
  for (const text of [
    `${digit}?`,
    `${digit}${digit}`,
    `1${digit}`,
    `${digit}x`,
    `${digit} no`,
    `no ${digit}`,
    `0${digit}`,
  ]) {
    expect(heard("en", text)).toMatch(/^unclear/);
  }
  expect(heard("en", digit, { takes: ["name"] })).toBe(`key ${digit}`);
  expect(heard("en", `${digit} am`)).toBe(`told 0${digit}:00`);
});

test("a digit that is not offered is unclear", () => {
  expect(heard("en", "3", { options: [] })).toBe("unclear");
  expect(heard("en", "9", { options: [] })).toBe("unclear");
  expect(heard("en", "0", { options: [] })).toBe("command menu");
});

test("an answer counts only where an option hears it", () => {
  expect(heard("en", "yes", { options: [] })).toBe("unclear");
  expect(heard("sw", "ndiyo", { options: [] })).toBe("unclear");
});

test.each([
  ["stop", "STOP StopAll END quit Unsubscribe REVOKE OptOut"],
  ["start", "START unstop"],
  ["menu", "HELP info 0"],
])("the carriers' words for %s count in every language", (command, words) => {
  for (const tag of TAGS) for (const word of words.split(" ")) expect(heard(tag, word)).toBe(`command ${command}`);
});

test("CANCEL asks for a cancellation in every language", () => {
  for (const tag of TAGS) expect(heard(tag, "CANCEL")).toBe("told cancel");
});

test("a stop word inside a sentence or a question stops nothing", () => {
  expect(heard("en", "please stop")).toBe("unclear");
  expect(heard("en", "stop?")).toBe("unclear");
  expect(heard("hi", "बंद कब होता है")).toMatch(/^unclear/);
});

test("while the language is unknown every language is heard", () => {
  for (const text of ["stop", "band karo", "बंद", "ਬੰਦ ਕਰੋ", "usitume"])
    expect(heard("unknown", text)).toBe("command stop");
  for (const text of ["eye", "aankh", "आँख", "ਅੱਖ", "jicho"]) expect(heard("unknown", text)).toBe("told eye");
});

test("a word that agrees in one language and stops in another does not stop while the language is unknown", () => {
  expect(heard("unknown", "acha")).toBe("option yes");
  expect(heard("unknown", "acha", { options: [] })).toBe("unclear");
  expect(heard("sw", "acha")).toBe("command stop");
});

test("a word of five letters is repaired only towards one meaning", () => {
  expect(heard("en", "satruday")).toBe("told 2026-11-28");
  expect(heard("en", "evning")).toBe("told evening");
  // One letter from both June and July, and too short.
  expect(heard("en", "juny")).toBe("unclear ?(juny)");
  expect(heard("en", "cancwl")).toBe("unclear ?(cancwl)");
});

test("no language gives one word two meanings that act", () => {
  for (const { whole, phrases } of ALL.values()) {
    for (const phrase of whole.keys()) expect(phrases.get(phrase)?.is).not.toBe("verb");
  }
});
