import { wordsOf } from "../core/hearing/plain.ts";
import { type Names, shortNames } from "../core/places.ts";
import { notGsm7 } from "../core/segments.ts";
import type { Known, RowReader } from "./import-fields.ts";

/**
 * Most characters of a name, so that every text fits two segments (DESIGN 6.2). `firstWord` is the first word of a public
 * name, by which clinics are told apart where three offers are at three of them.
 */
export const NAME_LIMITS = {
  latin: { name: 60, publicName: 28, firstWord: 12, practitioner: 24 },
  otherScript: { name: 60, publicName: 20, firstWord: 8, practitioner: 24 },
} as const;

/** Checks names before they are said: the Latin one within GSM-7, none too long. */
export function checkNames(
  reader: RowReader,
  prefix: "name" | "public_name",
  names: Names,
  limit: keyof (typeof NAME_LIMITS)["latin"],
): void {
  for (const [key, text] of Object.entries(names)) {
    const column = key.replace("name", prefix);
    const max = limitsOf(text)[limit];
    if (/\p{Cc}/u.test(text)) reader.refuse(column, "must be one line without control characters");
    if (text.length > max)
      reader.refuse(column, `"${text}" has ${text.length} characters, at most ${max} fit in a text`);
  }
  const foreign = notGsm7(names.name);
  if (foreign.length > 0) {
    const found = foreign.map((char) => `"${char}"`).join(" ");
    reader.refuse(prefix, `"${names.name}" has ${found}, which a plain text message (GSM-7) cannot carry`);
  }
}

/** Checks what others may read on somebody's phone: short enough, and no word that tells why she goes there. */
export function checkPublicNames(reader: RowReader, prefix: "name" | "public_name", names: Names, known: Known): void {
  checkNames(reader, prefix, names, "publicName");
  for (const [key, word] of Object.entries(shortNames(names))) {
    const max = limitsOf(word).firstWord;
    if (word.length > max) {
      reader.refuse(
        key.replace("name", prefix),
        `its first word "${word}" has ${word.length} characters, at most ${max} fit`,
      );
    }
  }
  for (const [key, text] of Object.entries(names)) {
    const words = wordsOf(text);
    const found = known.sensitive.find((listed) => contains(words, listed));
    if (found)
      reader.refuse(key.replace("name", prefix), `"${text}" tells others of an illness ("${found.join(" ")}")`);
  }
}

function contains(words: readonly string[], listed: readonly string[]): boolean {
  return words.some((_, at) => listed.every((word, n) => words[at + n] === word));
}

function limitsOf(text: string) {
  return /[^\p{Script=Latin}\P{L}]/u.test(text) ? NAME_LIMITS.otherScript : NAME_LIMITS.latin;
}
