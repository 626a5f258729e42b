import { and, asc, desc, eq, gt, isNull, type SQL, sql } from "drizzle-orm";
import type { Tx } from "./engine.ts";
import { FEE_CURRENCY, FEE_MINOR } from "./fees.ts";
import { inSource, prepared } from "./prepared.ts";
import type { LinkId } from "./privacy.ts";
import { charges } from "./schema/payments.ts";
import { links, patients } from "./schema/people.ts";
import { locations, practitioners, schedules, slots } from "./schema/places.ts";
import { appointments } from "./schema/visits.ts";
import { PLACE_SHOWN, VISITS_SHOWN } from "./shown.ts";
import { LIVE } from "./states.ts";

const columns = {
  id: appointments.id,
  version: appointments.version,
  state: appointments.state,
  startAt: appointments.startAt,
  zone: appointments.zone,
  care: appointments.care,
  reference: appointments.reference,
  locationId: appointments.locationId,
  place: locations.publicNames,
  doctor: practitioners.names,
  feeMinor: FEE_MINOR,
  feeCurrency: FEE_CURRENCY,
  /** Set where the fee is paid ahead, so that nothing is left to pay at the clinic. */
  chargeId: charges.id,
  patientId: appointments.patientId,
  nickname: patients.nickname,
  code: patients.code,
  privacy: links.privacy,
  hasPin: sql<0 | 1>`exists (select 1 from pins where pins.patient_id = ${appointments.patientId})`,
  provenAt: links.provenAt,
  linked: sql<number>`${links.patientId} is not null and ${links.asleepAt} is null`,
};

/** A visit with what a contact may be told of it. */
export type VisitRow = NonNullable<Awaited<ReturnType<typeof visitFor>>>;

const selectVisit = prepared((db) =>
  db
    .select(columns)
    .from(appointments)
    .innerJoin(locations, eq(locations.id, appointments.locationId))
    .innerJoin(practitioners, eq(practitioners.id, appointments.practitionerId))
    .innerJoin(slots, eq(slots.id, appointments.slotId))
    .innerJoin(schedules, eq(schedules.id, slots.scheduleId))
    .leftJoin(charges, eq(charges.appointmentId, appointments.id))
    .leftJoin(patients, eq(patients.id, appointments.patientId))
    .leftJoin(
      links,
      and(eq(links.patientId, appointments.patientId), eq(links.contactId, sql.placeholder("contactId"))),
    )
    .where(eq(appointments.id, sql.placeholder("id")))
    .prepare(),
);

/** One visit as this contact sees it; `linked` is 0 where the number does not speak for the patient. */
export async function visitFor(tx: Tx, contactId: number, id: number) {
  return await selectVisit(tx).get({ id, contactId });
}

/** More would not fit any text; the rest is said by the clinic. */
const LISTED_MAX = 10;

const ahead = (db: Tx["db"], whose: SQL) =>
  db
    .select(columns)
    .from(links)
    // A cross join keeps its order: left to itself the planner may read every live visit of the district first.
    .crossJoin(appointments)
    .innerJoin(locations, eq(locations.id, appointments.locationId))
    .innerJoin(practitioners, eq(practitioners.id, appointments.practitionerId))
    .innerJoin(slots, eq(slots.id, appointments.slotId))
    .innerJoin(schedules, eq(schedules.id, slots.scheduleId))
    .innerJoin(patients, eq(patients.id, appointments.patientId))
    .leftJoin(charges, eq(charges.appointmentId, appointments.id))
    .where(
      and(
        eq(links.contactId, sql.placeholder("contactId")),
        isNull(links.asleepAt),
        eq(appointments.patientId, links.patientId),
        gt(appointments.startAt, sql.placeholder("now")),
        sql`${appointments.state} in ${LIVE}`,
        whose,
      ),
    )
    .orderBy(asc(appointments.startAt))
    .limit(inSource(LISTED_MAX))
    .prepare();

const selectAhead = prepared((db) => ahead(db, sql`true`));
const selectShown = prepared((db) => ahead(db, VISITS_SHOWN));
const selectOfPerson = prepared((db) => ahead(db, eq(links.patientId, sql.placeholder("patientId"))));

/** The live visits ahead of everybody this contact speaks for, soonest first, at most 10. */
export async function visitsAhead(tx: Tx, contactId: number): Promise<readonly VisitRow[]> {
  return await selectAhead(tx).all({ contactId, now: tx.now });
}

/** Those of them that the telephone shows to whoever holds it. */
export async function visitsShown(tx: Tx, contactId: number): Promise<readonly VisitRow[]> {
  return await selectShown(tx).all({ contactId, now: tx.now });
}

/** Those of one person, whether it shows her or not. */
export async function visitsOfPerson(tx: Tx, { contactId, patientId }: LinkId): Promise<readonly VisitRow[]> {
  return await selectOfPerson(tx).all({ contactId, patientId, now: tx.now });
}

const selectLastPlace = prepared((db) =>
  db
    .select({ lat: locations.lat, lon: locations.lon })
    .from(links)
    // A cross join keeps its order: left to itself the planner may read every live visit of the district first.
    .crossJoin(appointments)
    .innerJoin(locations, eq(locations.id, appointments.locationId))
    .where(
      and(
        eq(links.contactId, sql.placeholder("contactId")),
        isNull(links.asleepAt),
        PLACE_SHOWN,
        eq(appointments.patientId, links.patientId),
      ),
    )
    .orderBy(desc(appointments.startAt))
    .prepare(),
);

/** Where the last visit of this contact's people was or will be, those left out who do not want their clinic known. */
export async function placeOfLastVisit(tx: Tx, contactId: number) {
  return await selectLastPlace(tx).get({ contactId });
}
