import fc from "fast-check";
import { SegmentedMessage } from "sms-segments-calculator";
import { describe, expect, it, test } from "vitest";
import { gsmSafe, isGsm7, notGsm7, segments } from "../../src/core/segments.ts";

const counted = (text: string) => new SegmentedMessage(text, "auto").segmentsCount;
// "max", for by default fast-check makes lists of about ten, which never reach a seam.
const anyOf = (alphabet: readonly string[], maxLength = 400) =>
  fc.array(fc.constantFrom(...alphabet), { maxLength, size: "max" }).map((chars) => chars.join(""));

// `endOnFailure`, for the library is so slow on long texts that shrinking one takes minutes.
const GSM = [..."abcXYZ 0189\n\r.,:'\"@£éÇΔ", ..."€[]{}|^~\\"];
const DEVANAGARI = [..."कखगचजटतनपमयरलवशसहक्षअआइ", "ा", "ि", "ी", "ु", "े", "ो", "ं", "ँ", "़", "्", " ", "1", "\n"];
const GURMUKHI = [..."ਕਖਗਚਜਟਤਨਪਮਰਲਵਸਹਅਆਇ", "ਾ", "ਿ", "ੀ", "ੁ", "ੇ", "ੋ", "ੰ", "ਂ", "ੱ", "਼", "੍", " ", "1", "\n"];
const OTHER = [..."አበገደ ابتث ọẹɗ ‘’–₹", "😀", "🏥", "👍🏽", "é", "\u200c", "\r\n", ..."abc €{"];

describe("the number of parts", () => {
  test.each([
    ["nothing", "", "gsm-7", 0, 1],
    ["160 letters", "a".repeat(160), "gsm-7", 160, 1],
    ["161 letters", "a".repeat(161), "gsm-7", 161, 2],
    ["306 letters", "a".repeat(306), "gsm-7", 306, 2],
    ["307 letters", "a".repeat(307), "gsm-7", 307, 3],
    ["158 letters and a euro", `${"a".repeat(158)}€`, "gsm-7", 160, 1],
    ["159 letters and a euro", `${"a".repeat(159)}€`, "gsm-7", 161, 2],
    ["an escape pair at the seam", `${"a".repeat(152)}€${"a".repeat(152)}`, "gsm-7", 306, 3],
    ["70 Devanagari letters", "क".repeat(70), "ucs-2", 70, 1],
    ["71 Devanagari letters", "क".repeat(71), "ucs-2", 71, 2],
    ["134 Devanagari letters", "क".repeat(134), "ucs-2", 134, 2],
    ["135 Devanagari letters", "क".repeat(135), "ucs-2", 135, 3],
    ["35 emoji", "😀".repeat(35), "ucs-2", 70, 1],
    ["67 emoji, 33 to a part", "😀".repeat(67), "ucs-2", 134, 3],
    ["a letter with its mark at the seam", `${"क".repeat(66)}कि${"क".repeat(66)}`, "ucs-2", 134, 3],
  ] as const)("%s", (_, text, encoding, units, parts) => {
    expect(segments(text)).toEqual({ encoding, units, segments: parts });
    expect(counted(text)).toBe(parts);
  });

  it.each([
    ["GSM-7", GSM],
    ["Devanagari", DEVANAGARI],
    ["Gurmukhi", GURMUKHI],
    ["other scripts and emoji", OTHER],
  ])("is what Twilio's calculator says for any text in %s", (_, alphabet) => {
    fc.assert(
      fc.property(anyOf(alphabet), (text) => {
        expect(segments(text).segments).toBe(counted(text));
      }),
      { numRuns: 150, endOnFailure: true },
    );
  });

  it("is off by at most one for any Unicode at all, up to two parts", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 120, size: "max" }), (text) => {
        expect(Math.abs(segments(text).segments - counted(text))).toBeLessThanOrEqual(1);
      }),
      { numRuns: 150, endOnFailure: true },
    );
  });

  it("is the encoding Twilio's calculator finds, for every character up to U+FFFF", () => {
    for (let code = 0; code <= 0xffff; code++) {
      const char = String.fromCharCode(code);
      const theirs = new SegmentedMessage(char, "auto").encodingName;
      if (isGsm7(char) !== (theirs === "GSM-7")) expect.soft(`U+${code.toString(16)} ${theirs}`).toBe("the same");
    }
  });
});

describe("what keeps a text from GSM-7", () => {
  test.each([
    ["Dr Kaur [Mon] €5", []],
    ["ça va à l’hôtel", ["ç", "’", "ô"]],
    ["₹200 ₹300", ["₹"]],
    ["ok 👍 ok 👍", ["👍"]],
    ["`tick`", ["`"]],
  ])("%s", (text, chars) => {
    expect(notGsm7(text)).toEqual(chars);
    expect(isGsm7(text)).toBe(chars.length === 0);
  });
});

describe("a text made safe for GSM-7", () => {
  test.each([
    ["10:15\u202fam\u2009–\u200912:15\u00a0pm", "10:15 am - 12:15 pm"],
    ["“Don’t” … `x` «y»", '"Don\'t" ... \'x\' "y"'],
    ["₹200, ₹ 300", "Rs 200, Rs 300"],
    ["a\u200bb\u00adc\ufeff\u200ed", "abcd"],
    ["• one\t2 × 3 − 1", "- one 2 x 3 - 1"],
    ["one\u2028two", "one\ntwo"],
  ])("%s", (text, safe) => {
    expect(gsmSafe(text)).toBe(safe);
    expect(isGsm7(safe)).toBe(true);
  });

  it("keeps every letter of a name, and the joiners that shape letters", () => {
    for (const name of ["Ngọzi", "João", "Ɗanjuma", "François", "ਹਰਪ੍ਰੀਤ", "क्‍ष", "می‌خواهم", "Kwameʼ"]) {
      expect(gsmSafe(name)).toBe(name);
    }
  });

  it("changes no letter, mark or digit of any text, and changes nothing twice", () => {
    const letters = (text: string) => text.replace(/[^\p{L}\p{M}\p{Nd}]/gu, "");
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), anyOf(OTHER), (any, other) => {
        const text = (any + other).replaceAll("₹", "").replaceAll("×", "");
        expect(letters(gsmSafe(text))).toBe(letters(text));
        expect(gsmSafe(gsmSafe(text))).toBe(gsmSafe(text));
      }),
    );
  });

  it("leaves a text alone that already is GSM-7", () => {
    fc.assert(fc.property(anyOf(GSM), (text) => gsmSafe(text) === text));
  });
});
