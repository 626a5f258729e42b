import { describe, expect, it, test } from "vitest";
import {
  type Asking,
  type Call,
  choicesOf,
  type Keys,
  offersVisitKeys,
  pressed,
  takesKeys,
} from "../../src/core/call.ts";
import { struck } from "../../src/core/call-strikes.ts";
import type { Option, Prompt, Takes } from "../../src/core/prompt.ts";
import { only, option } from "../../src/core/say.ts";
import { sentence } from "../../src/core/sentence.ts";

const LABEL = sentence("menu.book");
const list = (count: number, ...others: readonly Option[]): Prompt => ({
  say: [sentence("menu.title")],
  options: [...Array.from({ length: count }, (_, at) => option(at + 1, `v${at + 1}`, LABEL)), ...others],
  takes: ["blanks"],
});
const typed = (...takes: readonly Takes[]): Prompt => ({ say: [], options: [option(9, "skip", LABEL)], takes });
const NINE = option(9, "other", LABEL);
const TIMES: Prompt = { ...list(0), options: [{ ...option(1, 7, LABEL), time: { slotId: 7, care: "eye" } }, NINE] };

const at = (page = 0): Asking => ({ kind: "prompt", page });
const readback: Asking = { kind: "readback", option: option(1, 7, LABEL), holdId: 3 };
const keys = (digits: string, heard: number | null = null): Keys => ({ digits, option: heard });
const by = (easy: boolean) => ({ easy, today: "2026-03-02" });
const MENU = { to: "meaning", meaning: { kind: "command", command: "menu" } };
const chosen = (value: string | number) => ({ to: "meaning", meaning: { kind: "option", value } });
const again = (why: string) => ({ to: "repeat", why });

describe("the keys of a page", () => {
  const keysOf = (prompt: Prompt, page = 0) =>
    choicesOf(prompt, page).map((one) => [one.key, one.option?.value ?? null]);

  test.each([
    [
      "three options",
      list(3),
      0,
      [
        [1, "v1"],
        [2, "v2"],
        [3, "v3"],
      ],
    ],
    [
      "four and its own 9",
      list(4, NINE),
      0,
      [
        [1, "v1"],
        [2, "v2"],
        [3, "v3"],
        [4, "v4"],
        [9, "other"],
      ],
    ],
    [
      "the first of five",
      list(5),
      0,
      [
        [1, "v1"],
        [2, "v2"],
        [3, "v3"],
        [4, "v4"],
        [9, null],
      ],
    ],
    [
      "the last of five: 9 leads to the first",
      list(5),
      1,
      [
        [1, "v5"],
        [9, null],
      ],
    ],
    [
      "the last of five: 9 is its own",
      list(5, NINE),
      1,
      [
        [1, "v5"],
        [9, "other"],
      ],
    ],
    [
      "what is only written is not said",
      { ...list(2), options: [only("text", NINE), ...list(2).options] },
      0,
      [
        [1, "v1"],
        [2, "v2"],
      ],
    ],
    ["nothing", list(0), 0, []],
  ] as const)("%s", (_, prompt, page, wanted) => {
    expect(keysOf(prompt, page)).toEqual(wanted);
  });

  it("are numbered by their place, whatever digit they have by text", () => {
    expect(keysOf({ ...list(0), options: [option(2, "a", LABEL), option(5, "b", LABEL)] })).toEqual([
      [1, "a"],
      [2, "b"],
    ]);
  });
});

describe("a question of its own keys", () => {
  test.each([
    ["a year", typed("year"), true],
    ["a code", typed("code"), true],
    ["a date or words", typed("date", "blanks"), true],
    ["words alone", typed("blanks"), false],
    ["a code beside options", { ...list(2), takes: ["code"] as const }, false],
  ])("%s: %j", (_, prompt, wanted) => {
    expect(takesKeys(prompt)).toBe(wanted);
  });
});

