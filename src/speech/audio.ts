import { createHash } from "node:crypto";
import { join } from "node:path";
import { readAudioFolder } from "./audio-folder.ts";
import type { Phrases } from "./phrases.ts";
import { fixedRecordings, recordedWords } from "./recordings.ts";
import { unfit } from "./unfit.ts";

/** A language whose recordings cannot speak it yet. */
export type Unheard = {
  readonly language: string;
  /** Placeholders, which are not played here. */
  readonly isDraft: boolean;
  /** Recordings without which the language cannot be spoken. */
  readonly missing: number;
  /** Files that are no recording for a telephone, and so count as missing. */
  readonly unfit: number;
};

/** The recordings that calls can play, all in memory: nothing that happens to the folder changes a running gateway. */
export type Audio = {
  /** Languages that can be spoken, names and fees aside. */
  readonly complete: ReadonlySet<string>;
  readonly unheard: readonly Unheard[];
  /** Where a recording is heard, its content's hash in the address; null where there is none. */
  readonly address: (language: string, name: string) => string | null;
  /** The content of the path of such an address. */
  readonly file: (path: string) => Uint8Array | null;
};

/** Where recordings are and are heard, and whether placeholders may be played. */
export type AudioPlace = { readonly folder: string; readonly publicUrl: string; readonly playsDrafts: boolean };

/** Letters of a content's hash in its address: it need not be secret, only another one after a change. */
const HASH_LETTERS = 16;

/** Reads the recordings of these languages; only what `unfit` finds nothing wrong with is ever played. */
export function readAudio(phrases: Phrases, languages: readonly string[], place: AudioPlace): Audio {
  const paths = new Map<string, string>();
  const files = new Map<string, Uint8Array>();
  const complete = new Set<string>();
  const unheard: Unheard[] = [];
  for (const language of languages) {
    const { isDraft, recordings } = readAudioFolder(join(place.folder, language));
    const [fit, unfitCount] = isDraft && !place.playsDrafts ? [[], 0] : sorted(phrases, language, recordings);
    for (const [name, content] of fit) {
      const path = pathOf(language, name, content);
      paths.set(`${language}/${name}`, path);
      files.set(path, content);
    }
    const missing = fixedRecordings(phrases, language).filter(({ name }) => !paths.has(`${language}/${name}`)).length;
    if (missing === 0) complete.add(language);
    else if (recordings.size > 0) unheard.push({ language, isDraft, missing, unfit: unfitCount });
  }
  return {
    ...{ complete, unheard },
    address: (language, name) => {
      const path = paths.get(`${language}/${name}`);
      return path === undefined ? null : `${place.publicUrl}${path}`;
    },
    file: (path) => files.get(path) ?? null,
  };
}

/** The recordings that calls may want and that are fit for them, and how many of the former are not. */
function sorted(phrases: Phrases, language: string, recordings: ReadonlyMap<string, Uint8Array>) {
  const wordsOf = recordedWords(phrases, language);
  const wanted = [...recordings].flatMap(([name, content]) => {
    const words = wordsOf(name);
    return words === null ? [] : [{ name, content, isFit: unfit(content, words) === null }];
  });
  const fit = wanted.filter(({ isFit }) => isFit).map(({ name, content }) => [name, content] as const);
  return [fit, wanted.length - fit.length] as const;
}

function pathOf(language: string, name: string, content: Uint8Array): string {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, HASH_LETTERS);
  return `/audio/${language}/${name}.${hash}.wav`;
}
