import { PRIORITY } from "../core/delivery.ts";
import { NOTHING_OPEN } from "../core/dialog.ts";
import type { Flows } from "../core/flow.ts";
import { layingAt } from "../core/laying.ts";
import { layPush, ownPrompt, withoutOldPushes } from "../core/push.ts";
import { nextAllowed, type QuietHours } from "../core/quiet-hours.ts";
import { loadDialog, saveLaid } from "../store/dialogs.ts";
import type { Timer } from "../store/due-timers.ts";
import type { Tx } from "../store/engine.ts";
import { queueMessage } from "../store/messages.ts";
import { triedFor } from "../store/pushes.ts";
import { writeTask } from "../store/tasks.ts";
import { explainTimer, putOffTimer } from "../store/timers.ts";
import { ladderOf, type Rung } from "./ladder.ts";
import { askAgainLater } from "./outcome.ts";
import { type Cause, causeOf } from "./push-cause.ts";
import { pushHours } from "./push-hours.ts";
import { visitOf } from "./visit.ts";
import { tellWorker } from "./workers/tell-worker.ts";

/**
 * What is done when a reminder, a notice or an offer is due: it is laid on the dialog of whoever comes next and queued, put
 * off to an hour and a moment at which it does not disturb, or given up with a reason. The caller has fired the timer.
 */
export async function firePush(tx: Tx, flows: Flows, timer: Timer): Promise<void> {
  const cause = await causeOf(tx, timer);
  if (typeof cause === "string") return await explainTimer(tx, timer.id, cause);
  const way = await wayTo(tx, timer, cause);
  if (typeof way === "string") return await giveUp(tx, timer, cause, way);
  const at = await momentFor(tx, way, cause);
  if (at > tx.now) return await putOffTimer(tx, timer.id, at);
  if (way.workerId !== undefined) return await tellWorker(tx, timer, cause, way.contactId);
  await send(tx, flows, timer, cause, way);
  if (timer.kind === "rebook" && timer.about === "first") await askAgainLater(tx, cause.visit, cause.home);
}

/** The first way to reach her that has not failed and is open before the push is useless, or why there is none. */
async function wayTo(tx: Tx, timer: Timer, cause: Cause): Promise<Rung | string> {
  const { rungs, why } = await ladderOf(tx, cause.visit.patientId);
  const own = timer.contactId === null ? rungs : rungs.filter(({ contactId }) => contactId === timer.contactId);
  if (own.length === 0) return why;
  const tried = await triedFor(tx, { id: timer.id, appointmentId: cause.visit.id });
  const left = own.filter(
    (one) => !tried.some(({ contactId, kind }) => contactId === one.contactId && kind === one.kind),
  );
  if (left.length === 0) return "failed";
  return left.find(({ kind }) => nextAllowed(tx.now, quietFor(kind, cause, tx.now)) < cause.uselessAt) ?? "too late";
}

/** When it may be laid: outside quiet hours, and not into a conversation. */
async function momentFor(tx: Tx, { contactId, kind, workerId }: Rung, cause: Cause): Promise<number> {
  const quiet = quietFor(kind, cause, tx.now);
  const allowed = nextAllowed(tx.now, quiet);
  // A worker is asked nothing, so no conversation of hers is disturbed.
  if (allowed > tx.now || workerId !== undefined) return allowed;
  const stored = await loadDialog(tx, contactId);
  if (!stored) return tx.now;
  return layingAt({ ...stored, isOpen: ownPrompt(stored.dialog) !== null }, tx.now, cause.uselessAt, quiet);
}

function quietFor(kind: Rung["kind"], { home, visit, pushed }: Cause, now: number): QuietHours {
  const isNews = pushed.about === "booked" || pushed.about === "moved" || pushed.about === "cancelled";
  return pushHours(home, kind, { ...visit, isNews }, now);
}

async function send(tx: Tx, flows: Flows, timer: Timer, cause: Cause, { contactId, kind }: Rung): Promise<void> {
  const { pushed, visit: row, uselessAt } = cause;
  const visit = await visitOf(tx, { contactId }, row.id);
  const about = pushed.next ? { ...visit, next: pushed.next } : visit;
  const dialog = withoutOldPushes((await loadDialog(tx, contactId))?.dialog ?? NOTHING_OPEN, tx.now);
  const input = { about: pushed.about, visitId: row.id, visit: about };
  const laid = layPush(flows, dialog, "push", input, pushed);
  await saveLaid(tx, contactId, laid.dialog);
  await queueMessage(tx, {
    ...{ contactId, kind, purpose: purposeOf(timer), visit: row, uselessAt, dueAt: tx.now, timerId: timer.id },
    priority: timer.kind === "notice" ? PRIORITY.notice : PRIORITY.reminder,
    content: kind === "text" ? laid.tells : null,
  });
}

/** The id of its template. */
function purposeOf({ kind, about }: Timer): string {
  return kind === "notice" ? `notice.${about}` : kind;
}

/** Nobody can be reached, or not in time: the clinic is told who, as long as it can still do something about it. */
async function giveUp(tx: Tx, timer: Timer, { visit }: Cause, why: string): Promise<void> {
  await explainTimer(tx, timer.id, why);
  const { id: appointmentId, patientId, locationId } = visit;
  await writeTask(tx, { kind: "unreachable", reason: `${timer.kind}: ${why}`, appointmentId, patientId, locationId });
}
