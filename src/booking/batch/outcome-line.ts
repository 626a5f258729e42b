import type { LineResult } from "../../core/receipt.ts";
import { sentence } from "../../core/sentence.ts";
import { addDays, dayOf, startOfDay } from "../../core/time.ts";
import type { WorkerCommand } from "../../core/worker-command.ts";
import type { Appointment } from "../../store/appointments.ts";
import type { Tx } from "../../store/engine.ts";
import { visitsAheadOf, visitsBetween } from "../../store/people-visits.ts";
import { actorOf } from "../asker.ts";
import { type Outcome, recordOutcome } from "../outcome.ts";
import { named, type Person, result, type Scene } from "./scene.ts";
import { whose } from "./whose.ts";

type OutcomeCommand = Extract<WorkerCommand, { readonly kind: "saw" | "missed" }>;

/** How long after a visit its worker may still say what came of it. */
const LATE_MS = 30 * 86_400_000;

/** Writes down that a patient was seen at her last visit, or missed it; each takes the other back. */
export async function outcomeLine(tx: Tx, scene: Scene, command: OutcomeCommand): Promise<LineResult> {
  const found = await whose(tx, scene, command);
  if ("result" in found) return found.result;
  const { person } = found;
  const { zone } = scene.worker;
  const today = dayOf(tx.now, zone);
  const visit = await visitMeant(tx, person, zone);
  if (!visit) return await noneYet(tx, person);
  const outcome = outcomeOf(command, today);
  const recorded = await recordOutcome(tx, actorOf(scene.asker), visit.id, outcome, "correct");
  if (!recorded.ok) return result(sentence("receipt.early", { ...named(person), when: momentOf(visit) }));
  return { ...said(person, visit, outcome), isChange: recorded.visit.version !== visit.version };
}

/** Nothing was to happen before today is over. */
async function noneYet(tx: Tx, person: Person): Promise<LineResult> {
  const [next] = await visitsAheadOf(tx, person.id);
  const who = named(person);
  return result(next ? sentence("receipt.early", { ...who, when: momentOf(next) }) : sentence("receipt.no.visit", who));
}

/** The last that has begun today; before any has, the next one, for doctors are early; without one today, the last before. */
async function visitMeant(tx: Tx, { id }: Person, zone: string): Promise<Appointment | undefined> {
  const today = dayOf(tx.now, zone);
  const all = await visitsBetween(tx, id, tx.now - LATE_MS, startOfDay(addDays(today, 1), zone));
  const visits = all.filter(({ state }) => state !== "cancelled");
  const begun = visits.find(({ startAt }) => startAt <= tx.now);
  return begun && begun.startAt >= startOfDay(today, zone)
    ? begun
    : (visits.findLast((visit) => visit.startAt > tx.now) ?? begun);
}

function outcomeOf(command: OutcomeCommand, today: string): Outcome {
  if (command.kind === "missed") return { state: "no_show" };
  const { againInDays } = command;
  return { state: "fulfilled", followUpOn: againInDays === null ? null : addDays(today, againInDays) };
}

function said(person: Person, visit: Appointment, outcome: Outcome): LineResult {
  const who = named(person);
  if (outcome.state !== "fulfilled") return result(sentence("receipt.missed", { ...who, when: momentOf(visit) }));
  const { followUpOn: on } = outcome;
  return result(on === null ? sentence("receipt.seen", who) : sentence("receipt.seen.again", { ...who, on }));
}

function momentOf({ startAt: at, zone }: Appointment) {
  return { at, zone };
}
