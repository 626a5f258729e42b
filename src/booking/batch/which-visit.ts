import type { LineResult } from "../../core/receipt.ts";
import { sentence } from "../../core/sentence.ts";
import { dayOf, isoAt } from "../../core/time.ts";
import type { WorkerCommand } from "../../core/worker-command.ts";
import type { Appointment } from "../../store/appointments.ts";
import { instead, named, type Person } from "./scene.ts";

/** Two to a line of the receipt. */
const SHOWN_MAX = 2;

/** Asks which of a person's visits a command is about. */
export function askWhich(
  person: Person,
  command: Extract<WorkerCommand, { readonly kind: "move" | "cancel" }>,
  visits: readonly Appointment[],
): LineResult {
  const alternatives = visits.slice(0, SHOWN_MAX).map(({ care, startAt: at, zone }) => ({
    label: sentence("receipt.time", { when: { at, zone } }),
    // The day of a move is where to; that of a cancellation says which.
    command:
      command.kind === "move"
        ? { ...command, wish: { ...command.wish, care } }
        : { ...command, wish: { care, day: dayOf(at, zone), time: isoAt(at, zone).slice(11, 16) } },
  }));
  const who = named(person);
  return instead(sentence("receipt.which.or", who), sentence("receipt.which", who), alternatives);
}
