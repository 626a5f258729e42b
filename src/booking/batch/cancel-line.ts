import type { LineResult } from "../../core/receipt.ts";
import { sentence } from "../../core/sentence.ts";
import type { WorkerCommand } from "../../core/worker-command.ts";
import type { Appointment } from "../../store/appointments.ts";
import type { Tx } from "../../store/engine.ts";
import { visitsBetween } from "../../store/people-visits.ts";
import { actorOf } from "../asker.ts";
import { cancelled } from "../cancel-visit.ts";
import { queueNotice } from "../notices.ts";
import { named, type Person, result, type Scene } from "./scene.ts";
import { whichVisit } from "./which-visit.ts";
import { whose } from "./whose.ts";
import { wishOf } from "./wish.ts";

const DAY_MS = 86_400_000;
/** Visits further ahead are in no clinic's horizon. */
const AHEAD_MS = 400 * DAY_MS;

/** Cancels a visit; sent again it says that it is off. */
export async function cancelLine(
  tx: Tx,
  scene: Scene,
  command: Extract<WorkerCommand, { readonly kind: "cancel" }>,
): Promise<LineResult> {
  const found = await whose(tx, scene, command);
  if ("result" in found) return found.result;
  const { person } = found;
  const which = await whichVisit(tx, person, command, await wishOf(tx, command.wish, person));
  if ("result" in which) return which.result;
  const actor = actorOf(scene.asker);
  if (which.visit) {
    await cancelled(tx, actor, which.visit);
    await queueNotice(tx, { appointmentId: which.visit.id, change: "cancelled", by: actor });
    return { ...off(person, which.visit), isChange: true };
  }
  const lately = await cancelledLately(tx, person);
  return lately ? off(person, lately) : result(sentence("receipt.no.visit", named(person)));
}

async function cancelledLately(tx: Tx, { id }: Person): Promise<Appointment | undefined> {
  const ahead = await visitsBetween(tx, id, tx.now, tx.now + AHEAD_MS);
  return ahead
    .filter(({ state, cancelledAt }) => state === "cancelled" && (cancelledAt ?? 0) > tx.now - DAY_MS)
    .sort((a, b) => (b.cancelledAt ?? 0) - (a.cancelledAt ?? 0))[0];
}

function off(person: Person, { id, startAt: at, zone }: Appointment): LineResult {
  return result(sentence("receipt.cancelled", { ...named(person), when: { at, zone } }), { visits: [id] });
}
