/*
 * How many parts a text costs on the air (3GPP TS 23.038 and 23.040). Our own, because the library we are held to by a
 * property test takes 240–400 µs a message, and every reply is measured.
 */

/** What one text costs: `units` are septets in GSM-7 and UTF-16 units in UCS-2; an empty text is one segment. */
export type Segments = { readonly encoding: "gsm-7" | "ucs-2"; readonly units: number; readonly segments: number };

const GSM_BASIC =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
  "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/** Each is sent as an escape and a second septet. */
const GSM_EXTENDED = "\f^{}\\[~]|€";

const SEPTETS = new Map<string, number>([
  ...[...GSM_BASIC].map((char) => [char, 1] as const),
  ...[...GSM_EXTENDED].map((char) => [char, 2] as const),
]);

/** A message of 140 octets; each part of a longer one gives 6 of them to the header that joins the parts. */
const GSM_LIMITS = { single: 160, part: 153 };
const UCS_LIMITS = { single: 70, part: 67 };

/** A letter with its marks, and emoji joined to one picture: the pieces Twilio does not tear apart. */
const CLUSTER = /\p{Cc}|.(?:[\p{M}\u200c\u200d]|[\u{1f3fb}-\u{1f3ff}]|(?<=\u200d)\p{Extended_Pictographic})*/gsu;

/** The encoding, length and number of parts of a text; escape pairs and letters with their marks stay in one part. */
export function segments(text: string): Segments {
  const septets = septetsOf(text);
  if (septets) return { encoding: "gsm-7", ...packed(septets, GSM_LIMITS) };
  return { encoding: "ucs-2", ...packed(text.match(CLUSTER)?.map((cluster) => cluster.length) ?? [], UCS_LIMITS) };
}

/** True if every character is in the GSM-7 alphabet or its extension table. */
export function isGsm7(text: string): boolean {
  return septetsOf(text) !== null;
}

/** The characters that make a text UCS-2, each once, in order of appearance. */
export function notGsm7(text: string): readonly string[] {
  return [...new Set(text)].filter((char) => !SEPTETS.has(char));
}

/** Typographic signs that editors, translators and Intl put in unasked, and what a keypad phone shows as well. */
const PLAIN: readonly (readonly [RegExp, string])[] = [
  [/[‘’‚‛′´`]/g, "'"],
  [/[“”„‟″«»]/g, '"'],
  [/[‐‑‒–—―−]/g, "-"],
  [/[•‣·]/g, "-"],
  [/…/g, "..."],
  [/[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, " "],
  [/[\u2028\u2029]/g, "\n"],
  // Invisible: soft hyphen, zero-width space, byte order mark, bidi marks. ZWJ and ZWNJ stay, for they shape letters.
  [/[\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, ""],
  [/×/g, "x"],
  [/₹ ?/g, "Rs "],
];

/** The text with typographic signs in their GSM-7 form; letters are never changed, so that names stay as they are. */
export function gsmSafe(text: string): string {
  if (isGsm7(text)) return text;
  return PLAIN.reduce((safe, [signs, plain]) => safe.replace(signs, plain), text);
}

function septetsOf(text: string): readonly number[] | null {
  const septets: number[] = [];
  for (const char of text) {
    const size = SEPTETS.get(char);
    if (size === undefined) return null;
    septets.push(size);
  }
  return septets;
}

function packed(sizes: readonly number[], limit: { readonly single: number; readonly part: number }) {
  const units = sizes.reduce((sum, size) => sum + size, 0);
  if (units <= limit.single) return { units, segments: 1 };
  let count = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > limit.part) {
      count++;
      used = 0;
    }
    used += size;
  }
  return { units, segments: count };
}
