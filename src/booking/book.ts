import type { AppointmentState } from "../core/appointment.ts";
import type { Answer, Ask } from "../core/effects.ts";
import { invariant } from "../core/errors.ts";
import { changeAppointment } from "../store/appointment-changes.ts";
import { type Appointment, appointmentById } from "../store/appointments.ts";
import { feeAheadOf } from "../store/charges.ts";
import { writeConsent } from "../store/consents.ts";
import type { Tx } from "../store/engine.ts";
import { createPatient, isLinked, linkPatient, patientById } from "../store/patients.ts";
import { bookableSlot } from "../store/slots.ts";
import { writeTask } from "../store/tasks.ts";
import { type Asker, actorOf } from "./asker.ts";
import { freshReference, withPatientCode } from "./codes.ts";
import { clash, tooManyPersons, tooManyVisits } from "./limits.ts";
import { nicknameOf } from "./nickname.ts";
import { openCharge, pendingPayment } from "./payments/open-charge.ts";
import { mayTake, noticeDetail } from "./slot-policy.ts";
import { visitOf } from "./visit.ts";

/** For whom: somebody known, or a new person by name. */
export type Who = Extract<Ask, { readonly type: "book" }>["who"];

const LIVE: ReadonlySet<AppointmentState> = new Set(["pending_payment", "booked", "confirmed"]);

/** Turns a contact's hold into a visit, late too if nobody came first, or into one that waits for its fee; asked again it answers the same visit. */
export async function book(tx: Tx, asker: Asker, holdId: number, who: Who): Promise<Answer> {
  const hold = await appointmentById(tx, holdId);
  if (!hold || hold.contactId !== asker.contactId) return { type: "slot.taken" };
  if (LIVE.has(hold.state)) return await booked(tx, asker, hold.id, false);
  if (hold.state !== "held") return { type: "slot.taken" };
  const late = await lateness(tx, hold);
  if (late === "too.late") return { type: "slot.taken" };
  const refusal = await refusalOf(tx, asker, hold, who);
  if (refusal) return refusal;

  const patientId = await patientFor(tx, asker, who);
  const reference = hold.reference ?? (await freshReference(tx));
  const fee = await feeAheadOf(tx, hold.slotId);
  const outcome = fee
    ? await pendingPayment(tx, hold)
    : ({ state: "booked", bookedAt: tx.now, holdEndsAt: null } as const);
  const act = { actor: actorOf(asker), act: fee ? "charge" : "book", ...late };
  const row = await changeAppointment(tx, hold, { ...outcome, patientId, reference }, act);
  invariant(row, `hold ${hold.id} keeps its seat`);
  if (fee) await openCharge(tx, row, fee);
  if ("name" in who && who.name === null) await askForName(tx, row, patientId);
  return await booked(tx, asker, row.id, "name" in who);
}

/** In time a hold books as it was held; past its end the rules of the slot hold anew (DESIGN 7, 3). */
async function lateness(tx: Tx, hold: Appointment) {
  const isInTime = hold.holdEndsAt !== null && tx.now < hold.holdEndsAt && hold.startAt > tx.now;
  if (isInTime) return {};
  const slot = await bookableSlot(tx, hold.slotId);
  return slot && mayTake(slot, hold.care, tx.now) ? { detail: noticeDetail(slot) } : "too.late";
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
