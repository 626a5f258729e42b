import { likeness } from "../../core/edits.ts";
import { invariant } from "../../core/errors.ts";
import { latinName } from "../../core/latin.ts";
import type { LineResult } from "../../core/receipt.ts";
import { sentence } from "../../core/sentence.ts";
import { villageKey } from "../../core/worker.ts";
import type { HandCommand } from "../../core/worker-command.ts";
import type { Tx } from "../../store/engine.ts";
import { patientByCode } from "../../store/patients.ts";
import { isPatientOf, patientsOf, workerById } from "../../store/workers.ts";
import { actorOf } from "../asker.ts";
import { noteGuess } from "../guesses.ts";
import { handOver } from "../workers/hand-over.ts";
import { result, type Scene } from "./scene.ts";
import { type Between, workersBetween } from "./workers-between.ts";

/** A village this alike is one spelt otherwise. */
const SAME_VILLAGE = 0.75;

/** Gives a worker's patients to another, both under the one who asks: all, those of a village, or some by code. */
export async function handLine(tx: Tx, scene: Scene, command: HandCommand): Promise<LineResult> {
  const found = await workersBetween(tx, scene, command);
  if ("result" in found) return found.result;
  const chosen = await chosenPatients(tx, scene, command, found);
  if ("result" in chosen) return chosen.result;
  const { from, to } = found;
  const names = { called: from.name, who: to.name };
  const { patientIds, standing } = chosen;
  if (patientIds.length === 0 && standing > 0) return result(handed(standing, names));
  if (patientIds.length === 0) return result(sentence("receipt.hand.none", { called: from.name }));
  const giver = await workerById(tx, from.id);
  const taker = await workerById(tx, to.id);
  invariant(giver && taker, "both were just found");
  const count = await handOver(tx, actorOf(scene.asker), { from: giver, to: taker, patientIds });
  const back: HandCommand = { kind: "hand", names: [], codes: [], fromId: to.id, toId: from.id, patientIds };
  const line = handed(count, names);
  // Only somebody who still works can have them back.
  const alternatives = from.active ? [{ label: sentence("receipt.hand.back"), command: back }] : [];
  return result(line, { alternatives, isChange: true });
}

function handed(count: number, names: { readonly called: string; readonly who: string }) {
  return sentence("receipt.handed", { ...names, count: String(count) });
}

/** `standing`: how many of those named are the other worker's already. */
type Chosen = { readonly patientIds: readonly number[]; readonly standing: number } | { readonly result: LineResult };

async function chosenPatients(tx: Tx, scene: Scene, command: HandCommand, between: Between): Promise<Chosen> {
  const { from, village } = between;
  if (command.codes.length > 0) return await byCode(tx, scene, command.codes, between);
  if (command.patientIds) return { patientIds: command.patientIds, standing: 0 };
  const hers = await patientsOf(tx, from.id);
  if (village === null) return { patientIds: hers.map(({ id }) => id), standing: 0 };
  const names = [...new Set(hers.flatMap((one) => one.village ?? []))];
  const named = villageAmong(names, village);
  if (named === null) return { result: result(sentence("receipt.no.village", { called: from.name, who: village })) };
  return { patientIds: hers.filter((one) => one.village === named).map(({ id }) => id), standing: 0 };
}

function villageAmong(names: readonly string[], typed: string): string | null {
  const key = villageKey(typed);
  if (names.includes(key)) return key;
  const scored = names.map((name) => ({
    name,
    score: likeness(latinName(key).toLowerCase(), latinName(name).toLowerCase()),
  }));
  const [best] = scored.sort((a, b) => b.score - a.score);
  return best && best.score >= SAME_VILLAGE ? best.name : null;
}

/** All by code or none: a code that is neither's is answered as one that nobody has. */
async function byCode(tx: Tx, { asker }: Scene, codes: readonly string[], { from, to }: Between): Promise<Chosen> {
  const patientIds: number[] = [];
  let standing = 0;
  for (const code of new Set(codes)) {
    const row = await patientByCode(tx, code);
    if (row && (await isPatientOf(tx, from.id, row.id))) patientIds.push(row.id);
    else if (row && (await isPatientOf(tx, to.id, row.id))) standing += 1;
    else {
      await noteGuess(tx, asker, "code.unknown");
      return { result: result(sentence("receipt.unknown", { code })) };
    }
  }
  return { patientIds, standing };
}
