import { readLocales } from "../../src/speech/locales.ts";
import { createSpeaking } from "../../src/speech/speaking.ts";
import type { Voice } from "./player.ts";

const locales = readLocales("locales");
const speaking = await createSpeaking(locales);

/** Every language there is. */
export const VOICES: readonly Voice[] = locales.map((locale) => ({ locale, speaking }));
