import fc from "fast-check";
import { expect, test } from "vitest";
import { hear } from "../../../src/core/hearing/hear.ts";
import type { Takes } from "../../../src/core/prompt.ts";
import { heard, listening, TAGS, TODAY } from "./lexicons.ts";

const tags = fc.constantFrom(...TAGS, "unknown");
const takes = fc.subarray<Takes>(["blanks", "name", "year", "code"]);
/** First digits of some of the scripts that write numbers in tens. */
const ZEROS = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0be6, 0x0c66, 0x0e50, 0x1040, 0xff10, 0x1d7d8];

const words = fc.constantFrom(
  ..."1 2 25/11 10:30 book eye tomorrow kal subah aankh stop cancel dr kaur saa nne nusu baje das am 2026 nov 3rd".split(
    " ",
  ),
  ..."आंख कल सुबह साढ़े ਅੱਖ ਵਜੇ ੧੦ ፲፪ 12345678901234567890 99:99 0/0 00-00-0000 . , 🙂 \u200d \ud800 \n".split(" "),
);

test("no text makes hearing throw, and every day it hears is today or later", () => {
  const texts = fc.oneof(
    fc.string({ unit: "binary", maxLength: 200 }),
    fc.array(words, { maxLength: 12 }).map((list) => list.join(" ")),
    fc.array(words, { maxLength: 6 }).map((list) => list.join("")),
  );
  fc.assert(
    fc.property(texts, tags, takes, fc.constantFrom("dmy", "mdy", null), (text, tag, asked, dayOrder) => {
      const { meaning } = hear(text, listening(tag, { takes: asked, dayOrder }));
      if (meaning.kind !== "told" && meaning.kind !== "unclear") return;
      expect((meaning.blanks.day ?? TODAY) >= TODAY).toBe(true);
      expect(meaning.blanks.time ?? "00:00").toMatch(/^([01]\d|2[0-3]):[0-5]\d$/);
    }),
    { numRuns: 3000 },
  );
});

test("decoration changes nothing", () => {
  const plain = fc.constantFrom(
    "1",
    "6",
    "yes",
    "menu",
    "stop",
    "book eye tomorrow",
    "kal subah aankh",
    "25/11 10:30",
    "dr kaur",
  );
  const before = fc.constantFrom("", " ", "\t", "\u200e", "\ufeff", "🙏 ", "* ", "\u202a");
  const after = fc.constantFrom("", " ", ".", "!", " 🙂", "\r\n", "\u200d", "...", "\nSent from my phone");
  fc.assert(
    fc.property(plain, before, after, tags, (text, head, tail, tag) => {
      expect(heard(tag, head + text + tail)).toBe(heard(tag, text));
    }),
  );
});

test("capitals change nothing", () => {
  for (const text of ["book eye tomorrow", "kal subah aankh", "saa nne na nusu", "stop"]) {
    for (const tag of TAGS) expect(heard(tag, text.toUpperCase())).toBe(heard(tag, text));
  }
});

test("the digits of any script are those of a keypad", () => {
  const inScript = (text: string, zero: number) =>
    text.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
  for (const zero of ZEROS) {
    for (const text of ["1", "6", "9", "0", "25/11 10:30", "2026-11-25", "10 am", "book 25 nov"]) {
      expect(heard("en", inScript(text, zero))).toBe(heard("en", text));
    }
    expect(heard("en", inScript("1985", zero), { takes: ["year"] })).toBe("year 1985");
  }
});

test("Ethiopic numbers, which know no zero, are read too", () => {
  expect(heard("en", "፩")).toBe("option yes");
  expect(heard("en", "፳፭/፲፩")).toBe("told 2026-11-25");
});

test("blanks may come in any order", () => {
  const parts = ["eye", "tomorrow", "morning", "dr kaur"];
  fc.assert(
    fc.property(fc.shuffledSubarray(parts, { minLength: 4 }), (list) => {
      const { meaning } = hear(list.join(", "), listening("en"));
      expect(meaning).toMatchObject({
        kind: "told",
        blanks: { care: "eye", day: "2026-11-24", part: "morning", doctor: ["kaur"] },
      });
    }),
  );
});
