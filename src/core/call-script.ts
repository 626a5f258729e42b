/** A few words of one language: what a synthetic voice says, and the recordings that say the same. */
export type Piece = {
  readonly words: string;
  /** Names of recordings, in order; none for what is only a pause between words. */
  readonly audio: readonly string[];
  /** Said instead where a recording is missing: "the clinic" for the name of one. */
  readonly instead?: readonly string[];
};

/** What is said in one breath, in one language. */
export type Utterance = { readonly language: string; readonly pieces: readonly Piece[] };

/** What a call says and then waits for, for any provider. */
export type CallScript = {
  /** The number the next keys carry. */
  readonly turn: number;
  readonly say: readonly Utterance[];
  readonly expects:
    | { readonly kind: "key" }
    /** Several keys, ended by #; `max` is the most there can be. */
    | { readonly kind: "keys"; readonly max: number }
    /** Each option by itself: any key takes the one just heard, silence goes on to the next. */
    | { readonly kind: "each"; readonly options: readonly Utterance[] }
    /** Nothing: the call ends. */
    | { readonly kind: "end" };
  /** With a pause after each utterance, for who did not follow. */
  readonly slowly: boolean;
};

/** The words of an utterance as one text, for a synthetic voice and for whoever reads along. */
export function wordsOf({ pieces }: Utterance): string {
  const joined = pieces.map(({ words }) => words).join("");
  return joined
    .replace(/\s+/gu, " ")
    .replace(/ ([,.!?।])/gu, "$1")
    .trim();
}

/** Words a synthetic voice says in a second: 150 a minute, as the slower of Twilio's voices do. */
const WORDS_PER_SECOND = 2.5;

/**
 * About how long an utterance takes (s): its words, a number up to 99 counting as one, half a second at each full stop and
 * a quarter at a comma.
 */
export function secondsOf(utterance: Utterance): number {
  const text = wordsOf(utterance);
  const words = text.match(/\p{Nd}{1,2}|[\p{L}\p{M}'’-]+/gu)?.length ?? 0;
  const stops = text.match(/[.:;!?।]/gu)?.length ?? 0;
  const commas = text.match(/,/g)?.length ?? 0;
  return words / WORDS_PER_SECOND + stops / 2 + commas / 4;
}
