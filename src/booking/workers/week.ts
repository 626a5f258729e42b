import { PRIORITY } from "../../core/delivery.ts";
import { nextAllowed } from "../../core/quiet-hours.ts";
import { addDays, dayOf, earliestDayOnOrAfter, startOfDay, whenClockReaches } from "../../core/time.ts";
import { shownOf, type ToldWeek, weekText } from "../../core/worker-texts.ts";
import { mayPush } from "../../store/consents.ts";
import type { Home } from "../../store/directory.ts";
import type { Timer } from "../../store/due-timers.ts";
import type { Tx } from "../../store/engine.ts";
import { queueMessage } from "../../store/messages.ts";
import { locationById } from "../../store/places.ts";
import { explainTimer, putOffTimer } from "../../store/timers.ts";
import { workersWithout, writeWorkerTimer } from "../../store/worker-timers.ts";
import { countWeek, teamOf } from "../../store/worker-weeks.ts";
import { workerOf } from "../../store/workers.ts";
import { pushHours } from "../push-hours.ts";

const AT_ONCE = 50;
const MONDAY = 1;
const DAY_MS = 86_400_000;

/** Has every supervisor's next Monday looked at; true if there may be more to plan. */
export async function planWeeks(tx: Tx): Promise<boolean> {
  const supervisors = await workersWithout(tx, "worker.week", AT_ONCE);
  for (const { contactId, locationId } of supervisors) {
    const home = await locationById(tx, locationId);
    if (home) await writeWorkerTimer(tx, { kind: "worker.week", contactId, dueAt: nextMonday(tx.now, home) });
  }
  return supervisors.length === AT_ONCE;
}

/** The end of quiet hours on the next Monday. */
function nextMonday(now: number, home: Home): number {
  const day = earliestDayOnOrAfter(MONDAY, addDays(dayOf(now, home.zone), 1));
  return whenClockReaches(day, home.quietTo, home.zone);
}

/** Tells a supervisor in one text what each of her workers did in the week that ended on Sunday. */
export async function tellWeek(tx: Tx, timer: Timer): Promise<void> {
  const boss = timer.contactId === null ? undefined : await workerOf(tx, timer.contactId);
  const home = boss && (await locationById(tx, boss.locationId));
  if (!boss || !home) return await explainTimer(tx, timer.id, "no worker");
  const allowed = nextAllowed(tx.now, pushHours(home, "text", null, tx.now));
  if (allowed > tx.now) return await putOffTimer(tx, timer.id, allowed);
  if (!(await mayPush(tx, boss.contactId, null, "visit"))) return await explainTimer(tx, timer.id, "opted out");
  const to = startOfDay(lastMonday(dayOf(tx.now, home.zone)), home.zone);
  const from = startOfDay(addDays(dayOf(to, home.zone), -7), home.zone);
  const team = await teamOf(tx, boss.id);
  if (team.length === 0) return await explainTimer(tx, timer.id, "nothing to tell");
  const shown = shownOf(team.length);
  const weeks: ToldWeek[] = [];
  for (const { id, name } of team.slice(0, shown)) weeks.push({ name, ...(await countWeek(tx, id, from, to)) });
  await queueMessage(tx, {
    ...{ contactId: boss.contactId, kind: "text", purpose: "worker.week", priority: PRIORITY.reminder, visit: null },
    content: [weekText(weeks, team.length - shown)],
    ...{ dueAt: tx.now, uselessAt: tx.now + 2 * DAY_MS, sender: home.gatewayNumber ?? "" },
  });
}

/** The Monday of the week in which a day is. */
function lastMonday(day: string): string {
  return addDays(earliestDayOnOrAfter(MONDAY, addDays(day, 1)), -7);
}
