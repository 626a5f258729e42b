/** Slower than the 150 to 170 words a minute of the providers' usual voices, so that the rests between sentences are in it. */
const WORDS_PER_SECOND = 2.2;
/** Languages that join their words, such as Swahili, are not spoken faster for it. */
const LETTERS_PER_SECOND = 12;

/**
 * How long a text takes to be spoken: 2.2 words a second (132 a minute) or 12 letters a second, whichever is longer. A digit
 * counts as a word, since "10:30" or a reference is read out in that many; punctuation counts nothing.
 */
export function speechSeconds(text: string): number {
  const words = text.match(/\p{N}|\p{L}[\p{L}\p{M}\p{Cf}'’-]*/gu) ?? [];
  const letters = text.match(/\p{L}/gu) ?? [];
  return Math.max(words.length / WORDS_PER_SECOND, letters.length / LETTERS_PER_SECOND);
}
