import { changeAppointment } from "../store/appointment-changes.ts";
import { holdOf } from "../store/appointments.ts";
import type { Tx } from "../store/engine.ts";

/** Gives back the seat a contact holds, or only the one named; a hold that has become a visit stays. */
export async function releaseHold(tx: Tx, contactId: number, holdId?: number): Promise<void> {
  const hold = await holdOf(tx, contactId);
  if (!hold || (holdId !== undefined && hold.id !== holdId)) return;
  const actor = { kind: "contact", id: contactId } as const;
  await changeAppointment(tx, hold, { state: "expired" }, { actor, act: "release" });
}
