import type { AppointmentState } from "../core/appointment.ts";
import type { Answer, Ask } from "../core/effects.ts";
import { type Appointment, appointmentById } from "../store/appointments.ts";
import { writeConsent } from "../store/consents.ts";
import type { Tx } from "../store/engine.ts";
import { createPatient, isLinked, linkPatient, patientById } from "../store/patients.ts";
import { writeTask } from "../store/tasks.ts";
import { type Asker, actorOf } from "./asker.ts";
import { withPatientCode } from "./codes.ts";
import { bookHeld, lateness } from "./held.ts";
import { clash, tooManyPersons, tooManyVisits } from "./limits.ts";
import { nicknameOf } from "./nickname.ts";
import { queueNotice } from "./notices.ts";
import { visitOf } from "./visit.ts";

/** For whom: somebody known, or a new person by name. */
export type Who = Extract<Ask, { readonly type: "book" }>["who"];

const BOOKED: ReadonlySet<AppointmentState> = new Set(["pending_payment", "booked", "confirmed"]);

/** Turns a contact's hold into a visit, late too if nobody came first; asked again it answers the same visit. */
export async function book(tx: Tx, asker: Asker, holdId: number, who: Who): Promise<Answer> {
  const hold = await appointmentById(tx, holdId);
  if (!hold || hold.contactId !== asker.contactId) return { type: "slot.taken" };
  if (BOOKED.has(hold.state)) return await booked(tx, asker, hold.id, false);
  if (hold.state !== "held") return { type: "slot.taken" };
  const late = await lateness(tx, hold);
  if (late === "too.late") return { type: "slot.taken" };
  const refusal = await refusalOf(tx, asker, hold, who);
  if (refusal) return refusal;

  const patientId = await patientFor(tx, asker, who);
  const row = await bookHeld(tx, actorOf(asker), hold, { patientId }, late);
  // One that waits for its fee is no visit yet; her other contacts hear of it when it is.
  if (row.state === "booked") await queueNotice(tx, { appointmentId: row.id, change: "booked", by: actorOf(asker) });
  if ("name" in who && who.name === null) await askForName(tx, row, patientId);
  return await booked(tx, asker, row.id, "name" in who);
}

async function refusalOf(tx: Tx, asker: Asker, hold: Appointment, who: Who): Promise<Answer | null> {
  const isKnown = "patientId" in who;
  if (isKnown && !(await patientById(tx, who.patientId))) return { type: "refused", refusal: { reason: "unknown" } };
  const addsPerson = !isKnown || !(await isLinked(tx, asker.contactId, who.patientId));
  if (isKnown) {
    const clashing = await clash(tx, asker, who.patientId, { ...hold, except: hold.id });
    if (clashing) return clashing;
  }
  return (await tooManyVisits(tx, asker)) ?? (addsPerson ? await tooManyPersons(tx, asker) : null);
}

/** The patient to book for. A new link means that the one who books wants to hear of the visit. */
async function patientFor(tx: Tx, asker: Asker, who: Who): Promise<number> {
  const { contactId, channel } = asker;
  if ("patientId" in who && (await isLinked(tx, contactId, who.patientId))) return who.patientId;
  const patientId = "patientId" in who ? who.patientId : await newPatient(tx, who.name);
  await linkPatient(tx, contactId, patientId);
  await writeConsent(tx, {
    ...{ contactId, patientId, channel },
    purpose: "visit",
    granted: true,
    wording: "booked.head",
  });
  return patientId;
}

async function newPatient(tx: Tx, name: string | null): Promise<number> {
  const nickname = name === null ? null : nicknameOf(name);
  return await withPatientCode(tx, (code) => createPatient(tx, { code, name, nickname }));
}

/** By call no name was asked: somebody at the clinic completes it (DESIGN 6.3). */
async function askForName(tx: Tx, { id, locationId, contactId }: Appointment, patientId: number): Promise<void> {
  await writeTask(tx, {
    kind: "name.missing",
    reason: "booked by call",
    appointmentId: id,
    patientId,
    locationId,
    contactId,
  });
}

async function booked(tx: Tx, asker: Asker, id: number, isNew: boolean): Promise<Answer> {
  return { type: "booked", visit: await visitOf(tx, asker, id), isNew };
}
