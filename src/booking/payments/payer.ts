import type { Appointment } from "../../store/appointments.ts";
import { contactById } from "../../store/contacts.ts";
import type { Tx } from "../../store/engine.ts";
import { linksOf } from "../../store/patients.ts";

/** Who is asked for the fee of a visit: the phone it was booked from; where a clinic booked it, the patient's first. */
export async function payerOf(tx: Tx, { contactId, patientId }: Pick<Appointment, "contactId" | "patientId">) {
  if (contactId !== null) return await contactById(tx, contactId);
  const links = patientId === null ? [] : await linksOf(tx, patientId);
  const first = links.find(({ asleepAt }) => asleepAt === null);
  return first && (await contactById(tx, first.contactId));
}
