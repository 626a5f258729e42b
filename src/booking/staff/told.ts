import type { Actor } from "../../store/audit.ts";
import type { Tx } from "../../store/engine.ts";

/** A change that a patient hears of when she did not make it herself. */
export type Change = "booked" | "moved" | "cancelled";

/** Whether the patient is told, how, and why not. */
export type Told = { readonly notified: "text" | "call" | "none"; readonly why: string };

/** Tells the patient of a change, by her first telephone, as consent, privacy and quiet hours allow. */
export async function tellPatient(_tx: Tx, _of: { appointmentId: number; change: Change; by: Actor }): Promise<Told> {
  return { notified: "none", why: "notices are not sent yet" };
}
