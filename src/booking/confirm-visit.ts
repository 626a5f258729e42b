import type { Answer } from "../core/effects.ts";
import { invariant } from "../core/errors.ts";
import { changeAppointment } from "../store/appointment-changes.ts";
import type { Tx } from "../store/engine.ts";
import { type Asker, actorOf } from "./asker.ts";
import { changeableVisit, visitOf } from "./visit.ts";

/** Writes down that the patient is coming; saying it twice changes nothing. */
export async function confirmVisit(tx: Tx, asker: Asker, visitId: number): Promise<Answer> {
  const found = await changeableVisit(tx, asker, visitId);
  if ("refused" in found) return found.refused;
  if (found.row.state === "booked") {
    const act = { actor: actorOf(asker), act: "confirm" };
    const row = await changeAppointment(tx, found.row, { state: "confirmed" }, act);
    invariant(row, `visit ${visitId} keeps its seat`);
  }
  return { type: "confirmed", visit: await visitOf(tx, asker, visitId) };
}
