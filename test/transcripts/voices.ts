import { readLocales } from "../../src/speech/locales.ts";
import { createSpeaking } from "../../src/speech/speaking.ts";
import type { Voice } from "./player.ts";

/** All locales, read once. */
export const LOCALES = readLocales("locales");

const speaking = await createSpeaking(LOCALES);

/** Every language there is. */
export const VOICES: readonly Voice[] = LOCALES.map((locale) => ({ locale, speaking }));

/** Every second one, so that files that take long share them and none is left out. */
export function halfOf<T>(all: readonly T[], half: "first" | "second"): readonly T[] {
  return all.filter((_, at) => (at % 2 === 0) === (half === "first"));
}
