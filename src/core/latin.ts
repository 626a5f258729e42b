import anyAscii from "any-ascii";
import { isGsm7 } from "./segments.ts";

/** Letters that people in India spell otherwise than scholars do. */
const SPELT: readonly (readonly [RegExp, string])[] = [
  [/[शष]|ਸ਼|ਸ\u0A3C/g, "sh"],
  [/[चਚ]/g, "ch"],
  [/[छਛ]/g, "chh"],
  [/[ंँਂੰ]/g, "n"],
];

/** A consonant of an Indic script right before another: between them an "a" is said that nobody writes. */
const UNWRITTEN =
  /([\u0915-\u0939\u0958-\u095F\u0A15-\u0A39\u0A59-\u0A5E]\u093C?\u0A3C?|sh|chh?)(?=[\u0915-\u0939\u0958-\u095F\u0A15-\u0A39\u0A59-\u0A5E]|sh|ch)/g;
/** Where that "a" is not said: Har(a)man. */
const SILENT = /(?<=[aeiouə][a-z]{1,2})ə(?=[a-z]{1,2}[aeiouə])/g;

/** What no name needs ("w/o" does), and what would cost two units or stand for a line's end. */
const NO_NAME = /[^\p{L}\p{N} .'/-]+/gu;

/** A name in the Latin letters of GSM-7, near enough to be recognised; what is Latin stays as it is spelt. */
export function latinName(name: string): string {
  const words = name.normalize("NFC").trim().split(/\s+/u);
  const latin = words.map((word) => (isGsm7(word) ? word : capital(spelt(word)))).join(" ");
  return latin.replace(NO_NAME, "").trim();
}

/** The first word of a name, in the same letters. */
export function firstName(name: string): string {
  return latinName(name).split(" ")[0] ?? "";
}

function spelt(word: string): string {
  const marked = SPELT.reduce((text, [letters, latin]) => text.replace(letters, latin), word).replace(UNWRITTEN, "$1ə");
  const ascii = Array.from(marked, (char) => (char === "ə" || isGsm7(char) ? char : anyAscii(char))).join("");
  return ascii.replace(SILENT, "").replaceAll("ə", "a");
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
