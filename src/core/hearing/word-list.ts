import type { Verb } from "../meaning.ts";
import { CARES, type DayPart, type Gender } from "../places.ts";
import type { AnswerWord } from "../prompt.ts";
import { WORKER_VERBS, type WorkerVerb } from "../worker-command.ts";
import { wordsOf } from "./plain.ts";
import type { Mark, Sense, Whole } from "./sense.ts";

/** Phrases in folded words, with what each means. */
export type ListedWords<Means> = readonly { readonly words: readonly string[]; readonly means: Means }[];

/** One `hear.json`, checked and taken apart. */
type WordList = {
  readonly script: string;
  readonly also: readonly string[];
  readonly clockOffset: number;
  readonly senses: ListedWords<Sense>;
  readonly wholes: ListedWords<Whole>;
  readonly emergencies: readonly (readonly string[])[];
  readonly beforeName: readonly (readonly string[])[];
  readonly afterName: readonly (readonly string[])[];
  readonly signatures: readonly (readonly string[])[];
  readonly shared: readonly (readonly string[])[];
  /** What a clinic's public name must not contain, for it tells others why somebody goes there. */
  readonly sensitive: readonly (readonly string[])[];
  /** What begins a worker's command; apart from the senses, for a patient's "list" is her own. */
  readonly worker: ListedWords<WorkerVerb>;
  /** A person's own sex, as a worker registers her. */
  readonly sex: ListedWords<Gender>;
  /** Days in a day, a week, a month. */
  readonly spans: ListedWords<number>;
  /** What stands beside somebody's age, village or number and is none of them. */
  readonly besidePerson: readonly (readonly string[])[];
};

/** Keys a class must have, each with words. */
const REQUIRED = {
  number: range(1, 12),
  weekday: range(1, 7),
  month: range(1, 12),
  dayPart: ["morning", "noon", "afternoon", "evening"] satisfies readonly DayPart[],
  relativeDay: range(0, 2),
  care: CARES,
  verb: ["book", "visits", "move", "cancel", "language", "phone"] satisfies readonly Verb[],
  gender: ["female", "male"] satisfies readonly Gender[],
  command: ["menu", "back", "stop", "start"],
  answer: ["yes", "no", "more", "skip", "other"] satisfies readonly AnswerWord[],
  worker: WORKER_VERBS,
  sex: ["female", "male"] satisfies readonly Gender[],
  span: ["1", "7", "30"],
} as const;

/** Keys a class may have besides, or has freely. */
const ALLOWED = {
  number: range(0, 59),
  relativeDay: range(0, 6),
  beforeHour: /^-?\d{1,2}$/,
  afterHour: /^-?\d{1,2}$/,
  fixedTime: /^\d{1,2}:\d{2}$/,
  language: /^[a-z]{2,3}(-[A-Z][a-z]{3})?$/,
} as const;

const NUMERIC = ["number", "weekday", "month", "relativeDay", "beforeHour", "afterHour"] as const;
const TEXTUAL = ["dayPart", "care", "verb", "gender", "language"] as const;
const MARKS: readonly Mark[] = ["title", "next", "hour", "am", "pm", "dayMark", "monthMark", "besideDigit", "filler"];
/** `sensitive` is not heard: it keeps words that tell a disease out of clinics' public names (`gateway import`). */
const LISTS = [
  ...["emergency", "beforeName", "afterName", "signature", "shared", "sensitive", "besidePerson"],
] as const;
const CLASSES = [...NUMERIC, ...TEXTUAL, "fixedTime", "command", "answer", "worker", "sex", "span"] as const;
const KEYS: ReadonlySet<string> = new Set([...CLASSES, ...MARKS, ...LISTS, "script", "also", "clockOffset"]);

/** Reads a `hear.json`; throws an error that names the file and the key at fault. */
export function readWordList(file: string, json: unknown): WordList {
  const source = { file, record: recordIn(file, json) };
  for (const key of Object.keys(source.record)) if (!KEYS.has(key)) fail(file, key, "is no class of words");
  const senses = [
    ...NUMERIC.flatMap((is) => keyed(source, is, (key): Sense => ({ is, value: Number(key) }))),
    ...TEXTUAL.flatMap((is) => keyed(source, is, (value) => ({ is, value }) as Sense)),
    ...keyed(source, "fixedTime", (key): Sense => ({ is: "fixedTime", value: minutesIn(key) })),
    ...MARKS.flatMap((is) => listed(source, is).map((words) => ({ words, means: { is, value: null } as Sense }))),
  ];
  const wholes = [
    ...keyed(source, "command", (value) => ({ is: "command", value }) as Whole),
    ...keyed(source, "answer", (value) => ({ is: "answer", value }) as Whole),
  ];
  const worker = keyed(source, "worker", (verb) => verb as WorkerVerb);
  refuseDoubles(
    file,
    worker.map(({ words, means }) => ({ words, means: { is: "worker", value: means } })),
  );
  refuseDoubles<Sense>(file, senses);
  refuseDoubles<Sense | Whole>(file, [...wholes, ...senses.filter(({ means }) => means.is === "verb")]);
  return {
    script: scriptIn(source),
    also: tagsIn(source),
    clockOffset: offsetIn(source),
    senses,
    wholes,
    emergencies: listed(source, "emergency"),
    beforeName: listed(source, "beforeName"),
    afterName: listed(source, "afterName"),
    signatures: listed(source, "signature"),
    shared: listed(source, "shared"),
    sensitive: listed(source, "sensitive"),
    worker,
    sex: keyed(source, "sex", (sex) => sex as Gender),
    spans: keyed(source, "span", Number),
    besidePerson: listed(source, "besidePerson"),
  };
}

