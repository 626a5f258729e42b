import type { Gender } from "../places.ts";
import type { WorkerVerb } from "../worker-command.ts";
import { type NearWords, nearWordsFrom } from "./near.ts";
import type { Sense, Whole } from "./sense.ts";
import { type ListedWords, readWordList } from "./word-list.ts";

/** One language's words, compiled for looking up. */
export type Lexicon = {
  readonly tag: string;
  readonly script: RegExp;
  readonly isLatin: boolean;
  /** Tags whose words are heard too, nearest first. */
  readonly also: readonly string[];
  readonly phrases: ReadonlyMap<string, Sense>;
  /** Words of the longest phrase that begins with a word. */
  readonly longest: ReadonlyMap<string, number>;
  /** Every word that stands in any phrase, so that none is taken for a name or a slip. */
  readonly vocabulary: ReadonlySet<string>;
  readonly whole: ReadonlyMap<string, Whole>;
  /** Emergencies by one of their words: all the others must be in the text too, in any order. */
  readonly emergencies: ReadonlyMap<string, readonly (readonly string[])[]>;
  readonly near: NearWords;
  /** Hours that the local count of the clock lags behind midnight: 6 where the day begins at dawn. */
  readonly clockOffset: number;
  readonly beforeName: readonly (readonly string[])[];
  readonly afterName: readonly (readonly string[])[];
  readonly signatures: readonly string[];
  /** Words used in every language, which tell nothing about the writer's. */
  readonly shared: ReadonlySet<string>;
  /** What only a worker's text says. */
  readonly worker: {
    readonly verbs: ReadonlyMap<string, WorkerVerb>;
    readonly sexes: ReadonlyMap<string, Gender>;
    readonly spans: ReadonlyMap<string, number>;
    readonly besidePerson: ReadonlySet<string>;
  };
};

/** Compiles one `hear.json`; throws an error that names the file and the key at fault. */
export function lexiconFrom(tag: string, json: unknown): Lexicon {
  const list = readWordList(`locales/${tag}/hear.json`, json);
  const phrases = byPhrase(list.senses);
  const whole = byPhrase(list.wholes);
  return {
    tag,
    script: new RegExp(`\\p{Script=${list.script}}`, "u"),
    isLatin: list.script === "Latn",
    also: list.also,
    phrases,
    longest: longestByFirstWord(list.senses),
    vocabulary: new Set([...[...list.senses, ...list.wholes].map(({ words }) => words), ...list.emergencies].flat()),
    whole,
    emergencies: byFirstWord(list.emergencies),
    near: nearWordsFrom(phrases, whole),
    clockOffset: list.clockOffset,
    beforeName: longestFirst(list.beforeName),
    afterName: longestFirst(list.afterName),
    signatures: list.signatures.map((words) => words.join(" ")),
    shared: new Set(list.shared.map((words) => words.join(" "))),
    worker: {
      verbs: byPhrase(list.worker),
      sexes: byPhrase(list.sex),
      spans: byPhrase(list.spans),
      besidePerson: new Set(list.besidePerson.map((words) => words.join(" "))),
    },
  };
}

function byPhrase<Means>(listed: ListedWords<Means>): ReadonlyMap<string, Means> {
  return new Map(listed.map(({ words, means }) => [words.join(" "), means]));
}

function longestByFirstWord(listed: ListedWords<Sense>): ReadonlyMap<string, number> {
  const longest = new Map<string, number>();
  for (const { words } of listed) {
    const [first = ""] = words;
    longest.set(first, Math.max(words.length, longest.get(first) ?? 0));
  }
  return longest;
}

function byFirstWord(emergencies: readonly (readonly string[])[]): ReadonlyMap<string, readonly (readonly string[])[]> {
  const found = new Map<string, (readonly string[])[]>();
  for (const words of emergencies) {
    const [first = "", ...others] = words;
    found.set(first, [...(found.get(first) ?? []), others]);
  }
  return found;
}

function longestFirst(phrases: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return [...phrases].sort((a, b) => b.length - a.length);
}
