import type { Lexicon } from "../lexicon.ts";
import { codesAt, type SaidCodes } from "./code.ts";
import { firstOf, NEED_CODE, type SaidVerb, verbAt } from "./verbs.ts";
import { type Line, plainOf, type Word } from "./words.ts";

/** One command's part of a line: its verb, if it says one, the codes it names, and every other word of it. */
export type Segment = {
  readonly line: Line;
  readonly verb: SaidVerb | null;
  readonly codes: readonly string[];
  readonly rest: readonly Word[];
};

type Draft = { verb: SaidVerb | null; codes: string[]; rest: Word[] };

/** Signs after which a verb without a code begins a command of its own. */
const SEPARATOR = /[,.;|&+]/;
/** Verbs that may stand without a code in the middle of a line. */
const ALONE: ReadonlySet<string> = new Set(["register", "list", "due"]);

/** Takes a line apart where a new command begins: at a verb before a code, and at a code after another one's wishes. */
export function segmentsOf(
  line: Line,
  lexicons: readonly Lexicon[],
  saysNothing: (words: readonly Word[]) => boolean,
): readonly Segment[] {
  const { words } = line;
  const drafts: Draft[] = [{ verb: null, codes: [], rest: [] }];
  const first = beginning(line, lexicons);
  const from = saysNothing(words.slice(0, first)) ? first : 0;
  for (let at = from; at < words.length; ) at += taken(line, at, drafts, lexicons);
  return drafts.filter((one) => one.verb !== null || !isEmpty(one)).map((one) => ({ line, ...one }));
}

/** Puts what stands at one place into the last draft or begins another, and says how many words it took. */
function taken(line: Line, at: number, drafts: Draft[], lexicons: readonly Lexicon[]): number {
  const { words } = line;
  const draft = drafts.at(-1) ?? begun(drafts);
  const verb = verbAt(words, at, lexicons);
  const isFree = draft.verb === null && (isEmpty(draft) || draft.codes.length > 0);
  if (verb && (isFree || beginsAt(line, at, verb))) {
    (isFree ? draft : begun(drafts)).verb = verb;
    return verb.length;
  }
  const codes = takesCodes(draft) ? codesAt(words, at, isEmpty(draft)) : null;
  if (!codes) {
    draft.rest.push(...words.slice(at, at + 1));
    return 1;
  }
  // A hand-over names its workers once, for all the codes behind them.
  const isNext =
    draft.verb?.verb !== "hand" && draft.codes.length > 0 && draft.rest.some((word) => !isFiller(word, lexicons));
  (isNext ? begun(drafts) : draft).codes.push(...codes.codes);
  return codes.length;
}

function begun(drafts: Draft[]): Draft {
  const draft: Draft = { verb: null, codes: [], rest: [] };
  drafts.push(draft);
  return draft;
}

/**
 * "Good morning madam, B 482136 …": where the first command begins, if only a greeting stands before it. A verb in the
 * middle of other words is none: "my own visits" asks for no list.
 */
function beginning(line: Line, lexicons: readonly Lexicon[]): number {
  const first = line.words.findIndex((_, at) => {
    const verb = verbAt(line.words, at, lexicons);
    if (verb) return at === 0 || beginsAt(line, at, verb);
    return codesAt(line.words, at, false) !== null;
  });
  return Math.max(0, first);
}

/** Whether a verb in the middle of a line is one: codes follow it, or a sign before it has ended what came before. */
function beginsAt({ text, words }: Line, at: number, { verb, length, isLetter }: SaidVerb): boolean {
  const takes = NEED_CODE.has(verb) || verb === "list";
  const codes: SaidCodes | null = takes ? codesAt(words, at + length, false) : null;
  if (codes) return true;
  const before = text.slice(words[at - 1]?.to ?? 0, words[at]?.from ?? 0);
  return !isLetter && ALONE.has(verb) && SEPARATOR.test(before);
}

/** Numbers in a registration are an age and a telephone; what is sought is a name. */
function takesCodes({ verb }: Draft): boolean {
  return verb === null || NEED_CODE.has(verb.verb) || verb.verb === "list" || verb.verb === "hand";
}

function isEmpty({ codes, rest }: Draft): boolean {
  return codes.length === 0 && rest.length === 0;
}

/** Whether a word says nothing here. */
export function isFiller(word: Word, lexicons: readonly Lexicon[]): boolean {
  if (!("word" in word.token)) return false;
  const plain = plainOf(word);
  if (plain === "?") return true;
  const sense = firstOf(lexicons, ({ phrases }) => phrases.get(plain));
  return sense?.is === "filler" || sense?.is === "besideDigit";
}
