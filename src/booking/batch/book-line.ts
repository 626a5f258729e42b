import type { Candidate } from "../../core/offers.ts";
import type { Care } from "../../core/places.ts";
import type { LineResult } from "../../core/receipt.ts";
import { sentence } from "../../core/sentence.ts";
import type { WorkerCommand } from "../../core/worker-command.ts";
import { createHold } from "../../store/appointment-changes.ts";
import { type Appointment, appointmentById, overlappingVisit, visitForCare } from "../../store/appointments.ts";
import { feeAheadOf } from "../../store/charges.ts";
import type { Tx } from "../../store/engine.ts";
import { type BookableSlot, bookableSlot } from "../../store/slots.ts";
import { actorOf } from "../asker.ts";
import { careOf } from "../find-slots.ts";
import { bookHeld } from "../held.ts";
import { seatOrLapsed } from "../lapsed-hold.ts";
import { queueNotice } from "../notices.ts";
import { tellDue } from "../payments/tell-payer.ts";
import { mayTake, noticeDetail } from "../slot-policy.ts";
import { fittingTimes, nearOf, timesInstead } from "./free-times.ts";
import { instead, named, type Person, result, type Scene } from "./scene.ts";
import { toPay } from "./to-pay.ts";
import { whose } from "./whose.ts";
import { wishOf } from "./wish.ts";

type BookCommand = Extract<WorkerCommand, { readonly kind: "book" }>;

/** Free times tried for one person: the first may overlap another visit of hers, or cost a fee ahead. */
const TRIED_MAX = 8;

/** Books the soonest time that is all that was wished; if there is none, the nearest are offered and nothing is booked. */
export async function bookLine(tx: Tx, scene: Scene, command: BookCommand): Promise<LineResult> {
  const found = await whose(tx, scene, command);
  if ("result" in found) return found.result;
  const { person } = found;
  const wish = await wishOf(tx, command.wish, person);
  const care = wish.care ?? (wish.practitionerIds ? await careOf(tx, wish) : null);
  if (care === null) return result(sentence("receipt.care", named(person)));
  const standing = await visitForCare(tx, person.id, care, 0);
  if (standing !== undefined) return await already(tx, person, standing);

  const search = { care, near: await nearOf(tx, person, scene), wish };
  const slotId = command.slotId;
  const times = slotId === undefined ? (await fittingTimes(tx, search)).map((one) => one.slotId) : [slotId];
  const wanted = { person, care, slotIds: times };
  const free = await firstBooked(tx, scene, { ...wanted, isAhead: false });
  // A fee has to be found within minutes, and perhaps by somebody else: what costs nothing ahead is taken first.
  const tried = free.row ? free : await firstBooked(tx, scene, { ...wanted, isAhead: true });
  if (tried.row) return await booked(tx, person, tried.row);
  if (tried.busy !== null) return result(sentence("receipt.busy", { ...named(person), when: tried.busy }));
  const { slotId: _, ...anew } = command;
  const alternatives = await timesInstead(tx, { ...search, wish: { ...wish, not: times } }, anew);
  const who = named(person);
  return instead(sentence("receipt.full.or", who), sentence("receipt.full", who), alternatives);
}

type Tried = {
  readonly row: Appointment | null;
  /** When another visit of hers is in the way of all. */
  readonly busy: { readonly at: number; readonly zone: string } | null;
};

type Wanted = {
  readonly person: Person;
  readonly care: Care;
  readonly slotIds: readonly Candidate["slotId"][];
  /** Only times whose fee is to be paid ahead, or only others. */
  readonly isAhead: boolean;
};

async function firstBooked(tx: Tx, scene: Scene, { person, care, slotIds, isAhead }: Wanted): Promise<Tried> {
  let busy: Tried["busy"] = null;
  for (const slotId of slotIds.slice(0, TRIED_MAX)) {
    const slot = await bookableSlot(tx, slotId);
    if (!slot || !mayTake(slot, care, tx.now)) continue;
    const other = await overlappingVisit(tx, person.id, slot, 0);
    const overlapping = other === undefined ? undefined : await appointmentById(tx, other);
    if (overlapping) busy = { at: overlapping.startAt, zone: overlapping.zone };
    if (overlapping || ((await feeAheadOf(tx, slotId)) !== null) !== isAhead) continue;
    const row = await bookedAt(tx, scene, { person, care }, slot);
    if (row) return { row, busy: null };
  }
  return { row: null, busy };
}

/** The visit at this time, perhaps one that waits for its fee; null where the seat has just gone. */
async function bookedAt(
  tx: Tx,
  { asker }: Scene,
  { person, care }: Pick<Wanted, "person" | "care">,
  slot: BookableSlot,
): Promise<Appointment | null> {
  const actor = actorOf(asker);
  const hold = { slot, contactId: null, keyId: null, care, holdEndsAt: tx.now + 1 };
  const act = { actor, act: "hold", detail: noticeDetail(slot) };
  const seat = await seatOrLapsed(tx, slot.id, () => createHold(tx, hold, act));
  if (!seat) return null;
  const row = await bookHeld(tx, actor, seat, { patientId: person.id }, {});
  if (row.state === "pending_payment") await tellDue(tx, row, asker.contactId);
  else await queueNotice(tx, { appointmentId: row.id, change: "booked", by: actor });
  return row;
}

async function booked(tx: Tx, person: Person, row: Appointment): Promise<LineResult> {
  if (row.state === "pending_payment") return await toPay(tx, person, row, true);
  const line = sentence("receipt.booked", { ...named(person), when: { at: row.startAt, zone: row.zone } });
  return result(line, { visits: [row.id], isChange: true });
}

async function already(tx: Tx, person: Person, id: number): Promise<LineResult> {
  const visit = await appointmentById(tx, id);
  if (visit?.state === "pending_payment") return await toPay(tx, person, visit, false);
  const when = { at: visit?.startAt ?? tx.now, zone: visit?.zone ?? "UTC" };
  return result(sentence("receipt.already", { ...named(person), when }), { visits: [id] });
}
