import type { Recordings } from "../../src/channels/twilio/call-twiml.ts";
import type { LocaleFiles } from "../../src/speech/locales.ts";
import { namePiece } from "../../src/speech/spoken.ts";
import { KISUMU, PUNJAB } from "./district.ts";
import { LOCALES } from "./voices.ts";

/** Where recordings would be heard. */
export const AUDIO = "https://gateway.example/audio";

/** Numbers are said as a sum of these. */
const NUMBERS = [
  ...Array.from({ length: 100 }, (_, n) => n),
  ...Array.from({ length: 9 }, (_, n) => (n + 1) * 100),
  ...Array.from({ length: 9 }, (_, n) => (n + 1) * 1_000),
];

/** Every recording a language needs that has no voice: fixed parts of sentences, numbers, names of clinics and doctors. */
function recordingsOf({ say }: LocaleFiles): ReadonlySet<string> {
  const parts = Object.entries(say).flatMap(([key, sentence]) =>
    sentence
      .split(/\{\w+\}/)
      .map((words, at) => ({ words, name: `${key}.${at + 1}` }))
      .filter(({ words }) => /[\p{L}\p{Nd}]/u.test(words))
      .map(({ name }) => name),
  );
  const names = [PUNJAB, KISUMU].flatMap((land) => land.clinics.map(([name]) => name));
  // Among offers a clinic is called by its first word.
  const clinics = names
    .flatMap((name) => [name, name.split(" ")[0] ?? ""])
    .flatMap((name) => namePiece("clinic", { name }, "sw").audio);
  const doctors = [PUNJAB, KISUMU].flatMap((land) =>
    land.doctors.flatMap(({ name }) => namePiece("doctor", { name }, "sw").audio),
  );
  return new Set([...parts, ...NUMBERS.map((number) => `number.${number}`), ...clinics, ...doctors]);
}

const complete = new Map(LOCALES.map((locale) => [locale.tag, recordingsOf(locale)]));

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
