import type { Candidate } from "../../core/offers.ts";
import type { Care } from "../../core/places.ts";
import type { LineResult } from "../../core/receipt.ts";
import { sentence } from "../../core/sentence.ts";
import type { WorkerCommand } from "../../core/worker-command.ts";
import { createHold } from "../../store/appointment-changes.ts";
import { type Appointment, appointmentById, overlappingVisit, visitForCare } from "../../store/appointments.ts";
import { feeAheadOf } from "../../store/charges.ts";
import type { Tx } from "../../store/engine.ts";
import { bookableSlot } from "../../store/slots.ts";
import { actorOf } from "../asker.ts";
import { careOf } from "../find-slots.ts";
import { bookHeld } from "../held.ts";
import { seatOrLapsed } from "../lapsed-hold.ts";
import { queueNotice } from "../notices.ts";
import { mayTake, noticeDetail } from "../slot-policy.ts";
import { fittingTimes, nearOf, timesInstead } from "./free-times.ts";
import { instead, named, type Person, result, type Scene } from "./scene.ts";
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
  const tried = await firstBooked(tx, scene, { person, care, slotIds: times });
  if (tried.row) return booked(person, tried.row);
  if (tried.busy !== null) return result(sentence("receipt.busy", { ...named(person), when: tried.busy }));
  if (tried.isFee) return result(sentence("receipt.fee", named(person)));
  const { slotId: _, ...anew } = command;
  const alternatives = await timesInstead(tx, { ...search, wish: { ...wish, not: times } }, anew);
  const who = named(person);
  return instead(sentence("receipt.full.or", who), sentence("receipt.full", who), alternatives);
}

type Tried = {
  readonly row: Appointment | null;
  /** When another visit of hers is in the way of all. */
  readonly busy: { readonly at: number; readonly zone: string } | null;
  readonly isFee: boolean;
};

type Wanted = { readonly person: Person; readonly care: Care; readonly slotIds: readonly Candidate["slotId"][] };

async function firstBooked(tx: Tx, scene: Scene, { person, care, slotIds }: Wanted): Promise<Tried> {
  let busy: Tried["busy"] = null;
  let isFee = false;
  for (const slotId of slotIds.slice(0, TRIED_MAX)) {
    const slot = await bookableSlot(tx, slotId);
    if (!slot || !mayTake(slot, care, tx.now)) continue;
    const other = await overlappingVisit(tx, person.id, slot, 0);
    const overlapping = other === undefined ? undefined : await appointmentById(tx, other);
    if (overlapping) busy = { at: overlapping.startAt, zone: overlapping.zone };
    // Whoever pays ahead is asked for it in a dialog of her own.
    const isFeeAhead = (await feeAheadOf(tx, slotId)) !== null;
    isFee ||= isFeeAhead;
    if (overlapping || isFeeAhead) continue;
    const actor = actorOf(scene.asker);
    const hold = { slot, contactId: null, keyId: null, care, holdEndsAt: tx.now + 1 };
    const act = { actor, act: "hold", detail: noticeDetail(slot) };
    const seat = await seatOrLapsed(tx, slotId, () => createHold(tx, hold, act));
    if (!seat) continue;
    const row = await bookHeld(tx, actor, seat, { patientId: person.id }, {});
    await queueNotice(tx, { appointmentId: row.id, change: "booked", by: actor });
    return { row, busy: null, isFee: false };
  }
  return { row: null, busy, isFee };
}

function booked(person: Person, { id, startAt, zone }: Appointment): LineResult {
  const line = sentence("receipt.booked", { ...named(person), when: { at: startAt, zone } });
  return result(line, { visits: [id], isChange: true });
}

async function already(tx: Tx, person: Person, id: number): Promise<LineResult> {
  const visit = await appointmentById(tx, id);
  const when = { at: visit?.startAt ?? tx.now, zone: visit?.zone ?? "UTC" };
  return result(sentence("receipt.already", { ...named(person), when }), { visits: [id] });
}
