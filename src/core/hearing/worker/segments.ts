import type { Lexicon } from "../lexicon.ts";
import { codesAt } from "./code.ts";
import { firstOf, NEED_CODE, type SaidVerb, verbAt } from "./verbs.ts";
import { type Line, plainOf, type Word } from "./words.ts";

/** One command's part of a line: its verb, if it says one, the codes it names, and every other word of it. */
export type Segment = {
  readonly line: Line;
  readonly verb: SaidVerb | null;
  readonly codes: readonly string[];
  readonly rest: readonly Word[];
};

type Draft = {
  verb: SaidVerb | null;
  codes: string[];
  rest: Word[];
  /** The verb was said after a code: the next code is another person's, who may have a verb of her own. */
  isBehind: boolean;
};

/** Signs after which a verb without a code begins a command of its own. */
const SEPARATOR = /[,.;|&+]/;
/** Words of a name between a verb and its code: "X Asha Devi 482136". */
const NAME_MAX = 3;
/** Verbs that may stand without a code in the middle of a line. */
const ALONE: ReadonlySet<string> = new Set(["register", "list", "due"]);

/** Takes a line apart where a new command begins: at a verb before a code, and at a code after another one's wishes. */
export function segmentsOf(
  line: Line,
  lexicons: readonly Lexicon[],
  saysNothing: (words: readonly Word[]) => boolean,
): readonly Segment[] {
  const { words } = line;
  const drafts: Draft[] = [];
  begun(drafts);
  const first = beginning(line, lexicons);
  const from = saysNothing(words.slice(0, first)) ? first : 0;
  for (let at = from; at < words.length; ) at += taken(line, at, drafts, lexicons);
  return drafts
    .filter((one) => one.verb !== null || !isEmpty(one))
    .map(({ verb, codes, rest }) => ({ line, verb, codes, rest }));
}

/** Puts what stands at one place into the last draft or begins another, and says how many words it took. */
function taken(line: Line, at: number, drafts: Draft[], lexicons: readonly Lexicon[]): number {
  const { words } = line;
  const draft = drafts.at(-1) ?? begun(drafts);
  const verb = verbAt(words, at, lexicons);
  const isFree = draft.verb === null && (isEmpty(draft) || draft.codes.length > 0);
  if (verb && (isFree || beginsAt(line, at, verb, draft))) {
    const own = isFree ? draft : begun(drafts);
    own.verb = verb;
    own.isBehind = own.codes.length > 0;
    return verb.length;
  }
  const codes = takesCodes(draft) ? codesAt(words, at, isEmpty(draft)) : null;
  if (!codes) {
    draft.rest.push(...words.slice(at, at + 1));
    return 1;
  }
  // A hand-over names its workers once, for all the codes behind them.
  const isNext =
    draft.verb?.verb !== "hand" &&
    draft.codes.length > 0 &&
    (draft.isBehind || draft.rest.some((word) => !isFiller(word, lexicons)));
  (isNext ? begun(drafts) : draft).codes.push(...codes.codes);
  return codes.length;
}

function begun(drafts: Draft[]): Draft {
  const draft: Draft = { verb: null, codes: [], rest: [], isBehind: false };
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
    if (verb) return at === 0 || beginsAt(line, at, verb, null);
    return codesAt(line.words, at, false) !== null;
  });
  return Math.max(0, first);
}

/** Whether a verb in the middle of a line is one: codes follow it, or a sign before it has ended what came before. */
function beginsAt(
  { text, words }: Line,
  at: number,
  { verb, length, isLetter }: SaidVerb,
  draft: Draft | null,
): boolean {
  // "NEW Ravi M 98123 45678" is a man with a telephone.
  if (isLetter && draft && !takesCodes(draft)) return false;
  const isAfterSign = SEPARATOR.test(text.slice(words[at - 1]?.to ?? 0, words[at]?.from ?? 0));
  const takes = NEED_CODE.has(verb) || verb === "list";
  const from = at + length;
  const reach = isAfterSign ? NAME_MAX : 0;
  const said = takes ? Array.from({ length: reach + 1 }, (_, n) => codesAt(words, from + n, false)) : [];
  return said.some((codes) => codes !== null) || (isAfterSign && !isLetter && ALONE.has(verb));
}

/** The same with the verb at its end as its own: "eye tue 10am, please book". */
export function headed(segment: Segment, lexicons: readonly Lexicon[]): Segment {
  const { rest } = segment;
  const at = rest.findIndex((_, from) => {
    const verb = verbAt(rest, from, lexicons);
    return verb !== null && !verb.isLetter && NEED_CODE.has(verb.verb) && from + verb.length === rest.length;
  });
  return at < 0 ? segment : { ...segment, verb: verbAt(rest, at, lexicons), rest: rest.slice(0, at) };
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
