import type { Wish } from "../../core/effects.ts";
import { type LineResult, OPEN_MS } from "../../core/receipt.ts";
import { sentence } from "../../core/sentence.ts";
import type { WorkerCommand } from "../../core/worker-command.ts";
import type { Appointment } from "../../store/appointments.ts";
import type { Tx } from "../../store/engine.ts";
import { visitsAheadOf, visitsBetween } from "../../store/people-visits.ts";
import { actorOf } from "../asker.ts";
import { cancelled } from "../cancel-visit.ts";
import { queueNotice } from "../notices.ts";
import { named, type Person, result, type Scene } from "./scene.ts";
import { askWhich } from "./which-visit.ts";
import { whose } from "./whose.ts";
import { meets, saysWhen, wishOf } from "./wish.ts";

const DAY_MS = 86_400_000;
/** Visits further ahead are in no clinic's horizon. */
const AHEAD_MS = 400 * DAY_MS;

/** Cancels the one visit that is all that was said of it; sent again it says that it is off, and leaves her others. */
export async function cancelLine(
  tx: Tx,
  scene: Scene,
  command: Extract<WorkerCommand, { readonly kind: "cancel" }>,
): Promise<LineResult> {
  const found = await whose(tx, scene, command);
  if ("result" in found) return found.result;
  const { person } = found;
  const wish = await wishOf(tx, command.wish, person);
  const ahead = await visitsAheadOf(tx, person.id, wish.care);
  const meant = ahead.filter((visit) => meets(visit, wish));
  const lately = await cancelledLately(tx, person, wish);
  const [visit] = meant;
  if (!visit) {
    if (lately) return off(person, lately);
    return ahead.length > 0 ? askWhich(person, command, ahead) : result(sentence("receipt.no.visit", named(person)));
  }
  if (meant.length > 1 || (lately && isPerhapsSaidAgain(tx, visit, wish, lately))) {
    return askWhich(person, command, meant);
  }
  const actor = actorOf(scene.asker);
  await cancelled(tx, actor, visit);
  await queueNotice(tx, { appointmentId: visit.id, change: "cancelled", by: actor });
  return { ...off(person, visit), isChange: true };
}

/** Whether she may mean the visit she has just cancelled: this one stood beside it then, and nothing tells it apart. */
function isPerhapsSaidAgain(tx: Tx, { bookedAt }: Appointment, wish: Wish, { cancelledAt }: Appointment): boolean {
  const isFresh = cancelledAt !== null && tx.now < cancelledAt + OPEN_MS;
  return isFresh && wish.care === undefined && !saysWhen(wish) && bookedAt !== null && bookedAt < cancelledAt;
}

/** The visit cancelled last within a day that is all that was said. */
async function cancelledLately(tx: Tx, { id }: Person, wish: Wish): Promise<Appointment | undefined> {
  const ahead = await visitsBetween(tx, id, tx.now, tx.now + AHEAD_MS);
  return ahead
    .filter(({ state, cancelledAt }) => state === "cancelled" && (cancelledAt ?? 0) > tx.now - DAY_MS)
    .filter((visit) => (wish.care === undefined || visit.care === wish.care) && meets(visit, wish))
    .sort((a, b) => (b.cancelledAt ?? 0) - (a.cancelledAt ?? 0))[0];
}

function off(person: Person, { id, startAt: at, zone }: Appointment): LineResult {
  return result(sentence("receipt.cancelled", { ...named(person), when: { at, zone } }), { visits: [id] });
}
