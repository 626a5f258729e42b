import type { Heard, Meaning } from "./meaning.ts";

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

/** A family that books twice answers "1" often, and a worker asks for her list all day. */
const MAY_REPEAT: ReadonlySet<Meaning["kind"]> = new Set(["option", "worker"]);

/** Whether a contact has sent too much. */
export function isTooMuch(recent: Recent, { meaning }: Heard, isWorker: boolean): boolean {
  const most = isWorker ? RATE.workerTexts : RATE.texts;
  return recent.texts > most || (recent.same > RATE.same && !MAY_REPEAT.has(meaning.kind));
}

/** Stop words, emergencies and 6, 7, 8 are always processed and answered, however much was sent. */
export function alwaysAnswered({ meaning, emergency }: Heard): boolean {
  return emergency || meaning.kind === "visit.key" || (meaning.kind === "command" && meaning.command === "stop");
}
