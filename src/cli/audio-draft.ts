import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { DRAFT, readAudioFolder } from "../speech/audio-folder.ts";
import type { Recording } from "../speech/recordings.ts";
import type { Shell } from "./command.ts";

const run = promisify(execFile);

const MARK = "Placeholders made by espeak-ng, for trying calls out. Production never plays this folder.\n";

/** Makes placeholders of whatever is missing, in a folder that is marked before the first one is in it. */
export async function draft(
  { print, production }: Shell,
  recordings: readonly Recording[],
  { language, folder }: { readonly language: string; readonly folder: string },
): Promise<0 | 1> {
  if (production) return refuse(print, "Placeholders are not for patients, so production makes none.");
  const there = readAudioFolder(folder);
  if (there.recordings.size > 0 && !there.isDraft) {
    return refuse(print, `${folder} holds recordings that are no placeholders, so nothing was made.`);
  }
  const reason = await cannotSpeak(language);
  if (reason !== null) return refuse(print, reason);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, DRAFT), MARK);
  const missing = recordings.filter(({ name }) => !there.recordings.has(name));
  // A dot: what is half made is no recording yet.
  const scratch = mkdtempSync(join(folder, ".making-"));
  try {
    const queue = [...missing];
    const worker = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) await speak(next, { language, folder, scratch });
    };
    await Promise.all(Array.from({ length: availableParallelism() }, worker));
  } finally {
    rmSync(scratch, { recursive: true });
  }
  print(`${missing.length} placeholders made in ${folder}; the next start plays them.`);
  return 0;
}

function refuse(print: Shell["print"], reason: string): 1 {
  print(reason);
  return 1;
}

/** Why this machine cannot speak a language; null if it can. */
async function cannotSpeak(language: string): Promise<string | null> {
  try {
    await run("sox", ["--version"]);
    await run("espeak-ng", ["-q", "-v", language, "-"]);
    return null;
  } catch (error) {
    const isAbsent = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (isAbsent) return "This needs espeak-ng and sox (apt-get install espeak-ng sox).";
    return `espeak-ng does not speak ${language}.`;
  }
}

async function speak(
  { name, words }: Recording,
  { language, folder, scratch }: { readonly language: string; readonly folder: string; readonly scratch: string },
): Promise<void> {
  const [spoken, narrow] = [join(scratch, `${name}.spoken.wav`), join(scratch, `${name}.wav`)];
  await run("espeak-ng", ["-v", language, "-w", spoken, "--", words]);
  await run("sox", ["-V1", spoken, "-r", "8000", "-c", "1", "-e", "mu-law", narrow]);
  renameSync(narrow, join(folder, `${name}.wav`));
}
