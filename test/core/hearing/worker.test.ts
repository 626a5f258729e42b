import fc from "fast-check";
import { expect, test } from "vitest";
import { loneCode } from "../../../src/core/hearing/worker/code.ts";
import { hearWorker } from "../../../src/core/hearing/worker/hear-worker.ts";
import { listening, TAGS } from "./lexicons.ts";
import { WORKER_TEXTS } from "./texts-worker.ts";
import { heardFromWorker } from "./worker-line.ts";

test.each(TAGS)("hears what workers text in %s", (tag) => {
  const texts = WORKER_TEXTS[tag] ?? [];
  expect(texts.length).toBeGreaterThan(10);
  expect(texts.map(([text]) => [text, heardFromWorker(tag, text)])).toEqual(texts);
});

test("letters, codes and signs mean the same in every language", () => {
  const shared = [
    "B 482136 dr kaur 25/11 10:30",
    "M482136 25/11",
    "X 482136, 511207",
    "L",
    "F asha",
    "?",
    "SAW 482136 2w",
  ];
  for (const text of shared) {
    expect(new Set(TAGS.map((tag) => heardFromWorker(tag, text))).size, text).toBe(1);
  }
});

test.each([
  ["482136", "482136"],
  [" 482 136. ", "482136"],
  ["४८२१३६", "482136"],
  ["4829139", null],
  ["48213", null],
  ["4826", null],
  ["482136 511207", null],
  ["my code 482136", null],
  ["25/11", null],
  ["", null],
])("of %j the code alone is %s", (text, code) => {
  expect(loneCode(text)).toBe(code);
});

test("no text makes it throw, and what it says survives JSON", () => {
  const words =
    "B M X L F ? NEW SAW MISSED DUE 482136 48213 1 4 25/11 10:30 tue am eye dr kaur asha 34 f , ; . \n 2w कल ਕੱਲ੍ਹ".split(
      " ",
    );
  const texts = fc.oneof(
    fc.string({ unit: "binary", maxLength: 160 }),
    fc.array(fc.constantFrom(...words), { maxLength: 30 }).map((list) => list.join(" ")),
    fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((list) => list.join("")),
  );
  fc.assert(
    fc.property(texts, fc.constantFrom(...TAGS), (text, tag) => {
      const lines = hearWorker(text, listening(tag));
      expect(JSON.parse(JSON.stringify(lines))).toEqual(lines);
      expect(lines?.length).not.toBe(0);
    }),
    { numRuns: 200 },
  );
});
