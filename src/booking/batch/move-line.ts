import type { Wish } from "../../core/effects.ts";
import type { LineResult } from "../../core/receipt.ts";
import { type SentenceKey, sentence } from "../../core/sentence.ts";
import type { WorkerCommand } from "../../core/worker-command.ts";
import { type Appointment, appointmentById, overlappingVisit } from "../../store/appointments.ts";
import type { Tx } from "../../store/engine.ts";
import { visitsAheadOf } from "../../store/people-visits.ts";
import { bookableSlot } from "../../store/slots.ts";
import { actorOf } from "../asker.ts";
import { movedTo } from "../move-visit.ts";
import { movingWishes } from "../moving.ts";
import { queueNotice } from "../notices.ts";
import { isSameFee } from "../payments/same-fee.ts";
import { mayTake } from "../slot-policy.ts";
import { fittingTimes, nearOf, type Search, timesInstead } from "./free-times.ts";
import { instead, named, type Person, result, type Scene } from "./scene.ts";
import { toPay } from "./to-pay.ts";
import { askWhich } from "./which-visit.ts";
import { whose } from "./whose.ts";
import { meets, saysWhen, wishOf } from "./wish.ts";

type MoveCommand = Extract<WorkerCommand, { readonly kind: "move" }>;

/** Moves a visit to the soonest time that is all that was wished, with the same doctor if she has one; sent again it stands. */
export async function moveLine(tx: Tx, scene: Scene, command: MoveCommand): Promise<LineResult> {
  const found = await whose(tx, scene, command);
  if ("result" in found) return found.result;
  const { person } = found;
  const wish = await wishOf(tx, command.wish, person);
  const visits = await visitsAheadOf(tx, person.id, wish.care);
  if (visits.length > 1) return askWhich(person, command, visits);
  const [visit] = visits;
  const who = named(person);
  if (!visit) return result(sentence("receipt.no.visit", who));
  if (visit.state === "pending_payment") return await toPay(tx, person, visit, false);
  const isThere = command.slotId === undefined ? saysWhen(wish) && meets(visit, wish) : visit.slotId === command.slotId;
  if (isThere) return stands("receipt.already", person, visit);

  const search = { care: visit.care, near: await nearOf(tx, person, scene), wish: { ...wish, not: [visit.slotId] } };
  const times = await timesFor(tx, visit, command, search);
  const moved = await firstMoved(tx, scene, visit, times);
  if (moved) return { ...stands("receipt.moved", person, moved), isChange: true };
  const alternatives = await timesInstead(
    tx,
    { ...search, wish: { ...search.wish, not: [visit.slotId, ...times] } },
    {
      ...{ kind: "move", code: command.code, wish: command.wish },
    },
  );
  if (!saysWhen(wish))
    return instead(sentence("receipt.to.when.or", who), sentence("receipt.to.when", who), alternatives);
  return instead(sentence("receipt.full.or", who), sentence("receipt.full", who), alternatives);
}

/** Slots to try: the one chosen, or those that fit, first with the same doctor, then at the same clinic. */
async function timesFor(
  tx: Tx,
  visit: Appointment,
  { slotId }: MoveCommand,
  search: Search,
): Promise<readonly number[]> {
  if (slotId !== undefined) return [slotId];
  if (!saysWhen(search.wish)) return [];
  const wishes: readonly Wish[] = [...movingWishes(visit, search.wish), search.wish];
  for (const wish of wishes) {
    const found = await fittingTimes(tx, { ...search, wish });
    if (found.length > 0) return found.map((one) => one.slotId);
  }
  return [];
}

async function firstMoved(
  tx: Tx,
  scene: Scene,
  visit: Appointment,
  slotIds: readonly number[],
): Promise<Appointment | null> {
  for (const slotId of slotIds) {
    const slot = await bookableSlot(tx, slotId);
    if (!slot || !mayTake(slot, visit.care, tx.now) || !(await isSameFee(tx, visit, slotId))) continue;
    const isBusy =
      visit.patientId !== null && (await overlappingVisit(tx, visit.patientId, slot, visit.id)) !== undefined;
    const moved = isBusy ? null : await movedTo(tx, actorOf(scene.asker), visit, slot);
    if (!moved) continue;
    await queueNotice(tx, { appointmentId: visit.id, change: "moved", by: actorOf(scene.asker) });
    return (await appointmentById(tx, visit.id)) ?? moved;
  }
  return null;
}

type Standing = Extract<SentenceKey, "receipt.already" | "receipt.moved">;

function stands(key: Standing, person: Person, { id, startAt: at, zone }: Appointment): LineResult {
  return result(sentence(key, { ...named(person), when: { at, zone } }), { visits: [id] });
}
