import type { Blanks, Verb } from "../meaning.ts";
import type { Care, DayPart, Gender } from "../places.ts";
import { addDays, earliestDayOnOrAfter } from "../time.ts";
import { type SaidTime, timeAt, timeText } from "./clock.ts";
import { type DayOrder, dateAt } from "./date.ts";
import { type Item, numberAt, senseAt } from "./items.ts";
import type { Sense } from "./sense.ts";

/** What a whole text says: a verb, blanks, and whether it named a day that cannot be. */
type Reading = { readonly verb: Verb | null; readonly blanks: Blanks; readonly isBroken: boolean };

/** Of two verbs in one text the more particular is meant: "cancel my booking", "language change karo". */
const VERBS_BY_RANK: readonly Verb[] = ["book", "visits", "phone", "move", "language", "cancel"];

/** Of two kinds of care the more particular is meant: a child's eye is seen by the eye doctor. */
const CARE_RANK: Readonly<Record<Care, number>> = { general: 0, child: 1, women: 1, eye: 2, dental: 2, skin: 2 };

const DOCTOR_WORDS_MAX = 3;
const UNKNOWN_WORDS_MAX = 5;
const UNKNOWN_LETTERS_MIN = 3;
const REFERENCE_DIGITS = 7;

type Text = { readonly items: readonly Item[]; readonly today: string; readonly dayOrder: DayOrder };

type Draft = {
  verb: Verb | null;
  /** A day said in numbers wins over a weekday or "tomorrow" beside it. */
  date: string | null;
  softDay: string | null;
  isBroken: boolean;
  time: SaidTime | null;
  part: DayPart | null;
  /** Hours that the clock of the language the part was said in lags behind midnight. */
  partOffset: number;
  isTitled: boolean;
  care?: Care;
  gender?: Gender;
  language?: string;
  reference?: string;
  readonly doctor: string[];
  readonly unknown: string[];
};

/** Reads everything a text says, in whatever order it says it; of two contradicting words the first counts. */
export function readingOf(items: readonly Item[], today: string, dayOrder: DayOrder): Reading {
  const text: Text = { items, today, dayOrder };
  const days = { date: null, softDay: null, isBroken: false };
  const times = { time: null, part: null, partOffset: 0 };
  const draft: Draft = { verb: null, ...days, ...times, isTitled: false, doctor: [], unknown: [] };
  for (let at = 0; at < items.length; ) at += readAt(text, at, draft);
  const blanks = blanksOf(draft);
  const verb = draft.verb ?? (draft.isTitled && Object.keys(blanks).length === 0 ? "book" : null);
  return { verb, blanks, isBroken: draft.isBroken };
}

/** Reads what begins at one place and says how many items it took, at least one. */
function readAt(text: Text, at: number, draft: Draft): number {
  const { items } = text;
  const date = draft.date === null ? dateAt(items, at, text.today, text.dayOrder) : null;
  if (date) {
    draft.date = date.day;
    draft.isBroken = date.day === null;
    return date.length;
  }
  const time = timeAt(items, at);
  if (time) {
    draft.time ??= time;
    return time.length;
  }
  if (senseAt(items, at, "title")) return readDoctor(items, at, draft);
  const item = items[at];
  if (item?.kind === "digits") return readReference(items, at, draft);
  if (item?.kind === "unknown" && item.word.length >= UNKNOWN_LETTERS_MIN) draft.unknown.push(item.word);
  if (item?.kind === "sense") readSense(text, at, item.sense, item.lexicon.clockOffset, draft);
  return 1;
}

function readSense(text: Text, at: number, sense: Sense, clockOffset: number, draft: Draft): void {
  switch (sense.is) {
    case "verb":
      if (draft.verb === null || rankOf(sense.value) > rankOf(draft.verb)) draft.verb = sense.value;
      break;
    case "care":
      if (draft.care === undefined || CARE_RANK[sense.value] > CARE_RANK[draft.care]) draft.care = sense.value;
      break;
    case "dayPart":
      draft.partOffset = draft.part === null ? clockOffset : draft.partOffset;
      draft.part ??= sense.value;
      break;
    case "relativeDay":
      draft.softDay ??= addDays(text.today, sense.value);
      break;
    case "weekday":
      draft.softDay ??= nextWeekday(text, at, sense.value);
      break;
    case "gender":
      draft.gender ??= sense.value;
      break;
    case "language":
      draft.language ??= sense.value;
      break;
    default:
  }
}

/** Today counts, unless it is said to be the next one. */
function nextWeekday({ items, today }: Text, at: number, weekday: number): string {
  const isNext = senseAt(items, at - 1, "next") ?? senseAt(items, at + 1, "next");
  return earliestDayOnOrAfter(weekday, isNext ? addDays(today, 1) : today);
}

/** The words after a title are a name, even where a list knows the first of them (Dr Das; das is ten). */
function readDoctor(items: readonly Item[], at: number, draft: Draft): number {
  draft.isTitled = true;
  let next = at + 1;
  while (senseAt(items, next, "title")) next += 1;
  const first = items[next];
  const isName = first?.kind === "sense" && numberAt(items, next) !== null && !senseAt(items, next + 1, "hour");
  if (isName && first.kind === "sense") {
    draft.doctor.push(first.phrase);
    next += 1;
  }
  for (let item = items[next]; item?.kind === "unknown" && draft.doctor.length < DOCTOR_WORDS_MAX; item = items[next]) {
    draft.doctor.push(item.word);
    next += 1;
  }
  return next - at;
}

/** A reference may be written in two groups. */
function readReference(items: readonly Item[], at: number, draft: Draft): number {
  let digits = "";
  for (let length = 1; length <= 2; length += 1) {
    const item = items[at + length - 1];
    if (item?.kind !== "digits") break;
    digits += item.parts.join("");
    if (digits.length !== REFERENCE_DIGITS) continue;
    draft.reference ??= digits;
    return length;
  }
  return 1;
}

function blanksOf(draft: Draft): Blanks {
  const { care, gender, language, reference, part, doctor } = draft;
  const day = draft.date ?? draft.softDay;
  const fits = draft.time && !(draft.time.needsPart && part === null);
  const time = draft.time && fits ? timeText(draft.time, part, draft.partOffset) : null;
  const unknown = draft.unknown.slice(0, UNKNOWN_WORDS_MAX);
  return {
    ...(care && { care }),
    ...(day && { day }),
    // An hour says more than the part of the day it was said with.
    ...(time ? { time } : part && { part }),
    ...(gender && { gender }),
    ...(language && { language }),
    ...(reference && { reference }),
    ...(doctor.length > 0 && { doctor }),
    ...(unknown.length > 0 && { unknown }),
  };
}

function rankOf(verb: Verb): number {
  return VERBS_BY_RANK.indexOf(verb);
}
