import { writeConsent } from "../store/consents.ts";
import type { Contact } from "../store/contacts.ts";
import { setBlocked } from "../store/contacts.ts";
import type { Tx } from "../store/engine.ts";
import { writeTask } from "../store/tasks.ts";
import { visitsAhead } from "../store/visits.ts";

/**
 * Takes note that the carrier has blocked us for this number, or no longer does; it has answered already. Each visit ahead
 * becomes a task, for whoever wrote CANCEL may have meant the visit.
 */
export async function carrierOptOut(
  tx: Tx,
  contact: Contact,
  type: "stop" | "start" | "help",
  channel: string,
): Promise<void> {
  if (type === "help") return;
  const granted = type === "start";
  await setBlocked(tx, contact.id, granted ? null : tx.now);
  await writeConsent(tx, {
    contactId: contact.id,
    patientId: null,
    purpose: "all",
    granted,
    wording: "carrier",
    channel,
  });
  if (granted) return;
  for (const visit of await visitsAhead(tx, contact.id)) {
    const { id: appointmentId, patientId, locationId } = visit;
    await writeTask(tx, {
      kind: "opted.out",
      reason: "carrier stop with a visit ahead",
      contactId: contact.id,
      appointmentId,
      patientId,
      locationId,
    });
  }
}
