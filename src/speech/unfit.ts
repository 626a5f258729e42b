import { secondsOf } from "../core/call-script.ts";
import { type WavHeader, wavHeader } from "./wav.ts";

/** Telephones carry this and no more; anything else a provider converts while she waits, or refuses. */
const SAMPLES_PER_SECOND = 8_000;
/** The shortest word takes three times as long (s). */
const SHORTEST = 0.1;
/** So many times the estimate is another sentence, or a microphone left open. */
const LONGEST_TIMES = 3;
/** A single word is said slower than words of a sentence, with a breath before and after (s). */
const ESTIMATE_LEAST = 1;

/** Why a file is no recording of these words for a telephone; null if it is one: WAV, 8 kHz, mono, of a likely length. */
export function unfit(file: Uint8Array, words: string): string | null {
  const header = wavHeader(file);
  if (!header) return "is no whole WAV file";
  const { channels, samplesPerSecond, seconds } = header;
  if (!isSpoken(header)) return "is neither µ-law nor 16-bit PCM";
  if (samplesPerSecond !== SAMPLES_PER_SECOND) return `has ${samplesPerSecond} samples a second instead of 8000`;
  if (channels !== 1) return `has ${channels} channels instead of one`;
  if (seconds < SHORTEST) return "is empty";
  const estimate = Math.max(ESTIMATE_LEAST, secondsOf({ language: "", pieces: [{ words, audio: [] }] }));
  if (seconds <= LONGEST_TIMES * estimate) return null;
  return `takes ${seconds.toFixed(1)} s, where about ${estimate.toFixed(1)} s were expected`;
}

function isSpoken({ format, bitsPerSample }: WavHeader): boolean {
  return (format === 1 && bitsPerSample === 16) || (format === 7 && bitsPerSample === 8);
}
