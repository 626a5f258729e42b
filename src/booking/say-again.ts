import { PRIORITY } from "../core/delivery.ts";
import { appointmentById } from "../store/appointments.ts";
import type { Tx } from "../store/engine.ts";
import { type Message, queueMessage } from "../store/messages.ts";

/** Has a text said once more at an instant; false if it is a repetition already or would come too late. */
export async function sayAgain(tx: Tx, message: Message, dueAt: number): Promise<boolean> {
  const { id, contactId, kind, content, purpose, sender } = message;
  if (kind !== "text" || content === null || message.againOf !== null) return false;
  const visit = visitOf(message);
  const uselessAt = message.uselessAt ?? (visit ? ((await appointmentById(tx, visit.id))?.startAt ?? null) : null);
  if (uselessAt !== null && dueAt >= uselessAt) return false;
  // A receipt is the answer to what she wrote, whoever carries it.
  const priority = message.state === "inline" ? PRIORITY.answer : message.priority;
  const again = { contactId, kind, content, purpose, sender, visit, priority, dueAt, uselessAt, againOf: id };
  await queueMessage(tx, again);
  return true;
}

function visitOf({ appointmentId: id, appointmentVersion: version }: Message) {
  return id === null || version === null ? null : { id, version };
}
