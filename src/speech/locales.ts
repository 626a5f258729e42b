import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The two files that are a language: what we say, and the words we understand (as plain data, checked by hearing). */
export type LocaleFiles = {
  readonly tag: string;
  readonly say: Readonly<Record<string, string>>;
  readonly hear: unknown;
};

/** Reads every folder of `locales/` that holds a say.json; adding a language needs no build. */
export function readLocales(folder: string): readonly LocaleFiles[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name: tag }) => ({
      tag,
      say: read(join(folder, tag, "say.json")),
      hear: read(join(folder, tag, "hear.json")),
    }));
}

function read(file: string): Record<string, string> {
  return JSON.parse(readFileSync(file, "utf8"));
}
