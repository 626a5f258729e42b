import { PRIORITY } from "../../core/delivery.ts";
import type { Tell, Visit } from "../../core/effects.ts";
import { say, sayVisit } from "../../core/say.ts";
import { type Money, sentence } from "../../core/sentence.ts";
import type { Appointment } from "../../store/appointments.ts";
import type { Actor } from "../../store/audit.ts";
import { chargeOf } from "../../store/charges.ts";
import { contactByPhone } from "../../store/contacts.ts";
import type { Tx } from "../../store/engine.ts";
import { queueMessage } from "../../store/messages.ts";
import { SYSTEM } from "../asker.ts";
import { findSlots } from "../find-slots.ts";
import { ladderOf } from "../ladder.ts";
import { queueNotice } from "../notices.ts";
import { visitOf } from "../visit.ts";
import { seenVisit } from "../workers/acting.ts";
import { payerOf } from "./payer.ts";
import { stillDue } from "./still-due.ts";

/** Says that the money is there and the visit booked: to whoever booked it by telephone, and to the patient's own as of any visit. */
export async function tellBooked(tx: Tx, row: Appointment): Promise<void> {
  const by: Actor = row.contactId === null ? SYSTEM : { kind: "contact", id: row.contactId };
  await queueNotice(tx, { appointmentId: row.id, change: "booked", by });
  if (row.contactId === null) return;
  await tell(tx, row, "booked", (visit) => [say("pay.done"), sayVisit(visit, "booked"), say("visit.keys")]);
}

/** Says what is to be paid for a visit that her worker booked; where that is the worker's own telephone, her receipt says it. */
export async function tellDue(tx: Tx, row: Appointment, workerContactId: number): Promise<void> {
  if ((await toldOf(tx, row)) === workerContactId) return;
  const due = await stillDue(tx, row);
  // It was her worker who began it, perhaps at night.
  const content = (visit: Visit) => [sayVisit(visit), say("pay.title", due), say("pay.keys")];
  await tell(tx, row, "unpaid", content, "news");
}

/** Says that an attempt came to nothing, while there is still time for another. */
export async function tellNotPaid(tx: Tx, row: Appointment): Promise<void> {
  await tell(tx, row, "unpaid", (visit) => [say("pay.failed"), sayVisit(visit), say("pay.keys")]);
}

/** Says where she may pay, whoever booked: without it nobody can. `payerPhone`: who else said that she will. */
export async function tellLink(tx: Tx, row: Appointment, link: string, payerPhone: string | null): Promise<void> {
  const payer = payerPhone === null ? await payerOf(tx, row) : await contactByPhone(tx, payerPhone);
  const due = await stillDue(tx, row);
  // Whom a clinic has asked over REST has not asked for anything herself; whoever asked reads the link there too.
  const is = payerPhone === null && row.contactId === null ? "news" : "answer";
  if (payer) await tell(tx, { ...row, contactId: payer.id }, "link", () => [say("pay.link", { ...due, link })], is);
}

/**
 * Says to whoever said that she will pay, and did not book, that her money is there: nothing of whom it was for, or for what.
 * Who hears of the visit anyway hears it there.
 */
export async function tellPaid(tx: Tx, row: Appointment, payerPhone: string, fee: Money): Promise<void> {
  const payer = await contactByPhone(tx, payerPhone);
  if (!payer || payer.id === row.contactId || payer.id === (await payerOf(tx, { ...row, contactId: null }))?.id) return;
  await queueMessage(tx, {
    ...{
      contactId: payer.id,
      kind: "text",
      purpose: "paid",
      priority: await priorityOf(tx, row, "answer"),
      visit: null,
    },
    ...{ content: [say("pay.thanks", { fee })], dueAt: tx.now, uselessAt: row.startAt },
  });
}

/** Says that so much is on its way back to her. */
export async function tellReturned(tx: Tx, row: Appointment, fee: Money): Promise<void> {
  await tell(tx, row, "refund", () => [say("pay.back", { fee })]);
}

/** Says that the time to pay in is over and the seat free for others: whose it was, where more than one may be meant. */
export async function tellUnpaid(tx: Tx, row: Appointment): Promise<void> {
  const contactId = await toldOf(tx, row);
  const seen = contactId === null ? undefined : await seenVisit(tx, contactId, row.id);
  await tell(tx, row, "unpaid", ({ at, nickname }) => {
    // Her patients are known to a worker by their codes, also those who want to be named to nobody.
    const name = seen?.asWorker ? seen.code : nickname;
    return [name === null ? say("pay.over", { at }) : say("pay.over.named", { name, at })];
  });
}

/** Says that money came too late, that it counts for another visit, and which times there are. */
export async function tellTooLate(tx: Tx, row: Appointment): Promise<void> {
  const contactId = await toldOf(tx, row);
  if (contactId === null) return;
  const asker = { contactId, locationId: row.locationId, language: "en", named: [], namedAt: 0 };
  const found = await findSlots(
    tx,
    { ...asker, channel: "" },
    { care: row.care, practitionerIds: [row.practitionerId] },
  );
  const offers = found.type === "slots.found" ? found.offers : [];
  const times = offers.map(({ at }): Tell => ({ type: "say", sentence: sentence("find.offer", { at }) }));
  const free = times.length > 0 ? [say("pay.late.free"), ...times] : [];
  await tell(tx, row, "unpaid", () => [say("pay.late"), ...free, say("pay.late.keys")]);
}

/** Whose telephone it is told: where her worker booked, the patient's first, and without one the worker's. */
async function toldOf(tx: Tx, { contactId, keyId, patientId }: Appointment): Promise<number | null> {
  // Booked over REST: whoever booked learns of it there.
  if (contactId !== null || keyId !== null || patientId === null) return contactId;
  const { rungs } = await ladderOf(tx, patientId);
  return (rungs.find(({ kind }) => kind === "text") ?? rungs[0])?.contactId ?? null;
}

/** She is waiting for it: a link that comes in the morning is over. What comes long after keeps to the hours of news. */
const ANSWER_MS = 60 * 60_000;

/** Whether she has done something herself that this answers. */
type Kind = "answer" | "news";

async function priorityOf(tx: Tx, { id }: Appointment, is: Kind): Promise<number> {
  const charge = is === "answer" ? await chargeOf(tx, id) : undefined;
  return charge && tx.now - charge.createdAt < ANSWER_MS ? PRIORITY.answer : PRIORITY.notice;
}

async function tell(
  tx: Tx,
  row: Appointment,
  purpose: string,
  content: (visit: Visit) => readonly Tell[],
  is: Kind = row.contactId === null ? "news" : "answer",
): Promise<void> {
  const contactId = await toldOf(tx, row);
  if (contactId === null) return;
  const visit = await visitOf(tx, { contactId }, row.id);
  await queueMessage(tx, {
    ...{ contactId, kind: "text", purpose, priority: await priorityOf(tx, row, is), content: content(visit) },
    ...{ visit: { id: row.id, version: visit.version }, dueAt: tx.now, uselessAt: row.startAt },
  });
}
