import type { Piece } from "../core/call-script.ts";
import { type Names, shortNames } from "../core/places.ts";
import type { Money, SentenceKey } from "../core/sentence.ts";
import type { Phrases } from "./phrases.ts";
import { fixedPart, namePiece, numberParts } from "./spoken.ts";

/** One recording: how its file is called, what is said in it, and where it stands, so that it can be said in that tone. */
export type Recording = { readonly name: string; readonly words: string; readonly note: string };

/** What the directory gives calls to say. */
export type DirectoryWords = {
  /** As texts and calls name them: public names. */
  readonly clinics: readonly Names[];
  readonly doctors: readonly Names[];
  /** `inParts`: what is still to be paid of it may be any amount. */
  readonly fees: readonly (Money & { readonly inParts: boolean })[];
};

/** Hours, minutes, days and digits. */
const NUMBERS = Array.from({ length: 60 }, (_, value) => value);

/** Keys of currencies: which are said is the directory's. */
const MONEY = "format.money.";

/** Sentences that no call says; a test that walks all calls holds this list to be neither too long nor too short. */
const TEXT_ONLY: ReadonlySet<string> = new Set<SentenceKey>([
  // What was written, and is not clear or not known: a keypad writes nothing.
  ...(["unclear.read", "unclear.name", "unclear.year", "unclear.blanks", "unclear.choice"] as const),
  ...(["find.unknown", "visits.unknown", "phone.stuck", "start.done", "emergency.later"] as const),
  // A question of yesterday is not open on a call, and nobody calls too often.
  ...(["dialog.old", "limit.texts"] as const),
  // On a call one-question mode has this place.
  "menu.phone",
  // Texts that go with a call.
  ...(["call.dropped", "call.first"] as const),
  // A keypad spells no name.
  ...(["people.nickname", "nickname.set", "nickname.taken"] as const),
  // By text a PIN may be asked for by a call instead.
  ...([
    "unclear.pin",
    "pin.by.call",
    "pin.delete",
    "worker.code",
    "pin.call.soon",
    "pin.call.enough",
    "worker.full",
  ] as const),
  // Entries of a worker's menu that need letters.
  ...(["worker.commands", "worker.hand.village"] as const),
  ...(["pay.over", "pay.over.named", "pay.late", "pay.late.free", "pay.late.keys", "pay.failed"] as const),
  ...(["pay.link", "pay.link.thanks", "pay.link.over", "pay.back", "pay.thanks"] as const),
]);

/** What REST answers is read by programs; staff are only written to, and so is what came of a worker's lines. */
const WRITTEN = ["problem.", "staff.", "worker.help.", "receipt."];

function isSpoken(key: string): boolean {
  return (
    key !== "format.spoken" &&
    key !== "format.latin" &&
    !key.startsWith(MONEY) &&
    !WRITTEN.some((prefix) => key.startsWith(prefix)) &&
    !TEXT_ONLY.has(key)
  );
}

/** What a language cannot be spoken without: the fixed parts of all that calls say, and the numbers of dates and times. */
export function fixedRecordings(phrases: Phrases, tag: string): readonly Recording[] {
  const keys = phrases.keys.filter((key) => isSpoken(key));
  return [...keys.flatMap((key) => sentenceRecordings(phrases, key, tag)), ...NUMBERS.map(numberRecording)];
}

/**
 * What makes it complete: names of clinics and doctors, and what says fees. They come and go with imports, so a call does
 * without one that is missing.
 */
export function directoryRecordings(phrases: Phrases, tag: string, words: DirectoryWords): readonly Recording[] {
  const currencies = [...new Set(words.fees.map(({ currency }) => currency))];
  const amounts = words.fees.flatMap(({ minor, inParts }) => amountsUpTo(Math.round(minor / 100), inParts));
  const known = new Set(NUMBERS);
  const all = [
    ...currencies.flatMap((currency) => sentenceRecordings(phrases, `${MONEY}${currency}`, tag)),
    ...amounts.filter((value) => !known.has(value)).map(numberRecording),
    ...words.clinics.flatMap((names) => [names, shortNames(names)]).map((names) => named("clinic", names, tag)),
    ...words.doctors.map((names) => named("doctor", names, tag)),
  ];
  return [...new Map(all.map((one) => [one.name, one])).values()];
}

/** What says an amount; in parts, what says any amount below it too. */
function amountsUpTo(most: number, inParts: boolean): readonly number[] {
  if (!inParts) return numberParts(most);
  const steps = (step: number, end: number) =>
    Array.from({ length: Math.floor(Math.min(most, end) / step) }, (_, n) => step * (n + 1));
  return [...numberParts(most), ...steps(1, 99), ...steps(100, 900), ...steps(1_000, most)];
}

/** The words of any recording that a call in this language may play, whatever the directory holds; null for any other. */
export function recordedWords(phrases: Phrases, tag: string): (name: string) => string | null {
  const money = phrases.keys.filter((key) => key.startsWith(MONEY));
  const all = [...fixedRecordings(phrases, tag), ...money.flatMap((key) => sentenceRecordings(phrases, key, tag))];
  const known = new Map(all.map(({ name, words }) => [name, words]));
  return (name) => {
    const [, words] = /^(?:number|clinic|doctor)\.([a-z0-9-]+)$/.exec(name) ?? [];
    return known.get(name) ?? words?.replaceAll("-", " ") ?? null;
  };
}

function sentenceRecordings(phrases: Phrases, name: string, tag: string): readonly Recording[] {
  const { key, template } = phrases.spoken(name, tag);
  return template.flatMap((part, at) => {
    const [piece] = at % 2 === 0 ? fixedPart(key, at, part) : [];
    return piece ? recordingOf(piece, template.length === 1 ? "" : inPlace(template, at)) : [];
  });
}

/** The whole sentence, the part that is recorded in brackets. */
function inPlace(template: readonly string[], recorded: number): string {
  const parts = template.map((part, at) => {
    if (at % 2 === 1) return `{${part}}`;
    return at === recorded ? part.replace(/^([\s\p{P}]*)(.*?)(\s*)$/su, "$1[$2]$3") : part;
  });
  return parts.join("");
}

function recordingOf({ words, audio: [name] }: Piece, note: string): readonly Recording[] {
  return name === undefined ? [] : [{ name, words: words.replace(/^[\s\p{P}]+|[\s,:;]+$/gu, ""), note }];
}

function numberRecording(value: number): Recording {
  return { name: `number.${value}`, words: String(value), note: "in dates, times, codes and fees" };
}

function named(kind: "clinic" | "doctor", names: Names, tag: string): Recording {
  const { words, audio } = namePiece(kind, names, tag);
  return { name: audio[0] ?? "", words, note: `name of a ${kind}` };
}
