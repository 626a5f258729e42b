import type { Answer } from "../core/effects.ts";
import { invariant } from "../core/errors.ts";
import { changeAppointment } from "../store/appointment-changes.ts";
import type { Appointment } from "../store/appointments.ts";
import type { Actor } from "../store/audit.ts";
import type { Tx } from "../store/engine.ts";
import { type Asker, actorOf } from "./asker.ts";
import { changeableVisit, visitOf } from "./visit.ts";
import { acting } from "./workers/acting.ts";

/** Writes down that the patient is coming. */
export async function confirmVisit(tx: Tx, asker: Asker, visitId: number): Promise<Answer> {
  const found = await changeableVisit(tx, asker, visitId);
  if ("refused" in found) return found.refused;
  await confirmed(tx, actorOf(await acting(tx, asker, found.row.patientId)), found.row);
  return { type: "confirmed", visit: await visitOf(tx, asker, visitId) };
}

/** Confirms a visit that may be changed; doing it twice changes nothing. */
export async function confirmed(tx: Tx, actor: Actor, visit: Appointment): Promise<Appointment> {
  if (visit.state !== "booked") return visit;
  const row = await changeAppointment(tx, visit, { state: "confirmed" }, { actor, act: "confirm" });
  invariant(row, `visit ${visit.id} keeps its seat`);
  return row;
}
