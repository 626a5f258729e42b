import type { Answer } from "../core/effects.ts";
import type { Tx } from "../store/engine.ts";
import { sleepLink } from "../store/patients.ts";
import { writeTask } from "../store/tasks.ts";
import { retireTimers } from "../store/timers.ts";
import type { Asker } from "./asker.ts";
import { reachNextAbout } from "./push-failed.ts";
import { ownVisit } from "./visit.ts";

/** Takes note that a push which asked for another visit is answered: it is not asked again, whatever the answer was. */
export async function answerNext(tx: Tx, asker: Asker, visitId: number): Promise<Answer> {
  const visit = await ownVisit(tx, asker, visitId);
  if (visit) await retireTimers(tx, visitId, "answered");
  const wish = visit?.state === "fulfilled" ? { practitionerIds: [visit.practitionerId] } : {};
  return { type: "next.answered", visitId, wish };
}

/**
 * Wrong number: nothing about this patient is sent here any more. Her visits stand, the clinic is asked to find the right
 * number, and what was pushed here goes to whoever comes next.
 */
export async function wrongNumber(tx: Tx, asker: Asker, visitId: number): Promise<Answer> {
  const visit = await ownVisit(tx, asker, visitId);
  if (!visit?.patientId) return { type: "visit.unknown" };
  const { contactId } = asker;
  const { patientId, locationId } = visit;
  await sleepLink(tx, contactId, patientId);
  const about = { appointmentId: visitId, patientId, contactId, locationId };
  await writeTask(tx, { kind: "wrong.number", reason: "whoever has this phone does not know the patient", ...about });
  await reachNextAbout(tx, { contactId, appointmentId: visitId });
  return { type: "link.asleep", patientId };
}
