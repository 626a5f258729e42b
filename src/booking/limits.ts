import type { Answer, Refusal } from "../core/effects.ts";
import type { Care } from "../core/places.ts";
import { countLiveVisits, overlappingVisit, visitForCare } from "../store/appointments.ts";
import type { Tx } from "../store/engine.ts";
import { personCount } from "../store/patients.ts";
import { writeTask } from "../store/tasks.ts";
import type { Asker } from "./asker.ts";
import { nearestPhone } from "./find-phone.ts";
import { visitOf } from "./visit.ts";
import { seenVisit } from "./workers/acting.ts";

/** Most people one contact speaks for (DESIGN 6.3). */
const PERSONS_MAX = 6;
/** Most live visits booked from one contact (DESIGN 6.3). */
const LIVE_VISITS_MAX = 4;

/** A visit that is about to be: `except` is its own id. */
type Coming = { readonly startAt: number; readonly endAt: number; readonly care: Care; readonly except: number };

/** Why a patient may not have this visit too: one live visit per care, and none that overlap. */
export async function clash(tx: Tx, asker: Asker, patientId: number, coming: Coming): Promise<Answer | null> {
  const same = await visitForCare(tx, patientId, coming.care, coming.except);
  if (same !== undefined) return await clashing(tx, asker, "care.taken", same);
  const other = await overlappingVisit(tx, patientId, coming, coming.except);
  return other === undefined ? null : await clashing(tx, asker, "overlap", other);
}

/** With which visit is only said to who may hear of it; a patient code alone books, and tells nothing (DESIGN 6.4). */
async function clashing(tx: Tx, asker: Asker, reason: "care.taken" | "overlap", id: number): Promise<Answer> {
  const seen = await seenVisit(tx, asker.contactId, id);
  const visit = seen?.linked ? await visitOf(tx, asker, id) : null;
  if (visit && !visit.guarded) return refused({ reason, visit });
  return refused({ reason: "closed", phone: (await nearestPhone(tx, asker)).phone });
}

/** Why this contact may not book one more visit. */
export async function tooManyVisits(tx: Tx, asker: Asker): Promise<Answer | null> {
  return (await countLiveVisits(tx, asker.contactId)) < LIVE_VISITS_MAX
    ? null
    : overLimit(tx, asker, "too.many.visits");
}

/** Why this contact may not speak for one more person. */
export async function tooManyPersons(tx: Tx, asker: Asker): Promise<Answer | null> {
  return (await personCount(tx, asker.contactId)) < PERSONS_MAX ? null : overLimit(tx, asker, "too.many.persons");
}

/** Beyond a limit the clinic helps: its number for her, and a task for it. */
async function overLimit(tx: Tx, asker: Asker, reason: "too.many.visits" | "too.many.persons"): Promise<Answer> {
  const { contactId, locationId } = asker;
  await writeTask(tx, { kind: "over.limit", reason, contactId, locationId });
  return refused({ reason, phone: (await nearestPhone(tx, asker)).phone });
}

function refused(refusal: Refusal): Answer {
  return { type: "refused", refusal };
}
