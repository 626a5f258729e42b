import type { Tell } from "../../core/effects.ts";
import { type Sentence, sentence } from "../../core/sentence.ts";
import type { Appointment } from "../../store/appointments.ts";

/** Whom a worker is told of: her people by code and first name, those who keep their visits to themselves by code alone. */
type Told = { readonly code: string; readonly nickname: string | null; readonly isCovert: boolean };

/** The line of a visit in a text to a worker: never what it is for. */
export function workerLine(
  { code, nickname, isCovert: hides }: Told,
  { startAt, zone }: Pick<Appointment, "startAt" | "zone">,
): Sentence {
  const called = hides || nickname === null ? "" : nickname;
  return sentence("receipt.for.visit", { code, called, when: { at: startAt, zone } });
}

/** Lines to a worker in the manner of a receipt: Latin letters, each of at most 38 units. */
export function textOf(lines: readonly Sentence[]): Tell {
  const said = lines.map((one) => ({ is: "said", sentence: one }) as const);
  return { type: "receipt", lines: said, visits: [], isKept: false };
}
