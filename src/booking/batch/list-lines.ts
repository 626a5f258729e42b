import { likeness } from "../../core/edits.ts";
import { latinName } from "../../core/latin.ts";
import type { LineResult } from "../../core/receipt.ts";
import { type Sentence, sentence } from "../../core/sentence.ts";
import { addDays, dayOf, startOfDay } from "../../core/time.ts";
import type { WorkerCommand } from "../../core/worker-command.ts";
import type { Appointment } from "../../store/appointments.ts";
import type { Tx } from "../../store/engine.ts";
import { visitsAheadOf, visitsOfMany, visitsToFollow } from "../../store/people-visits.ts";
import { patientsOf } from "../../store/workers.ts";
import { described, named, type Person, personOf, result, type Scene } from "./scene.ts";
import { payLine } from "./to-pay.ts";
import { whose } from "./whose.ts";

/** Words of a name this alike are spellings of one. */
const SAME_WORD = 0.7;
/** More than a receipt has lines for. */
const FOUND_MAX = 20;
/** Somebody missed longer ago is looked for by other means. */
const DUE_MS = 60 * 86_400_000;

/** One person's visits ahead, or those of all her people today and tomorrow. */
export async function listLine(
  tx: Tx,
  scene: Scene,
  { kind, code }: Extract<WorkerCommand, { readonly kind: "list" }>,
): Promise<LineResult> {
  if (code !== null) {
    const found = await whose(tx, scene, { kind, code });
    if ("result" in found) return found.result;
    const visits = await visitsAheadOf(tx, found.person.id);
    const lines: Sentence[] = [];
    for (const visit of visits) lines.push(await visitLine(tx, found.person, visit));
    return listed(lines, sentence("receipt.no.visit", named(found.person)), visits);
  }
  const { zone } = scene.worker;
  const today = dayOf(tx.now, zone);
  const span = [startOfDay(today, zone), startOfDay(addDays(today, 2), zone)] as const;
  const visits = await visitsOfMany(tx, await idsOf(tx, scene), ...span);
  return listed(await eachOf(tx, visits, visitLine), sentence("receipt.none.list"), []);
}

/** Whose missed visit or follow-up waits for a new one. */
export async function dueLine(tx: Tx, scene: Scene): Promise<LineResult> {
  const visits = await visitsToFollow(tx, await idsOf(tx, scene), tx.now - DUE_MS);
  return listed(await eachOf(tx, visits, dueOf), sentence("receipt.none.due"), []);
}

/** Her own people by name or code, and nobody else's. */
export async function findLine(
  tx: Tx,
  scene: Scene,
  { words }: Extract<WorkerCommand, { readonly kind: "find" }>,
): Promise<LineResult> {
  const sought = words.map((word) => latinName(word).toLowerCase());
  const hers = (await patientsOf(tx, scene.worker.id)).map(({ id, code, name, nickname }) => {
    const names = latinName(`${name ?? ""} ${nickname ?? ""}`).toLowerCase();
    return { id, words: [code, ...names.split(" ")] };
  });
  const matching = (isLike: (own: string, word: string) => boolean) =>
    hers.filter((one) => sought.every((word) => one.words.some((own) => isLike(own, word))));
  const exact = matching((own, word) => own.startsWith(word));
  const found = exact.length > 0 ? exact : matching((own, word) => likeness(own, word) >= SAME_WORD);
  const lines: Sentence[] = [];
  for (const { id } of found.slice(0, FOUND_MAX)) {
    const person = await personOf(tx, id);
    if (person) lines.push(sentence("receipt.person", described(person, tx.now, scene.worker.zone)));
  }
  return listed(lines, sentence("receipt.none.found"), []);
}

function listed(lines: readonly Sentence[], none: Sentence, visits: readonly Appointment[]): LineResult {
  const [first = none, ...more] = lines;
  return result(first, { more, visits: visits.map(({ id }) => id) });
}

async function idsOf(tx: Tx, { worker }: Scene): Promise<readonly number[]> {
  return (await patientsOf(tx, worker.id)).map(({ id }) => id);
}

async function eachOf(
  tx: Tx,
  visits: readonly Appointment[],
  line: (tx: Tx, person: Person, visit: Appointment) => Promise<Sentence>,
): Promise<readonly Sentence[]> {
  const lines: Sentence[] = [];
  for (const visit of visits) {
    const person = visit.patientId === null ? null : await personOf(tx, visit.patientId);
    if (person) lines.push(await line(tx, person, visit));
  }
  return lines;
}

async function visitLine(tx: Tx, person: Person, visit: Appointment): Promise<Sentence> {
  const { startAt: at, zone } = visit;
  if (visit.state === "pending_payment") return await payLine(tx, person, visit);
  return sentence("receipt.for.visit", { ...named(person), when: { at, zone } });
}

async function dueOf(_tx: Tx, person: Person, visit: Appointment): Promise<Sentence> {
  const { followUpOn: on, startAt: at, zone } = visit;
  return on === null
    ? sentence("receipt.missed", { ...named(person), when: { at, zone } })
    : sentence("receipt.due", { ...named(person), on });
}
