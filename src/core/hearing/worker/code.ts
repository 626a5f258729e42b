import { cleaned } from "../plain.ts";
import { digitsOf, lineOf, type Word } from "./words.ts";

/** Patient codes that begin at one place, and how many words they take. */
export type SaidCodes = { readonly codes: readonly string[]; readonly length: number };

const CODE_DIGITS = 6;
/** A digit too few or two too many is still meant as a code. */
const TYPED = /^\d{5,8}$/;

/**
 * The codes that begin at this place: one number, several joined by a stroke (482136/511207), or one in two parts
 * (482-136); `isSpread`: also in parts with spaces between them, where nothing but a code can stand.
 */
export function codesAt(words: readonly Word[], at: number, isSpread: boolean): SaidCodes | null {
  const token = words[at]?.token;
  if (!token || "word" in token) return null;
  const { parts, joint } = token;
  const whole = parts.join("");
  if (joint === "" && TYPED.test(whole)) return { codes: [whole], length: 1 };
  if (joint !== "" && parts.every((part) => part.length === CODE_DIGITS)) return { codes: parts, length: 1 };
  if (joint !== "/" && parts.length === 2 && parts.every((part) => part.length === CODE_DIGITS / 2)) {
    return { codes: [whole], length: 1 };
  }
  return isSpread ? spreadAt(words, at) : null;
}

/** 482 136, 48 21 36. */
function spreadAt(words: readonly Word[], at: number): SaidCodes | null {
  for (const size of [3, 2]) {
    const length = CODE_DIGITS / size;
    const parts = words.slice(at, at + length).map(digitsOf);
    if (parts.length === length && parts.every((part) => part?.length === size)) {
      return { codes: [parts.join("")], length };
    }
  }
  return null;
}

/** The code that is all of a text: six digits, perhaps in parts; null for anything else. */
export function loneCode(text: string): string | null {
  const { words } = lineOf(cleaned(text));
  const said = codesAt(words, 0, true);
  const [code = ""] = said?.codes ?? [];
  return said?.length === words.length && said.codes.length === 1 && code.length === CODE_DIGITS ? code : null;
}
