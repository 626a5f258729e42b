import { and, asc, eq, sql } from "drizzle-orm";
import type { Privacy } from "../core/appointment.ts";
import type { Tx } from "./engine.ts";
import { prepared } from "./prepared.ts";
import { consents, contacts, links, patients } from "./schema/people.ts";

/** A patient with all that is kept of her. */
export type PatientRow = typeof patients.$inferSelect;

const selectPatient = prepared((db) =>
  db
    .select()
    .from(patients)
    .where(eq(patients.id, sql.placeholder("id")))
    .prepare(),
);

/** One patient's record. */
export async function patientRow(tx: Tx, id: number): Promise<PatientRow | undefined> {
  return await selectPatient(tx).get({ id });
}

/** What staff may write of a patient. */
export type PatientSet = Partial<
  Pick<PatientRow, "name" | "nickname" | "yearOfBirth" | "locationId" | "gender" | "village">
>;

/** Registers a patient; null if her code belongs to somebody else already. */
export async function registerPatient(
  tx: Tx,
  patient: PatientSet & { readonly code: string },
): Promise<PatientRow | null> {
  const row = { ...patient, createdAt: tx.now };
  const made = await tx.db
    .insert(patients)
    .values(row)
    .onConflictDoNothing({ target: patients.code })
    .returning()
    .get();
  return made ?? null;
}

/** Changes a patient's record. */
export async function updatePatient(tx: Tx, id: number, set: PatientSet): Promise<void> {
  if (Object.keys(set).length > 0) await tx.db.update(patients).set(set).where(eq(patients.id, id));
}

/** A patient's link to a telephone, with the telephone. */
export type LinkRow = Awaited<ReturnType<typeof linkRowsOf>>[number];

/** The telephones that speak for a patient, those told first at the front; wrong numbers are asleep. */
export async function linkRowsOf(tx: Tx, patientId: number) {
  return await tx.db
    .select({
      contactId: links.contactId,
      rank: links.rank,
      via: links.via,
      privacy: links.privacy,
      asleepAt: links.asleepAt,
      phone: contacts.phone,
      language: contacts.language,
      blockedAt: contacts.blockedAt,
      // The newest row about this patient or about all of the telephone's people holds.
      consent: sql<0 | 1 | null>`(select c.granted from ${consents} c where c.contact_id = ${links.contactId}
        and (c.patient_id is null or c.patient_id = ${links.patientId}) order by c.id desc limit 1)`,
    })
    .from(links)
    .innerJoin(contacts, eq(contacts.id, links.contactId))
    .where(eq(links.patientId, patientId))
    .orderBy(asc(links.rank), asc(links.contactId));
}

/** What staff may write of a link. */
export type LinkSet = { readonly rank?: number; readonly via?: "text" | "call"; readonly privacy?: Privacy };

/** Changes a link. */
export async function updateLink(tx: Tx, contactId: number, patientId: number, set: LinkSet): Promise<void> {
  const one = and(eq(links.contactId, contactId), eq(links.patientId, patientId));
  if (Object.keys(set).length > 0) await tx.db.update(links).set(set).where(one);
}
