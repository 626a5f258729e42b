import type { Heard } from "./meaning.ts";

const MINUTE = 60_000;

/** What a contact may send before it is silenced: a person in a hurry stays below, another robot does not. */
export const RATE = {
  texts: 12,
  /** A worker sends for many. */
  workerTexts: 60,
  textsWithinMs: 5 * MINUTE,
  same: 5,
  sameWithinMs: 30 * MINUTE,
  silenceMs: 30 * MINUTE,
} as const;

/** Texts of one contact, this one included. */
export type Recent = { readonly texts: number; readonly same: number };

/** Whether a contact has sent too much; a family that books twice answers "1" often, so choosing an option repeats nothing. */
export function isTooMuch(recent: Recent, { meaning }: Heard, isWorker: boolean): boolean {
  return (
    recent.texts > (isWorker ? RATE.workerTexts : RATE.texts) || (recent.same > RATE.same && meaning.kind !== "option")
  );
}

/** Stop words, emergencies and 6, 7, 8 are always processed and answered, however much was sent. */
export function alwaysAnswered({ meaning, emergency }: Heard): boolean {
  return emergency || meaning.kind === "visit.key" || (meaning.kind === "command" && meaning.command === "stop");
}
