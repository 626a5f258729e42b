import { editsBetween } from "../../core/edits.ts";
import type { LineResult } from "../../core/receipt.ts";
import { sentence } from "../../core/sentence.ts";
import type { WorkerCommand } from "../../core/worker-command.ts";
import type { Tx } from "../../store/engine.ts";
import { patientByCode } from "../../store/patients.ts";
import { patientsOf } from "../../store/workers.ts";
import { noteGuess } from "../guesses.ts";
import { mayActFor } from "../workers/may-act.ts";
import { instead, named, type Person, personOf, type Scene } from "./scene.ts";

/** A digit wrong, missing or too many, two swapped; further off it is another code. */
const SLIPS_MAX = 2;
const NEAREST = 2;

/**
 * The worker's patient with this code, or what is said instead: the same for a code that nobody has and for somebody else's
 * patient, in the answer and in the audit. The nearest of her own codes are offered with the same command.
 */
export async function whose(
  tx: Tx,
  scene: Scene,
  command: WorkerCommand & { readonly code: string },
): Promise<{ readonly person: Person } | { readonly result: LineResult }> {
  const { code } = command;
  const row = await patientByCode(tx, code);
  const person = row && (await mayActFor(tx, scene.worker, row.id)) ? await personOf(tx, row.id) : null;
  if (person) return { person };
  await noteGuess(tx, scene.asker, "code.unknown");
  const alternatives = [];
  for (const near of await nearest(tx, scene, code)) {
    const label = sentence("receipt.code", named(near));
    alternatives.push({ label, command: { ...command, code: near.code } as WorkerCommand });
  }
  return { result: instead(sentence("receipt.meant", { code }), sentence("receipt.unknown", { code }), alternatives) };
}

async function nearest(tx: Tx, { worker }: Scene, code: string): Promise<readonly Person[]> {
  const own = (await patientsOf(tx, worker.id)).map((one) => ({ id: one.id, slips: editsBetween(code, one.code) }));
  const near = own.filter(({ slips }) => slips <= SLIPS_MAX).sort((a, b) => a.slips - b.slips || a.id - b.id);
  const persons: Person[] = [];
  for (const { id } of near.slice(0, NEAREST)) {
    const person = await personOf(tx, id);
    if (person) persons.push(person);
  }
  return persons;
}