describe("what keys mean", () => {
  test.each<[string, Asking, Prompt | null, Keys, boolean, unknown]>([
    ["0 is the menu anywhere", readback, null, keys("0"), false, MENU],
    ["star says it again anywhere", at(), list(2), keys("*"), false, again("asked")],
    ["star behind digits too", at(), typed("code"), keys("12*"), false, again("asked")],
    ["an option", at(), list(2), keys("2"), false, chosen("v2")],
    ["an option of the second page", at(1), list(5), keys("1"), false, chosen("v5")],
    ["more", at(), list(5), keys("9"), false, { to: "page", page: 1 }],
    ["more at the end: the first page", at(1), list(5), keys("9"), false, { to: "page", page: 0 }],
    ["a question's own 9", at(), list(2, NINE), keys("9"), false, chosen("other")],
    ["what is not offered", at(), list(2), keys("3"), false, again("wrong")],
    ["hash alone", at(), list(2), keys("#"), false, again("wrong")],
    ["6, 7 and 8 at a question", at(), list(2), keys("7"), false, again("wrong")],
    ["nothing", at(), list(2), keys(""), false, again("silence")],
    ["a time is read back", at(), TIMES, keys("1"), false, { to: "readback", option: TIMES.options[0] }],
    ["read back: 1 takes it", readback, TIMES, keys("1"), false, chosen(7)],
    ["read back: 2 refuses", readback, TIMES, keys("2"), false, { to: "question" }],
    ["read back: 9 refuses", readback, TIMES, keys("9"), false, { to: "question" }],
    ["read back: another key", readback, TIMES, keys("5"), false, again("wrong")],
    ["read back: silence", readback, TIMES, keys(""), false, again("silence")],
    ["going on", { kind: "resume" }, list(2), keys("1"), false, { to: "resume" }],
    ["a new start", { kind: "resume" }, list(2), keys("2"), false, MENU],
    ["neither", { kind: "resume" }, list(2), keys("3"), false, again("wrong")],
    [
      "8 where it was said",
      { kind: "next", keys: true },
      null,
      keys("8"),
      false,
      { to: "meaning", meaning: { kind: "visit.key", digit: 8 } },
    ],
    ["8 where it was not said", { kind: "next", keys: false }, null, keys("8"), false, again("wrong")],
    ["1 where nothing is asked", { kind: "next", keys: true }, null, keys("1"), false, again("wrong")],
    ["a question that is gone", at(), null, keys("1"), false, again("wrong")],
    [
      "one by one: any key takes the one just heard",
      at(),
      list(3),
      keys("7", 1),
      true,
      { to: "readback", option: list(3).options[1] },
    ],
    ["one by one: a key before the first", at(), list(3), keys("7"), true, again("asked")],
    ["one by one: an option that is not there", at(), list(3), keys("7", 8), true, again("asked")],
    ["one by one: silence after the last", at(), list(3), keys(""), true, again("silence")],
    ["one by one: 0 is the menu", at(), list(3), keys("0", 1), true, MENU],
    ["one by one: silence takes what is read back", readback, TIMES, keys(""), true, chosen(7)],
    ["one by one: any key refuses it", readback, TIMES, keys("1"), true, { to: "question" }],
    ["a year", at(), typed("year"), keys("1984"), false, { to: "meaning", meaning: { kind: "year", year: 1984 } }],
    ["a year to come", at(), typed("year"), keys("2027"), false, again("wrong")],
    ["9 where digits are typed", at(), typed("year"), keys("9"), false, chosen("skip")],
    [
      "a code",
      at(),
      typed("code"),
      keys("482913"),
      false,
      { to: "meaning", meaning: { kind: "code", code: "482913" } },
    ],
    [
      "a date",
      at(),
      typed("date"),
      keys("0403"),
      false,
      { to: "meaning", meaning: { kind: "told", verb: null, blanks: { day: "2026-03-04" } } },
    ],
    ["no date", at(), typed("date"), keys("3102"), false, again("wrong")],
  ])("%s", (_, asking, prompt, given, easy, wanted) => {
    expect(pressed(asking, prompt, given, by(easy))).toEqual(wanted);
  });
});

describe("strikes", () => {
  const call = (silences: number, wrongs: number, asking: Asking = at()): Call => ({
    ...{ id: "CA1", turn: 3, asking, silences, wrongs, said: [], isFirst: false },
  });
  const plain = { takesKeys: false, isHelp: false };

  test.each([
    ["asked for", call(2, 2), "asked", plain, { to: "again", because: null, isShort: false }],
    [
      "the first silence",
      call(0, 2),
      "silence",
      plain,
      { to: "again", because: { key: "call.silence" }, isShort: false },
    ],
    [
      "the second, shorter",
      call(1, 0),
      "silence",
      plain,
      { to: "again", because: { key: "call.silence" }, isShort: true },
    ],
    ["the third: another way", call(2, 0), "silence", plain, { to: "help" }],
    [
      "a wrong key after two silences",
      call(2, 0),
      "wrong",
      plain,
      { to: "again", because: { key: "call.wrong" }, isShort: false },
    ],
    ["the third wrong key", call(0, 2), "wrong", plain, { to: "help" }],
    [
      "a wrong number",
      call(0, 0),
      "wrong",
      { takesKeys: true, isHelp: false },
      { to: "again", because: { key: "call.wrong.number" } },
    ],
    ["no help for the help: the end", call(2, 0), "silence", { takesKeys: false, isHelp: true }, { to: "end" }],
    ["nothing open, one silence", call(0, 0, { kind: "next", keys: false }), "silence", plain, { to: "again" }],
    ["nothing open, two: the end", call(1, 0, { kind: "next", keys: false }), "silence", plain, { to: "end" }],
  ] as const)("%s", (_, before, why, where, wanted) => {
    expect(struck(before, why, where)).toMatchObject(wanted);
  });
});

it("offers keys about a visit only where a sentence names them", () => {
  expect(offersVisitKeys([sentence("year.skipped"), sentence("visit.keys")])).toBe(true);
  expect(offersVisitKeys([sentence("visits.none")])).toBe(false);
});
