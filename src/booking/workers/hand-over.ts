import { PRIORITY } from "../../core/delivery.ts";
import type { Tell } from "../../core/effects.ts";
import { nextAllowed } from "../../core/quiet-hours.ts";
import { handedText, type WorkerHanded } from "../../core/worker-texts.ts";
import { type Actor, writeAuditOfEach } from "../../store/audit.ts";
import { mayPush } from "../../store/consents.ts";
import type { Tx } from "../../store/engine.ts";
import { queueMessage } from "../../store/messages.ts";
import { locationById } from "../../store/places.ts";
import { redirectDeferred } from "../../store/worker-timers.ts";
import { giveEach, patientsOf, type Worker } from "../../store/workers.ts";
import { pushHours } from "../push-hours.ts";

/** Who looks after whom is worth telling for so long (ms). */
const USEFUL_MS = 3 * 86_400_000;

/** Gives patients to a worker, whoever looked after them before; `from`: who is known to have. */
export async function givePatients(
  tx: Tx,
  actor: Actor,
  worker: Pick<Worker, "id">,
  patientIds: readonly number[],
  from?: number,
): Promise<void> {
  await giveEach(tx, worker.id, patientIds);
  await redirectDeferred(tx, worker.id, patientIds);
  const detail = { worker: worker.id, ...(from === undefined ? {} : { from }) };
  await writeAuditOfEach(tx, { actor, act: "give", entity: "patient", detail }, patientIds);
}

/**
 * Hands some of a worker's patients (null: all) to another, tells both, and answers how many; those that are not hers are
 * left.
 */
export async function handOver(
  tx: Tx,
  actor: Actor,
  {
    from,
    to,
    patientIds,
  }: { readonly from: Worker; readonly to: Worker; readonly patientIds: readonly number[] | null },
): Promise<number> {
  const asked = patientIds && new Set(patientIds);
  const all = (await patientsOf(tx, from.id)).map(({ id }) => id);
  const hers = asked ? all.filter((id) => asked.has(id)) : all;
  if (hers.length === 0) return 0;
  await givePatients(tx, actor, to, hers, from.id);
  await tell(tx, from, "away", handedText("away", hers.length, to.name));
  await tell(tx, to, "here", handedText("here", hers.length, from.name));
  return hers.length;
}

/** One line without any patient in it; nothing to whoever has left, or has stopped what we start. */
async function tell(tx: Tx, { contactId, locationId, active }: Worker, which: WorkerHanded, text: Tell): Promise<void> {
  const home = await locationById(tx, locationId);
  if (!active || !home || !(await mayPush(tx, contactId, null, "visit"))) return;
  const dueAt = nextAllowed(tx.now, pushHours(home, "text", null, tx.now));
  await queueMessage(tx, {
    ...{ contactId, kind: "text", purpose: `worker.handed.${which}`, priority: PRIORITY.notice, visit: null },
    ...{ content: [text], dueAt, uselessAt: dueAt + USEFUL_MS, sender: home.gatewayNumber ?? "" },
  });
}
