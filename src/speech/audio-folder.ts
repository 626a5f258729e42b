import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Marks a folder of placeholders: it is never played to patients. */
export const DRAFT = "DRAFT";

/** The folder of one language, as it lies on the disk. */
export type AudioFolder = {
  readonly isDraft: boolean;
  /** The content of each `<name>.wav`, by name. */
  readonly recordings: ReadonlyMap<string, Uint8Array>;
  /** Whatever else is there. */
  readonly strangers: readonly string[];
};

/** Reads a language's folder of recordings; one that is not there holds none. */
export function readAudioFolder(folder: string): AudioFolder {
  if (!existsSync(folder)) return { isDraft: false, recordings: new Map(), strangers: [] };
  const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !name.startsWith("."));
  const files = entries.filter((entry) => !entry.isDirectory() && entry.name.endsWith(".wav"));
  return {
    isDraft: entries.some(({ name }) => name === DRAFT),
    recordings: new Map(files.map(({ name }) => [name.slice(0, -4), contentOf(join(folder, name))])),
    strangers: entries.filter((entry) => !files.includes(entry) && entry.name !== DRAFT).map(({ name }) => name),
  };
}

/** A file that cannot be read is no recording, as an empty one is: it must not keep the gateway from starting. */
function contentOf(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch {
    return new Uint8Array();
  }
}
