import { and, asc, count, eq, gte, lt, ne, sql } from "drizzle-orm";
import type { Db, Tx } from "./engine.ts";
import { contacts, patients } from "./schema/people.ts";
import { locations, practitioners, schedules } from "./schema/places.ts";
import { appointments, tasks } from "./schema/visits.ts";
import { LIVE } from "./states.ts";

/** The clinic with this short name. */
export async function locationBySlug(db: Db, slug: string) {
  return await db.select().from(locations).where(eq(locations.slug, slug)).get();
}

/** The short names of all clinics. */
export async function locationSlugs(db: Db): Promise<readonly string[]> {
  return (await db.select({ slug: locations.slug }).from(locations).orderBy(asc(locations.slug))).map(
    ({ slug }) => slug,
  );
}

/** Every visit at a clinic that starts in [from, to), whatever became of it; holds are left out. */
export async function visitsOfDay(db: Db, locationId: number, from: number, to: number) {
  const visit = sql`${appointments.state} not in ('held', 'expired')`;
  return await db
    .select({
      startAt: appointments.startAt,
      state: appointments.state,
      reference: appointments.reference,
      doctor: practitioners.names,
      name: patients.name,
      code: patients.code,
    })
    .from(appointments)
    .innerJoin(practitioners, eq(practitioners.id, appointments.practitionerId))
    .leftJoin(patients, eq(patients.id, appointments.patientId))
    .where(
      and(
        eq(appointments.locationId, locationId),
        gte(appointments.startAt, from),
        lt(appointments.startAt, to),
        visit,
      ),
    )
    .orderBy(asc(appointments.startAt), asc(practitioners.id), asc(appointments.seat));
}

/** Tasks not yet done, the oldest first, with whom they are about. */
export async function openTasks(db: Db) {
  return await db
    .select({
      id: tasks.id,
      kind: tasks.kind,
      reason: tasks.reason,
      createdAt: tasks.createdAt,
      clinic: locations.slug,
      zone: locations.zone,
      reference: appointments.reference,
      phone: contacts.phone,
      name: patients.name,
    })
    .from(tasks)
    .leftJoin(locations, eq(locations.id, tasks.locationId))
    .leftJoin(appointments, eq(appointments.id, tasks.appointmentId))
    .leftJoin(contacts, eq(contacts.id, tasks.contactId))
    .leftJoin(patients, eq(patients.id, sql`coalesce(${tasks.patientId}, ${appointments.patientId})`))
    .where(eq(tasks.state, "open"))
    .orderBy(asc(tasks.id));
}

/**
 * Closes a task with what came of it; false if there is no such open task. Money that is owed is given back, not talked away:
 * `refund.due` closes with the row of the ledger that says it went.
 */
export async function finishTask(tx: Tx, id: number, outcome: string): Promise<boolean> {
  const open = and(eq(tasks.id, id), eq(tasks.state, "open"), ne(tasks.kind, "refund.due"));
  const { changes } = await tx.db.update(tasks).set({ state: "done", outcome, doneAt: tx.now }).where(open);
  return changes > 0;
}

/** How many visits somebody is expected for at a clinic between two instants. */
export async function countDay(tx: Tx, locationId: number, span: { readonly from: number; readonly to: number }) {
  const isThere = and(eq(appointments.locationId, locationId), sql`${appointments.state} in ${LIVE}`);
  const row = await tx.db
    .select({ n: count() })
    .from(appointments)
    .where(and(isThere, gte(appointments.startAt, span.from), lt(appointments.startAt, span.to)))
    .get();
  return row?.n ?? 0;
}

/** How many tasks of a clinic are open. */
export async function countOpenTasks(tx: Tx, locationId: number): Promise<number> {
  const isOpen = and(eq(tasks.locationId, locationId), sql`${tasks.state} = 'open'`);
  return (await tx.db.select({ n: count() }).from(tasks).where(isOpen).get())?.n ?? 0;
}

/** What calls say of the directory: names of clinics as patients hear them, of practitioners, and fees. */
export async function directoryWords(db: Db) {
  const clinics = await db
    .select({ names: locations.publicNames })
    .from(locations)
    .where(eq(locations.active, true))
    .orderBy(asc(locations.id));
  const people = await db
    .select()
    .from(practitioners)
    .where(eq(practitioners.active, true))
    .orderBy(asc(practitioners.id));
  const ahead = await db.select({ id: schedules.practitionerId }).from(schedules).where(eq(schedules.pay, "ahead"));
  const isAhead = new Set(ahead.map(({ id }) => id));
  return {
    clinics: clinics.map(({ names }) => names),
    doctors: people.map(({ names }) => names),
    fees: people.flatMap(({ id, feeMinor: minor, feeCurrency: currency }) =>
      minor > 0 && currency !== null ? [{ minor, currency, inParts: isAhead.has(id) }] : [],
    ),
  };
}
