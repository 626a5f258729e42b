import type { Timer } from "../store/due-timers.ts";
import type { Tx } from "../store/engine.ts";
import { messageById } from "../store/outbox.ts";
import { reviveTimer, timerOfLastPush } from "../store/pushes.ts";
import { writeTask } from "../store/tasks.ts";

/**
 * What is done when a message has failed for good: its timer fires once more and goes one rung further. What came of no
 * timer (an answer, a call-back) has nobody else to go to, so the clinic is told.
 */
export async function pushFailed(tx: Tx, { messageId }: Timer): Promise<void> {
  const message = messageId === null ? undefined : await messageById(tx, messageId);
  if (!message) return;
  if (message.timerId !== null) return void (await reviveTimer(tx, message.timerId));
  const { contactId, appointmentId, purpose } = message;
  await writeTask(tx, { kind: "unreachable", reason: `${purpose}: failed`, contactId, appointmentId });
}

/** The push about a visit that went to a contact goes to whoever comes next, if that is still of use. */
export async function reachNextAbout(
  tx: Tx,
  from: { readonly contactId: number; readonly appointmentId: number },
): Promise<void> {
  const timerId = await timerOfLastPush(tx, from);
  if (timerId !== null) await reviveTimer(tx, timerId);
}
