import { type Actor, writeAudit } from "../../store/audit.ts";
import type { Tx } from "../../store/engine.ts";
import { givePatient, isPatientOf, patientsOf, type Worker } from "../../store/workers.ts";

/** Gives patients to a worker, whoever looked after them before. */
export async function givePatients(
  tx: Tx,
  actor: Actor,
  worker: Pick<Worker, "id">,
  patientIds: readonly number[],
): Promise<void> {
  for (const entityId of patientIds) {
    await givePatient(tx, worker.id, entityId);
    const detail = { worker: worker.id };
    await writeAudit(tx, { actor, act: "give", entity: "patient", entityId, version: null, detail });
  }
}

/** Hands some of a worker's patients (null: all) to another, and tells how many; those that are not hers are left. */
export async function handOver(
  tx: Tx,
  actor: Actor,
  {
    from,
    to,
    patientIds,
  }: { readonly from: Worker; readonly to: Worker; readonly patientIds: readonly number[] | null },
): Promise<number> {
  const hers: number[] = [];
  if (patientIds === null) hers.push(...(await patientsOf(tx, from.id)).map(({ id }) => id));
  for (const id of new Set(patientIds ?? [])) if (await isPatientOf(tx, from.id, id)) hers.push(id);
  await givePatients(tx, actor, to, hers);
  return hers.length;
}
