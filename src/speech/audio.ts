import { createHash } from "node:crypto";
import { join } from "node:path";
import { readAudioFolder } from "./audio-folder.ts";
import type { Phrases } from "./phrases.ts";
import { fixedRecordings, recordedWords } from "./recordings.ts";
import { unfit } from "./unfit.ts";

/** What became of the recordings of one language at the start. */
export type AudioState = {
  readonly language: string;
  /** `drafts`: placeholders, which are not played here. */
  readonly state: "complete" | "incomplete" | "drafts";
  /** Recordings without which the language cannot be spoken. */
  readonly missing: number;
  /** Files that are no recording for a telephone, and so count as missing. */
  readonly unfit: number;
};

/** The recordings that calls can play, all in memory: nothing that happens to the folder changes a running gateway. */
export type Audio = {
  /** Only of languages that have recordings. */
  readonly states: readonly AudioState[];
  /** The path under which a recording is heard, its content's hash in it; null where there is none. */
  readonly path: (language: string, name: string) => string | null;
  /** The content of a path that `path` has given out. */
  readonly file: (path: string) => Uint8Array | null;
};

/** Where recordings are, and whether placeholders may be played. */
export type AudioPlace = { readonly folder: string; readonly playsDrafts: boolean };

/** Letters of a content's hash in its address: it need not be secret, only another one after a change. */
const HASH_LETTERS = 16;

/** Reads the recordings of these languages; only what `unfit` finds nothing wrong with is ever played. */
export function readAudio(phrases: Phrases, languages: readonly string[], place: AudioPlace): Audio {
  const paths = new Map<string, string>();
  const files = new Map<string, Uint8Array>();
  const states = languages.flatMap((language): readonly AudioState[] => {
    const { isDraft, recordings } = readAudioFolder(join(place.folder, language));
    if (recordings.size === 0) return [];
    if (isDraft && !place.playsDrafts) return [{ language, state: "drafts", missing: 0, unfit: 0 }];
    const wordsOf = recordedWords(phrases, language);
    const said = [...recordings].flatMap(([name, content]) => {
      const words = wordsOf(name);
      return words === null ? [] : [{ name, content, isFit: unfit(content, words) === null }];
    });
    for (const { name, content } of said.filter(({ isFit }) => isFit)) {
      const path = pathOf(language, name, content);
      paths.set(`${language}/${name}`, path);
      files.set(path, content);
    }
    const missing = fixedRecordings(phrases, language).filter(({ name }) => !paths.has(`${language}/${name}`)).length;
    const unfitCount = said.filter(({ isFit }) => !isFit).length;
    return [{ language, state: missing === 0 ? "complete" : "incomplete", missing, unfit: unfitCount }];
  });
  return {
    states,
    path: (language, name) => paths.get(`${language}/${name}`) ?? null,
    file: (path) => files.get(path) ?? null,
  };
}

function pathOf(language: string, name: string, content: Uint8Array): string {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, HASH_LETTERS);
  return `/audio/${language}/${name}.${hash}.wav`;
}
