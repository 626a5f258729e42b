import { expect, test } from "vitest";
import { guessLanguage } from "../../../src/core/hearing/guess-language.ts";
import { ALL, TAGS } from "./lexicons.ts";

test.each([
  ["कल सुबह आंख", "hi"],
  ["ਭਲਕੇ ਸਵੇਰੇ", "pa"],
  ["ਸਤਿ ਸ੍ਰੀ ਅਕਾਲ doctor", "pa"],
  ["kal subah aankh dikhana hai", "hi-Latn"],
  ["namaste", "hi-Latn"],
  ["mujhe doctor se milna hai", "hi-Latn"],
  ["I want to see the eye doctor tomorrow", "en"],
  ["book eye tomorrow morning", "en"],
  ["habari, nataka daktari wa macho", "sw"],
  ["kesho asubuhi", "sw"],
  ["hi", null],
  ["HELLO", null],
  ["1", null],
  ["BOOK", null],
  ["STOP", null],
  ["", null],
  ["xyzzy", null],
] as const)("%j is written in %s", (text, tag) => {
  expect(guessLanguage(text, [...ALL.values()], TAGS)).toBe(tag);
});

test("only an offered language is guessed", () => {
  expect(guessLanguage("kesho asubuhi", [...ALL.values()], ["en", "hi"])).toBe(null);
  expect(guessLanguage("कल सुबह", [...ALL.values()], ["en", "sw"])).toBe(null);
});
