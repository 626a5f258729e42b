import { readLocales } from "../../src/speech/locales.ts";
import { createSpeaking } from "../../src/speech/speaking.ts";
import type { Voice } from "./player.ts";

/** All locales, read once. */
export const LOCALES = readLocales("locales");

const speaking = await createSpeaking(LOCALES);

/** Every language there is. */
export const VOICES: readonly Voice[] = LOCALES.map((locale) => ({ locale, speaking }));
