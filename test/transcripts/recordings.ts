import type { Recordings } from "../../src/channels/twilio/call-twiml.ts";
import { createPhrases } from "../../src/speech/phrases.ts";
import { directoryRecordings, fixedRecordings } from "../../src/speech/recordings.ts";
import { KISUMU, PUNJAB } from "./district.ts";
import { LOCALES } from "./voices.ts";

/** Where recordings would be heard. */
export const AUDIO = "https://gateway.example/audio";

const phrases = await createPhrases(LOCALES);
const lands = [PUNJAB, KISUMU];
const directory = {
  clinics: lands.flatMap((land) => land.clinics.map(([name]) => ({ name }))),
  doctors: lands.flatMap((land) => land.doctors.map(({ name }) => ({ name }))),
  fees: lands.flatMap((land) =>
    land.doctors.flatMap(({ fee }) => (fee ? [{ minor: fee, currency: land.currency, inParts: true }] : [])),
  ),
};

/** What a clinic is told to record, and no more. */
const complete = new Map(
  LOCALES.map(({ tag }) => {
    const all = [...fixedRecordings(phrases, tag), ...directoryRecordings(phrases, tag, directory)];
    return [tag, new Set(all.map(({ name }) => name))];
  }),
);

/** A complete set for every language; asking for what is not in it is noted. */
export function completeRecordings() {
  const unheard: string[] = [];
  const recordings: Recordings = (tag, name) => {
    if (complete.get(tag)?.has(name)) return `${AUDIO}/${tag}/${name}.wav`;
    unheard.push(`${tag} ${name}`);
    return null;
  };
  return { recordings, unheard };
}
