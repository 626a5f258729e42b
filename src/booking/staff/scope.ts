import { refuse } from "../../core/problem.ts";
import { mayUse, type Staff } from "../../core/staff.ts";
import { wasEverAt } from "../../store/appointment-lists.ts";
import { type Appointment, appointmentById } from "../../store/appointments.ts";
import type { Actor } from "../../store/audit.ts";
import type { Tx } from "../../store/engine.ts";
import { type PatientRow, patientRow } from "../../store/patient-records.ts";

/** The key as the one who did something. */
export function actorOf({ keyId }: Staff): Actor {
  return { kind: "staff", id: keyId };
}

/** A visit at a clinic of the caller; any other is not found, whether it exists or not, and so is a mere hold. */
export async function visitInScope(tx: Tx, staff: Staff, id: number): Promise<Visited> {
  const row = await appointmentById(tx, id);
  return row && isVisit(row) && mayUse(staff, row.locationId) ? row : refuse({ type: "not-found" });
}

/** An appointment that is, or was, a visit of somebody. */
export type Visited = Appointment & { readonly reference: string; readonly patientId: number };

/** Tells a visit from a hold. */
export function isVisit(row: Appointment): row is Visited {
  return row.reference !== null && row.patientId !== null;
}

/** A patient registered by a clinic of the caller, or with an appointment there, ever (DESIGN 2); nothing for any other. */
export async function patientSeenBy(tx: Tx, { locationIds }: Staff, id: number): Promise<PatientRow | null> {
  const row = await patientRow(tx, id);
  if (!row || locationIds === null) return row ?? null;
  const isRegistered = row.locationId !== null && locationIds.includes(row.locationId);
  return isRegistered || (await wasEverAt(tx, id, locationIds)) ? row : null;
}

/** The same for an address: whoever is out of scope is not found. */
export async function patientInScope(tx: Tx, staff: Staff, id: number): Promise<PatientRow> {
  return (await patientSeenBy(tx, staff, id)) ?? refuse({ type: "not-found" });
}
