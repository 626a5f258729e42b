import type { Answer } from "../core/effects.ts";
import { invariant } from "../core/errors.ts";
import { changeAppointment } from "../store/appointment-changes.ts";
import type { Tx } from "../store/engine.ts";
import { type Asker, actorOf } from "./asker.ts";
import { giveUpCharge } from "./payments/give-up-charge.ts";
import { changeableVisit, visitOf } from "./visit.ts";

/** Cancels a visit that has not begun and frees its seat. */
export async function cancelVisit(tx: Tx, asker: Asker, visitId: number): Promise<Answer> {
  const found = await changeableVisit(tx, asker, visitId);
  if ("refused" in found) return found.refused;
  const set = { state: "cancelled", cancelledAt: tx.now } as const;
  const row = await changeAppointment(tx, found.row, set, { actor: actorOf(asker), act: "cancel" });
  invariant(row, `visit ${visitId} keeps its seat until it is cancelled`);
  await giveUpCharge(tx, visitId);
  return { type: "cancelled", visit: await visitOf(tx, asker, visitId) };
}
