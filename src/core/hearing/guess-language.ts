import type { Lexicon } from "./lexicon.ts";
import { cleaned, tokensOf } from "./plain.ts";

/**
 * The offered language a text is written in: by its script, and where several share one by the words each of them
 * lists; null where nothing tells, as with "hello" or "1".
 */
export function guessLanguage(text: string, lexicons: readonly Lexicon[], offered: readonly string[]): string | null {
  const own = cleaned(text);
  const candidates = lexicons.filter(({ tag }) => offered.includes(tag));
  const byScript = candidates.filter(({ isLatin, script }) => !isLatin && script.test(own));
  if (byScript.length === 1) return byScript[0]?.tag ?? null;
  return byWords(own, byScript.length > 0 ? byScript : candidates.filter(({ isLatin }) => isLatin));
}

function byWords(text: string, candidates: readonly Lexicon[]): string | null {
  const words = tokensOf(text).flatMap((token) => ("word" in token ? [token.word] : []));
  const telling = words.filter((word) => !candidates.some(({ shared }) => shared.has(word)));
  const counted = candidates
    .map(({ tag, vocabulary }) => ({ tag, known: telling.filter((word) => vocabulary.has(word)).length }))
    .sort((a, b) => b.known - a.known);
  const [first, second] = counted;
  return first && first.known > (second?.known ?? 0) ? first.tag : null;
}
