import type { Wish } from "../../core/effects.ts";
import type { LineResult } from "../../core/receipt.ts";
import { sentence } from "../../core/sentence.ts";
import { dayOf } from "../../core/time.ts";
import type { WorkerCommand } from "../../core/worker-command.ts";
import type { Appointment } from "../../store/appointments.ts";
import type { Tx } from "../../store/engine.ts";
import { visitsAheadOf } from "../../store/people-visits.ts";
import { instead, named, type Person } from "./scene.ts";

/** Two to a line of the receipt. */
const SHOWN_MAX = 2;

/**
 * The one visit ahead that a command is about: the only one, or that of the care (or the day, to cancel) it names; nothing
 * where there is none, and otherwise a choice.
 */
export async function whichVisit(
  tx: Tx,
  person: Person,
  command: Extract<WorkerCommand, { readonly kind: "move" | "cancel" }>,
  { care, day }: Wish,
): Promise<{ readonly visit: Appointment | null } | { readonly result: LineResult }> {
  const all = await visitsAheadOf(tx, person.id);
  const ofCare = care === undefined ? all : all.filter((visit) => visit.care === care);
  const isDay = (visit: Appointment) => command.kind === "cancel" && dayOf(visit.startAt, visit.zone) === day;
  const fitting = ofCare.length > 1 && ofCare.some(isDay) ? ofCare.filter(isDay) : ofCare;
  const [visit] = fitting;
  if (fitting.length <= 1) return { visit: visit ?? null };
  const alternatives = fitting.slice(0, SHOWN_MAX).map(({ care: of, startAt: at, zone }) => ({
    label: sentence("receipt.time", { when: { at, zone } }),
    command: { ...command, wish: { ...command.wish, care: of } },
  }));
  const who = named(person);
  return { result: instead(sentence("receipt.which.or", who), sentence("receipt.which", who), alternatives) };
}
