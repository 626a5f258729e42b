import { expect, test } from "vitest";
import { lexiconFrom } from "../../../src/core/hearing/lexicon.ts";
import { hearJson } from "./lexicons.ts";

const broken = (change: Record<string, unknown>) => () => lexiconFrom("en", { ...hearJson("en"), ...change });

test.each([
  [{ script: "Latin" }, "locales/en/hear.json: script must be an ISO 15924 code"],
  [{ also: "hi" }, "also must be a list"],
  [{ also: [1] }, "also must be a list"],
  [{ clockOffset: 13 }, "clockOffset must be hours"],
  [{ fruit: "apple" }, "fruit is no class of words"],
  [{ care: { general: "fever" } }, "care.child is missing"],
  [{ dayPart: "morning" }, "dayPart must be an object"],
  [{ title: ["dr"] }, "title must be words separated by commas"],
  [{ title: "dr,, doc" }, "title has an empty word"],
  [{ title: "dr, d8" }, "title has a digit"],
  [{ beforeHour: { "30": "half past", soon: "about" } }, "beforeHour.soon is no key"],
  [{ title: "dr, book" }, '"book" stands in verb.book and in title'],
])("%j is refused: %s", (change, problem) => {
  expect(broken(change)).toThrow(problem);
});

test("one word cannot both stop and answer, nor both answer and open a flow", () => {
  const { command, answer } = hearJson("en") as { command: object; answer: object };
  expect(broken({ command: { ...command, stop: "stop, yes" } })).toThrow(
    '"yes" stands in command.stop and in answer.yes',
  );
  expect(broken({ answer: { ...answer, no: "no, cancel" } })).toThrow(
    '"cancel" stands in answer.no and in verb.cancel',
  );
});

test("what is no object at all is refused", () => {
  for (const json of [null, [], "words", 1]) expect(() => lexiconFrom("xx", json)).toThrow("locales/xx/hear.json");
});
