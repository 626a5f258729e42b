import type { Tell } from "../../core/effects.ts";
import { say } from "../../core/say.ts";
import type { Appointment } from "../../store/appointments.ts";

/** Whom a worker is told of: her people by code and first name, those who keep their visits to themselves by code alone. */
type Told = { readonly code: string; readonly nickname: string | null; readonly isCovert: boolean };

/** The line of a visit in a text to a worker: never what it is for. */
export function workerLine(
  { code, nickname, isCovert: hides }: Told,
  { startAt, zone }: Pick<Appointment, "startAt" | "zone">,
): Tell {
  const at = { at: startAt, zone };
  return hides || nickname === null
    ? say("worker.text.covert", { code, at })
    : say("worker.text.visit", { code, name: nickname, at });
}
