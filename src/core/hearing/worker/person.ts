import type { Gender } from "../../places.ts";
import type { NewPerson } from "../../worker-command.ts";
import type { Lexicon } from "../lexicon.ts";
import { firstOf } from "./verbs.ts";
import { digitsOf, type Line, plainOf, type Word } from "./words.ts";

const AGE_MAX = 120;
const MONTHS = 30;
/** More words than this are a sentence. */
const NAME_WORDS_MAX = 7;
const VILLAGE_WORDS_MAX = 4;
/** Digits of a telephone number, its country's with it; each part of one that is written in parts has three or more. */
const PHONE_DIGITS = [9, 13] as const;
const PHONE_PART_MIN = 3;

/** Reads "Asha Devi 34 F Bhadson 98123 45678" in any order that leaves no doubt; null if there is no name in it. */
export function personIn(line: Line, words: readonly Word[], lexicons: readonly Lexicon[]): NewPerson | null {
  const phone = phoneAmong(line, words);
  const age = ageAmong(words, phone?.used ?? [], lexicons);
  const used = new Set([...(phone?.used ?? []), ...(age?.used ?? [])]);
  const sex = sexAmong(words, age?.used ?? [], used, lexicons);
  if (sex) used.add(sex.at);
  const [name, village] = groupsOf(line, words, used, lexicons);
  if (!name || !/\p{L}/u.test(name)) return null;
  return {
    name,
    age: age?.years ?? null,
    gender: sex?.is ?? null,
    village: village ?? null,
    phone: phone?.digits ?? null,
  };
}

type Used = { readonly used: readonly number[] };

function phoneAmong({ text }: Line, words: readonly Word[]): (Used & { readonly digits: string }) | null {
  for (let at = 0; at < words.length; at += 1) {
    let digits = "";
    for (let next = at; next < words.length; next += 1) {
      const part = phonePart(words[next]);
      if (part === null) break;
      digits += part;
      const isWhole = digits.length >= PHONE_DIGITS[0] && phonePart(words[next + 1]) === null;
      if (!isWhole || digits.length > PHONE_DIGITS[1]) continue;
      const sign = text[(words[at]?.from ?? 0) - 1] === "+" ? "+" : "";
      return { digits: sign + digits, used: Array.from({ length: next + 1 - at }, (_, n) => at + n) };
    }
  }
  return null;
}

function phonePart(word: Word | undefined): string | null {
  if (!word || "word" in word.token) return null;
  const digits = word.token.parts.join("");
  return digits.length >= PHONE_PART_MIN ? digits : null;
}

function ageAmong(
  words: readonly Word[],
  taken: readonly number[],
  lexicons: readonly Lexicon[],
): (Used & { readonly years: number }) | null {
  const at = words.findIndex((word, index) => !taken.includes(index) && isAge(digitsOf(word)));
  const count = Number(digitsOf(words[at]));
  if (at < 0) return null;
  const unit = words[at + 1];
  const span = unit ? spanOf(plainOf(unit), lexicons) : undefined;
  if (span === undefined) return { years: count, used: [at] };
  return { years: span === MONTHS ? Math.floor(count / 12) : 0, used: [at, at + 1] };
}

function isAge(digits: string | null): boolean {
  return digits !== null && digits.length <= 3 && Number(digits) <= AGE_MAX;
}

/** "34 m" is a man, "6 months" a child. */
function spanOf(unit: string, lexicons: readonly Lexicon[]): number | undefined {
  return unit.length > 1 ? firstOf(lexicons, ({ worker }) => worker.spans.get(unit)) : undefined;
}

/** The word beside the age, or else the last that could be one: "M" may be an initial too. */
function sexAmong(
  words: readonly Word[],
  age: readonly number[],
  taken: ReadonlySet<number>,
  lexicons: readonly Lexicon[],
): { readonly at: number; readonly is: Gender } | null {
  const found = words.flatMap((word, at) => {
    const is = taken.has(at) ? undefined : firstOf(lexicons, ({ worker }) => worker.sexes.get(plainOf(word)));
    return is === undefined ? [] : [{ at, is }];
  });
  const isBeside = ({ at }: { readonly at: number }) => age.some((one) => Math.abs(one - at) === 1);
  return found.find(isBeside) ?? found.filter(({ at }) => at > 0).at(-1) ?? found[0] ?? null;
}

/** The stretches of words between numbers, commas and words such as "village": the name, then the village. */
function groupsOf(
  { text }: Line,
  words: readonly Word[],
  used: ReadonlySet<number>,
  lexicons: readonly Lexicon[],
): readonly string[] {
  const groups: Word[][] = [[]];
  for (const [at, word] of words.entries()) {
    const isMark = used.has(at) || !("word" in word.token) || isBeside(word, lexicons);
    const gap = text.slice(words[at - 1]?.to ?? word.from, word.from);
    if (isMark || /[,;]/.test(gap)) groups.push([]);
    if (!isMark) groups.at(-1)?.push(word);
  }
  return groups
    .filter((group) => group.length > 0)
    .map((group, at) => {
      const kept = group.slice(0, at === 0 ? NAME_WORDS_MAX : VILLAGE_WORDS_MAX);
      return text.slice(kept[0]?.from, kept.at(-1)?.to);
    });
}

function isBeside(word: Word, lexicons: readonly Lexicon[]): boolean {
  return lexicons.some(({ worker }) => worker.besidePerson.has(plainOf(word)));
}
