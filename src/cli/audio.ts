import { join } from "node:path";
import { hasVoice } from "../channels/twilio/voices.ts";
import { type AudioFolder, DRAFT, readAudioFolder } from "../speech/audio-folder.ts";
import { readLocales } from "../speech/locales.ts";
import { createPhrases } from "../speech/phrases.ts";
import { directoryRecordings, fixedRecordings, type Recording } from "../speech/recordings.ts";
import { unfit } from "../speech/unfit.ts";
import { directoryWords } from "../store/reports.ts";
import { draft } from "./audio-draft.ts";
import type { Command, Shell } from "./command.ts";

/** `audio script|check|draft <language>`: the recordings by which a language without a synthetic voice is spoken. */
export const audioCommand: Command = {
  usage: "audio script | check | draft <language>",
  about: "list what a language's recordings are, check them, or make placeholders",
  run: async (shell, [act = "", language, ...rest]) => {
    if (language === undefined || rest.length > 0 || !["script", "check", "draft"].includes(act)) return 2;
    const needed = await recordingsNeeded(shell, language);
    if (needed === null) return 1;
    const folder = join(shell.audio, language);
    if (act === "check") return check(shell, needed, folder);
    const all = [...needed.fixed, ...needed.directory];
    return act === "script" ? script(shell, all) : await draft(shell, all, { language, folder });
  },
};

type Needed = { readonly fixed: readonly Recording[]; readonly directory: readonly Recording[] };

/** Null, after saying why, where a language cannot have recordings. */
async function recordingsNeeded({ engine, locales, print }: Shell, language: string): Promise<Needed | null> {
  const files = readLocales(locales);
  const phrases = await createPhrases(files);
  if (!phrases.tags.includes(language)) {
    print(`There is no language "${language}". There are: ${phrases.tags.join(", ")}.`);
    return null;
  }
  const spokenAs = phrases.template("format.spoken", language).join("");
  if (spokenAs !== language) {
    print(`${language} is a way to write ${spokenAs}: calls speak ${spokenAs}.`);
    return null;
  }
  if (hasVoice(language)) {
    print(`Calls in ${language} are spoken by a synthetic voice, which needs no recordings.`);
    return null;
  }
  const words = await directoryWords(engine.read);
  return { fixed: fixedRecordings(phrases, language), directory: directoryRecordings(phrases, language, words) };
}

/** A table that spreadsheets and studios read. */
function script({ print }: Shell, recordings: readonly Recording[]): 0 {
  print("file,words,note");
  for (const { name, words, note } of recordings) print([`${name}.wav`, words, note].map(cell).join(","));
  return 0;
}

function cell(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function check({ print }: Shell, { fixed, directory }: Needed, folder: string): 0 | 1 {
  const there = readAudioFolder(folder);
  const missing = (all: readonly Recording[]) => all.filter(({ name }) => !there.recordings.has(name));
  const [missingFixed, missingWords] = [missing(fixed), missing(directory)];
  const all = [...fixed, ...directory];
  const wrong = all.flatMap(({ name, words }) => {
    const content = there.recordings.get(name);
    const problem = content ? unfit(content, words) : null;
    return problem === null ? [] : [`${name}.wav ${problem}`];
  });
  const others = superfluous(there, all);
  for (const { name, words } of [...missingFixed, ...missingWords]) print(`${name}.wav is missing: ${words}`);
  for (const line of wrong) print(line);
  for (const name of others) print(`${name} is said by no call`);
  if (there.isDraft) print(`${DRAFT}: these are placeholders, which production does not play.`);
  print(
    `${all.length} recordings are needed; ${missingFixed.length + missingWords.length} are missing, ` +
      `${missingWords.length} of them names and fees; ${wrong.length} are unfit, ${others.length} superfluous.`,
  );
  return missingFixed.length + missingWords.length + wrong.length + others.length === 0 ? 0 : 1;
}

function superfluous({ recordings, strangers }: AudioFolder, needed: readonly Recording[]): readonly string[] {
  const names = new Set(needed.map(({ name }) => name));
  return [...[...recordings.keys()].filter((name) => !names.has(name)).map((name) => `${name}.wav`), ...strangers];
}
