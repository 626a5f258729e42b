import { expect, test } from "vitest";
import { heard } from "./lexicons.ts";
import { EN_TEXTS } from "./texts-en.ts";
import { HI_TEXTS } from "./texts-hi.ts";
import { HILATN_TEXTS } from "./texts-hi-latn.ts";
import { PA_TEXTS } from "./texts-pa.ts";
import { SW_TEXTS } from "./texts-sw.ts";

test.each([
  ["en", EN_TEXTS],
  ["hi", HI_TEXTS],
  ["hi-Latn", HILATN_TEXTS],
  ["pa", PA_TEXTS],
  ["sw", SW_TEXTS],
] as const)("hears what people type in %s", (tag, texts) => {
  expect(texts.map(([text]) => [text, heard(tag, text)])).toEqual(texts);
});
