import { joined, type Token, tokensOf } from "../plain.ts";

/** A word or number of a line as it was typed, with what it is folded; a question mark alone is one too. */
export type Word = {
  readonly token: Token;
  /** Where it stands in its line. */
  readonly from: number;
  readonly to: number;
};

/** One line of a text, and its words. */
export type Line = { readonly text: string; readonly words: readonly Word[] };

const SPACED_JOINT = /(\d)\s*([/:])\s*(?=\d)/g;
/** A code with letters for digits, as thick fingers and old phones write it: 48213O. */
const CODE_WITH_LETTERS = /(?<![\p{L}\d])\d[\dOoIl]{4,6}(?![\p{L}\d])/gu;
const WORD = /\d+(?:([:./-])\d+(?:\1\d+)?)?|[\p{L}\p{M}'’ʼ`]+|[?؟？]/gu;

/** The words of one line of cleaned text, with their places in it. */
export function lineOf(raw: string): Line {
  const text = raw.replace(SPACED_JOINT, "$1$2").replace(CODE_WITH_LETTERS, digitsFor);
  const words = Array.from(text.matchAll(WORD), ({ 0: typed, index: from }): Word => {
    const [token = { word: "?" }] = tokensOf(typed);
    return { token, from, to: from + typed.length };
  });
  return { text, words };
}

/** The digits of a plain number; null for anything else. */
export function digitsOf(word: Word | undefined): string | null {
  return word && "parts" in word.token && word.token.parts.length === 1 ? (word.token.parts[0] ?? null) : null;
}

/** A word folded; a number as it was typed. */
export function plainOf(word: Word): string {
  return joined([word.token]);
}

function digitsFor(code: string): string {
  return code.replace(/[Oo]/g, "0").replace(/[Il]/g, "1");
}