type Source = { readonly file: string; readonly record: Readonly<Record<string, unknown>> };

function keyed<Means>(
  source: Source,
  name: keyof typeof ALLOWED | keyof typeof REQUIRED,
  means: (key: string) => Means,
) {
  const { file, record } = source;
  const words = recordIn(file, record[name] ?? {}, name);
  const required: readonly string[] = name in REQUIRED ? REQUIRED[name as keyof typeof REQUIRED] : [];
  for (const key of required) if (!(key in words)) fail(file, `${name}.${key}`, "is missing");
  return Object.entries(words).flatMap(([key, value]) => {
    if (!required.includes(key) && !isAllowed(name, key)) fail(file, `${name}.${key}`, "is no key of this class");
    return phrasesIn(file, `${name}.${key}`, value).map((phrase) => ({ words: phrase, means: means(key) }));
  });
}

function listed({ file, record }: Source, name: string): readonly (readonly string[])[] {
  return record[name] === undefined ? [] : phrasesIn(file, name, record[name]);
}

/** Phrases stand in one text, separated by commas. */
function phrasesIn(file: string, key: string, value: unknown): readonly (readonly string[])[] {
  if (typeof value !== "string") return fail(file, key, "must be words separated by commas");
  const phrases = value.split(",").map(wordsOf);
  if (phrases.some((words) => words.length === 0)) return fail(file, key, "has an empty word");
  if (/\p{N}/u.test(value)) return fail(file, key, "has a digit; digits are read without being listed");
  return phrases;
}

function refuseDoubles<Means extends Sense | Whole | { readonly is: "worker"; readonly value: WorkerVerb }>(
  file: string,
  listedWords: ListedWords<Means>,
): void {
  const seen = new Map<string, string>();
  const doubles: string[] = [];
  for (const { words, means } of listedWords) {
    const phrase = words.join(" ");
    const place = means.value === null ? means.is : `${means.is}.${means.value}`;
    const before = seen.get(phrase);
    if (before !== undefined && before !== place) doubles.push(`"${phrase}" stands in ${before} and in ${place}`);
    seen.set(phrase, place);
  }
  if (doubles.length > 0) fail(file, "words", `have two meanings: ${doubles.join("; ")}`);
}

function isAllowed(name: string, key: string): boolean {
  const allowed = name in ALLOWED ? ALLOWED[name as keyof typeof ALLOWED] : null;
  return allowed instanceof RegExp ? allowed.test(key) : (allowed ?? []).includes(key);
}

function scriptIn({ file, record }: Source): string {
  const { script } = record as { script?: unknown };
  return typeof script === "string" && /^[A-Z][a-z]{3}$/.test(script)
    ? script
    : fail(file, "script", "must be an ISO 15924 code as Latn or Deva");
}

function tagsIn({ file, record }: Source): readonly string[] {
  const { also = [] } = record as { also?: unknown };
  const isTags = (value: unknown): value is readonly string[] =>
    Array.isArray(value) && value.every((tag) => typeof tag === "string");
  return isTags(also) ? also : fail(file, "also", "must be a list of language tags");
}

function offsetIn({ file, record }: Source): number {
  const { clockOffset = 0 } = record as { clockOffset?: unknown };
  return typeof clockOffset === "number" && clockOffset >= 0 && clockOffset < 12
    ? clockOffset
    : fail(file, "clockOffset", "must be hours from 0 to 11");
}

function recordIn(file: string, value: unknown, key = "it"): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return fail(file, key, "must be an object");
  return value as Readonly<Record<string, unknown>>;
}

function minutesIn(time: string): number {
  const [hour = "", minute = ""] = time.split(":");
  return Number(hour) * 60 + Number(minute);
}

function range(from: number, to: number): readonly string[] {
  return Array.from({ length: to - from + 1 }, (_, at) => String(from + at));
}

function fail(file: string, key: string, problem: string): never {
  throw new Error(`${file}: ${key} ${problem}`);
}
