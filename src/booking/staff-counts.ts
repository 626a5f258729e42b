import { PRIORITY } from "../core/delivery.ts";
import type { Tell } from "../core/effects.ts";
import { isCountry, senderOf } from "../core/phone.ts";
import { nextAllowed } from "../core/quiet-hours.ts";
import { say } from "../core/say.ts";
import { addDays, dayOf, startOfDay, whenClockReaches } from "../core/time.ts";
import { mayPush } from "../store/consents.ts";
import { contactFor, rememberLanguage } from "../store/contacts.ts";
import type { Home } from "../store/directory.ts";
import type { Timer } from "../store/due-timers.ts";
import type { Tx } from "../store/engine.ts";
import { queueMessage } from "../store/messages.ts";
import { activePlaces, locationById } from "../store/places.ts";
import { countDay, countOpenTasks } from "../store/reports.ts";
import { explainTimer, putOffTimer, writeStaffTimer } from "../store/timers.ts";
import { pushHours } from "./push-hours.ts";

const HOUR = 3_600_000;

/** When a clinic hears how many come the next day: still within its own hours. */
const LIST_AT = "16:00";

/** Has every clinic with a telephone told each afternoon how many come the next day; answers false, for it is done at once. */
export async function planStaffLists(tx: Tx): Promise<boolean> {
  for (const home of await activePlaces(tx)) {
    if (home.staffPhone === null) continue;
    const today = dayOf(tx.now, home.zone);
    const at = whenClockReaches(today, LIST_AT, home.zone);
    const dueAt = at > tx.now ? at : whenClockReaches(addDays(today, 1), LIST_AT, home.zone);
    const uselessAt = startOfDay(addDays(dayOf(dueAt, home.zone), 1), home.zone);
    await writeStaffTimer(tx, { kind: "staff.list", locationId: home.id, dueAt, uselessAt });
  }
  return false;
}

/** Tells a clinic's staff a count and nothing else: whoever holds their telephone learns of nobody. */
export async function tellStaff(tx: Tx, timer: Timer): Promise<void> {
  const home = timer.locationId === null ? undefined : await locationById(tx, timer.locationId);
  const staff = home && (await staffOf(tx, home));
  if (!home || !staff) return await explainTimer(tx, timer.id, "no telephone for texts");
  const allowed = nextAllowed(tx.now, pushHours(home, "text", null, tx.now));
  const uselessAt = timer.uselessAt ?? tx.now + 24 * HOUR;
  if (allowed >= uselessAt) return await explainTimer(tx, timer.id, "useless");
  if (allowed > tx.now) return await putOffTimer(tx, timer.id, allowed);
  const tell = await countFor(tx, timer.kind, home);
  if (tell === null) return await explainTimer(tx, timer.id, "nothing to tell");
  await queueMessage(tx, {
    ...{ contactId: staff, kind: "text", purpose: timer.kind, priority: PRIORITY.reminder, visit: null },
    ...{ content: [tell], dueAt: tx.now, uselessAt, sender: home.gatewayNumber ?? "" },
  });
}

/** The contact of a clinic's staff; null where nobody reads texts: no number, a landline, or they said stop. */
async function staffOf(tx: Tx, { staffPhone, country, id, languages }: Home): Promise<number | null> {
  if (staffPhone === null || !isCountry(country)) return null;
  const sender = senderOf(staffPhone, country);
  if (sender.kind !== "number" || sender.mobile === false) return null;
  const contact = await contactFor(tx, sender.phone, id);
  if (contact.language === null) await rememberLanguage(tx, contact.id, languages[0] ?? "en", "guess");
  return (await mayPush(tx, contact.id, null, "all")) ? contact.id : null;
}

async function countFor(tx: Tx, kind: Timer["kind"], home: Home): Promise<Tell | null> {
  const tasks = await countOpenTasks(tx, home.id);
  const clinic = home.publicNames;
  if (kind === "staff.tasks") return tasks === 0 ? null : say("staff.tasks", { clinic, tasks: String(tasks) });
  const day = addDays(dayOf(tx.now, home.zone), 1);
  const span = { from: startOfDay(day, home.zone), to: startOfDay(addDays(day, 1), home.zone) };
  const count = await countDay(tx, home.id, span);
  return count + tasks === 0 ? null : say("staff.list", { clinic, day, count: String(count), tasks: String(tasks) });
}
