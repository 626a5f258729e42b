import type { Answer } from "../core/effects.ts";
import { invariant } from "../core/errors.ts";
import { changeAppointment } from "../store/appointment-changes.ts";
import type { Appointment } from "../store/appointments.ts";
import type { Actor } from "../store/audit.ts";
import type { Tx } from "../store/engine.ts";
import { type Asker, actorOf } from "./asker.ts";
import { queueNotice } from "./notices.ts";
import { giveUpCharge } from "./payments/give-up-charge.ts";
import { provenVisit, visitOf } from "./visit.ts";
import { acting, noteTouch } from "./workers/acting.ts";

/** Cancels a contact's visit that has not begun. */
export async function cancelVisit(tx: Tx, asker: Asker, visitId: number): Promise<Answer> {
  const found = await provenVisit(tx, asker, visitId);
  if ("refused" in found) return found.refused;
  const by = await acting(tx, asker, found.row.patientId);
  await cancelled(tx, actorOf(by), found.row);
  await queueNotice(tx, { appointmentId: visitId, change: "cancelled", by: actorOf(by) });
  await noteTouch(tx, by);
  return { type: "cancelled", visit: await visitOf(tx, asker, visitId) };
}

/** Cancels a visit that may be changed, and frees its seat. */
export async function cancelled(tx: Tx, actor: Actor, visit: Appointment): Promise<Appointment> {
  const set = { state: "cancelled", cancelledAt: tx.now } as const;
  const row = await changeAppointment(tx, visit, set, { actor, act: "cancel" });
  invariant(row, `visit ${visit.id} keeps its seat until it is cancelled`);
  await giveUpCharge(tx, visit.id);
  return row;
}
