import type { Piece } from "../core/call-script.ts";
import { nationalDigits } from "../core/phone.ts";
import type { Moment, Names } from "../core/places.ts";
import type { Money, Sentence, VariableTypes } from "../core/sentence.ts";
import { localParts, weekdayOf } from "../core/time.ts";
import { dayPartOf, hoursOf } from "./clock.ts";
import type { Phrases } from "./phrases.ts";

/** What stands in the holes of a spoken sentence. */
type Holes = Readonly<Record<string, readonly Piece[]>>;

/** Puts sentences into pieces of speech: the fixed parts of each as `<key>.1`, `<key>.2`, and what stands between them. */
export type Speech = {
  /** The language in which a tag is spoken: `hi-Latn` is a way to write, so it is spoken as `hi`. */
  readonly spokenAs: (tag: string) => string;
  readonly sentence: (sentence: Sentence, tag: string) => readonly Piece[];
  /** A sentence of speech's own, such as `format.option`, with what its holes are filled with. */
  readonly filled: (key: string, tag: string, holes: Holes) => readonly Piece[];
};

/** Builds it over the sentences of every language. */
export function createSpeech(phrases: Phrases): Speech {
  const spokenAs = (tag: string) => phrases.template("format.spoken", tag).join("");
  const filled = (name: string, tag: string, holes: Holes): readonly Piece[] => {
    const { key, template } = phrases.spoken(name, tag);
    return template.flatMap((part, at) => (at % 2 === 0 ? fixedPart(key, at, part) : (holes[part] ?? [])));
  };
  const sentence = ({ key, with: variables }: Sentence, tag: string): readonly Piece[] => {
    const spoken = spokenAs(tag);
    const holes: Record<string, readonly Piece[]> = {};
    for (const [name, value] of Object.entries(variables)) {
      holes[name] = valuePieces(name as keyof VariableTypes, value as never, spoken, filled);
    }
    return filled(key, spoken, holes);
  };
  return { spokenAs, sentence, filled };
}

/** The words at an even place of a template. Only what has letters or digits is a recording; the rest is a pause. */
export function fixedPart(key: string, at: number, words: string): readonly Piece[] {
  if (words === "") return [];
  return [{ words, audio: /[\p{L}\p{Nd}]/u.test(words) ? [`${key}.${at / 2 + 1}`] : [] }];
}

function valuePieces(name: keyof VariableTypes, value: never, tag: string, filled: Speech["filled"]): readonly Piece[] {
  switch (name) {
    case "at":
    case "old":
    case "when":
      return momentPieces(value as Moment, tag, filled);
    case "until":
      return clockPieces(value as Moment, tag, filled);
    case "day":
      return filled("format.day", tag, dayHoles(value as string, tag, filled));
    case "clinic":
    case "doctor":
      return [namePiece(name, value as Names, tag)];
    case "care":
      return filled(`format.care.${value as string}`, tag, {});
    case "fee":
      return moneyPieces(value as Money, tag, filled);
    case "language":
      return filled("format.language", value as string, {});
    case "phone":
      return digitPieces(nationalDigits(value as string));
    case "code":
    case "reference":
      return digitPieces(value as string);
    default:
      return personPieces(value as string);
  }
}

function momentPieces(moment: Moment, tag: string, filled: Speech["filled"]): readonly Piece[] {
  const { day } = localParts(moment.at, moment.zone);
  const clock = clockPieces(moment, tag, filled);
  return filled("format.at", tag, { ...dayHoles(day, tag, filled), clock });
}

function clockPieces({ at, zone }: Moment, tag: string, filled: Speech["filled"]): readonly Piece[] {
  const { hour, minute } = localParts(at, zone);
  const { h, h24, hs } = hoursOf(hour);
  return filled(`format.clock.${dayPartOf(hour)}`, tag, {
    ...{ h: numberPieces(h), h24: numberPieces(h24), hs: numberPieces(hs) },
    // "Ten in the morning", not "ten zero zero".
    mm: minute === 0 ? [] : numberPieces(minute),
  });
}

function dayHoles(day: string, tag: string, filled: Speech["filled"]): Holes {
  const [, month = 1, dayOfMonth = 1] = day.split("-").map(Number);
  return {
    weekday: filled(`format.weekday.${weekdayOf(day)}`, tag, {}),
    day: numberPieces(dayOfMonth),
    month: filled(`format.month.${month}`, tag, {}),
  };
}

function moneyPieces({ minor, currency }: Money, tag: string, filled: Speech["filled"]): readonly Piece[] {
  return filled(`format.money.${currency}`, tag, { amount: numberPieces(Math.round(minor / 100)) });
}

function numberPieces(value: number): readonly Piece[] {
  return [{ words: String(value), audio: numberParts(value).map((part) => `number.${part}`) }];
}

/** Recorded are 0 to 99, the hundreds and the thousands; a number is said as their sum. */
export function numberParts(value: number): readonly number[] {
  const parts = [Math.floor(value / 1_000) * 1_000, Math.floor((value % 1_000) / 100) * 100, value % 100];
  return value === 0 ? [0] : parts.filter((part) => part > 0);
}

/** Digit by digit, with a pause between any two, so that they can be written down. */
function digitPieces(digits: string): readonly Piece[] {
  const all = [...digits.replace(/\D/g, "")];
  return all.map((digit, at) => ({
    words: at < all.length - 1 ? `${digit}, ` : digit,
    audio: [`number.${digit}`],
  }));
}

/** A person without a name yet is called by her code; no name of a person is ever recorded. */
function personPieces(name: string): readonly Piece[] {
  return /^\d+$/.test(name) ? digitPieces(name) : [{ words: name, audio: [], instead: ["format.person.1"] }];
}

/** Recordings of names go by the Latin name, which every clinic and doctor has. */
export function namePiece(kind: "clinic" | "doctor", names: Names, tag: string): Piece {
  const words = names[`name_${tag}`] ?? names.name;
  return { words, audio: [`${kind}.${slugOf(names.name)}`], instead: [`format.${kind}.1`] };
}

/** The name of a recording: lower-case letters, digits and hyphens. */
function slugOf(name: string): string {
  return name
    .normalize("NFD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
