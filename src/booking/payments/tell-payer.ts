import { PRIORITY } from "../../core/delivery.ts";
import type { Tell, Visit } from "../../core/effects.ts";
import { invariant } from "../../core/errors.ts";
import { say, sayVisit } from "../../core/say.ts";
import { type Money, sentence } from "../../core/sentence.ts";
import type { Appointment } from "../../store/appointments.ts";
import type { Tx } from "../../store/engine.ts";
import { queueMessage } from "../../store/messages.ts";
import { personCount } from "../../store/patients.ts";
import { visitFor } from "../../store/visits.ts";
import { SYSTEM } from "../asker.ts";
import { findSlots } from "../find-slots.ts";
import { queueNotice } from "../notices.ts";
import { toVisit } from "../visit.ts";
import { payerOf } from "./payer.ts";

/** Says that the money is there and the visit booked; whoever was booked over REST is told as of any visit. */
export async function tellBooked(tx: Tx, row: Appointment): Promise<void> {
  if (row.contactId === null)
    return void (await queueNotice(tx, { appointmentId: row.id, change: "booked", by: SYSTEM }));
  await tell(tx, row, "booked", (visit) => [say("pay.done"), sayVisit(visit, "booked"), say("visit.keys")]);
}

/** Says that an attempt came to nothing, while there is still time for another. */
export async function tellNotPaid(tx: Tx, row: Appointment): Promise<void> {
  await tell(tx, row, "unpaid", (visit) => [say("pay.failed"), sayVisit(visit), say("pay.keys")]);
}

/** Says where she may pay, whoever booked: without it nobody can. */
export async function tellLink(tx: Tx, row: Appointment, fee: Money, link: string): Promise<void> {
  const until = { at: row.holdEndsAt ?? tx.now, zone: row.zone };
  const payer = await payerOf(tx, row);
  if (payer) await tell(tx, { ...row, contactId: payer.id }, "link", () => [say("pay.link", { fee, until, link })]);
}

/** Says that so much is on its way back to her. */
export async function tellReturned(tx: Tx, row: Appointment, fee: Money): Promise<void> {
  await tell(tx, row, "refund", () => [say("pay.back", { fee })]);
}

/** Says that the time to pay in is over and the seat free for others. */
export async function tellUnpaid(tx: Tx, row: Appointment): Promise<void> {
  await tell(tx, row, "unpaid", (visit) => [say("pay.over", { at: visit.at })]);
}

/** Says that money came too late, that it counts for another visit, and which times there are. */
export async function tellTooLate(tx: Tx, row: Appointment): Promise<void> {
  if (row.contactId === null) return;
  const asker = { contactId: row.contactId, locationId: row.locationId, language: "en", named: [], namedAt: 0 };
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

async function tell(
  tx: Tx,
  { id, contactId, startAt }: Appointment,
  purpose: string,
  content: (visit: Visit) => readonly Tell[],
): Promise<void> {
  // Booked over REST: whoever booked learns of it there.
  if (contactId === null) return;
  const row = await visitFor(tx, contactId, id);
  invariant(row, `there is no visit ${id}`);
  const visit = toVisit(row, await personCount(tx, contactId), tx.now);
  await queueMessage(tx, {
    ...{ contactId, kind: "text", purpose, priority: PRIORITY.notice, content: content(visit) },
    ...{ visit: { id, version: visit.version }, dueAt: tx.now, uselessAt: startAt },
  });
}
