import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

/** By what a transcript is played. */
export type Channel = "text" | "voice";

/** One transcript: a title and its lines, each with the place it stands at. */
export type Scene = {
  readonly title: string;
  /** Kept though it fails, for a bug that is not mended yet: the title says `BUG`. */
  readonly isBug: boolean;
  /** The only channel it is about: the title says `text:` or `voice:`. */
  readonly only: Channel | null;
  readonly lines: readonly { readonly text: string; readonly place: string }[];
};

/** All scenes of a folder or file: `# title` begins one, `//` a comment. */
export function scenesIn(path: string): readonly Scene[] {
  const files = path.endsWith(".txt")
    ? [path]
    : readdirSync(path)
        .filter((name) => name.endsWith(".txt"))
        .map((name) => join(path, name));
  return files.flatMap(scenesOf);
}

function scenesOf(file: string): readonly Scene[] {
  const scenes: { title: string; isBug: boolean; only: Channel | null; lines: { text: string; place: string }[] }[] =
    [];
  for (const [at, raw] of readFileSync(file, "utf8").split("\n").entries()) {
    const text = raw.trim();
    if (text === "" || text.startsWith("//")) continue;
    if (text.startsWith("# ")) {
      const [, only = null, title = ""] = /^# (?:(text|voice): )?(.*)$/.exec(text) ?? [];
      scenes.push({ title, isBug: title.startsWith("BUG"), only: only as Channel | null, lines: [] });
    } else scenes.at(-1)?.lines.push({ text, place: `${basename(file)}:${at + 1}` });
  }
  return scenes;
}
