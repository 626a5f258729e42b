import { PRIORITY } from "../../core/delivery.ts";
import type { Tell } from "../../core/effects.ts";
import { nextAllowed } from "../../core/quiet-hours.ts";
import { addDays, dayOf, whenClockReaches } from "../../core/time.ts";
import { morningText, shownOf, workerLine } from "../../core/worker-texts.ts";
import { mayPush } from "../../store/consents.ts";
import type { Home } from "../../store/directory.ts";
import type { Timer } from "../../store/due-timers.ts";
import type { Tx } from "../../store/engine.ts";
import { queueMessage } from "../../store/messages.ts";
import { locationById } from "../../store/places.ts";
import { explainTimer, putOffTimer } from "../../store/timers.ts";
import { type ToRemind, toldWorker, toRemind, workersWithout, writeWorkerTimer } from "../../store/worker-timers.ts";
import { workerOf } from "../../store/workers.ts";
import { pushHours } from "../push-hours.ts";

/** Workers planned for at once: a piece of work of a few ms. */
const AT_ONCE = 50;

/** The end of the next quiet hours of a clinic: when its workers hear whom to remind. */
export function morningAfter(now: number, home: Pick<Home, "zone" | "quietTo">): number {
  const today = dayOf(now, home.zone);
  const at = whenClockReaches(today, home.quietTo, home.zone);
  return at > now ? at : whenClockReaches(addDays(today, 1), home.quietTo, home.zone);
}

/** Has every worker's next morning looked at; true if there may be more to plan. */
export async function planMornings(tx: Tx): Promise<boolean> {
  const workers = await workersWithout(tx, "worker.morning", AT_ONCE);
  for (const { contactId, locationId } of workers) {
    const home = await locationById(tx, locationId);
    if (!home) continue;
    await writeWorkerTimer(tx, { kind: "worker.morning", contactId, dueAt: morningAfter(tx.now, home) });
  }
  return workers.length === AT_ONCE;
}

/** Sends a worker one text with all of which she is to remind her people today. */
export async function tellMorning(tx: Tx, timer: Timer): Promise<void> {
  const worker = timer.contactId === null ? undefined : await workerOf(tx, timer.contactId);
  const home = worker && (await locationById(tx, worker.locationId));
  if (!worker || !home) return await explainTimer(tx, timer.id, "no worker");
  const allowed = nextAllowed(tx.now, pushHours(home, "text", null, tx.now));
  if (allowed > tx.now) return await putOffTimer(tx, timer.id, allowed);
  if (!(await mayPush(tx, worker.contactId, null, "visit"))) return await explainTimer(tx, timer.id, "opted out");
  const next = morningAfter(tx.now, home);
  const due = await toRemind(tx, worker, next);
  if (due.length === 0) return await explainTimer(tx, timer.id, "nothing to tell");
  for (const { timerId } of due) await toldWorker(tx, timerId);
  await queueMessage(tx, {
    ...{
      contactId: worker.contactId,
      kind: "text",
      purpose: "worker.morning",
      priority: PRIORITY.reminder,
      visit: null,
    },
    ...{ content: [textOf(due)], dueAt: tx.now, uselessAt: next, sender: home.gatewayNumber ?? "" },
  });
}

/** Each visit once. */
function textOf(due: readonly ToRemind[]): Tell {
  const visits = [...new Map(due.map((one) => [`${one.patientId} ${one.startAt}`, one])).values()];
  const shown = visits.slice(0, shownOf(visits.length));
  const lines = shown.map(({ startAt: at, zone, isCovert, ...told }) =>
    workerLine({ ...told, isCovert: isCovert === 1 }, { at, zone }),
  );
  return morningText(lines, visits.length - shown.length);
}
