import { and, asc, eq, gt, lt, ne, sql } from "drizzle-orm";
import type { Care } from "../core/places.ts";
import type { Tx } from "./engine.ts";
import { prepared } from "./prepared.ts";
import { appointments } from "./schema/visits.ts";
import { LIVE, OCCUPYING } from "./states.ts";

/** An appointment as it is stored. */
export type Appointment = typeof appointments.$inferSelect;

const IS_LIVE = sql`state in ${LIVE}`;

const selectById = prepared((db) =>
  db
    .select()
    .from(appointments)
    .where(eq(appointments.id, sql.placeholder("id")))
    .prepare(),
);

/** One appointment. */
export async function appointmentById(tx: Tx, id: number): Promise<Appointment | undefined> {
  return await selectById(tx).get({ id });
}

const selectHold = prepared((db) =>
  db
    .select()
    .from(appointments)
    .where(and(eq(appointments.contactId, sql.placeholder("contactId")), sql`state = 'held'`))
    .prepare(),
);

/** The one hold of a contact, standing or lapsed. */
export async function holdOf(tx: Tx, contactId: number): Promise<Appointment | undefined> {
  return await selectHold(tx).get({ contactId });
}

const selectLapsedHold = prepared((db) =>
  db
    .select()
    .from(appointments)
    .where(
      and(
        eq(appointments.slotId, sql.placeholder("slotId")),
        sql`state in ${OCCUPYING}`,
        sql`state = 'held' and hold_ends_at <= ${sql.placeholder("now")}`,
      ),
    )
    .orderBy(asc(appointments.holdEndsAt))
    .prepare(),
);

/** The hold of a slot that lapsed first: its seat may be taken by whoever comes. */
export async function lapsedHoldOf(tx: Tx, slotId: number): Promise<Appointment | undefined> {
  return await selectLapsedHold(tx).get({ slotId, now: tx.now });
}

const selectForCare = prepared((db) =>
  db
    .select({ id: appointments.id })
    .from(appointments)
    .where(
      and(
        eq(appointments.patientId, sql.placeholder("patientId")),
        gt(appointments.startAt, sql.placeholder("now")),
        eq(appointments.care, sql.placeholder("care")),
        ne(appointments.id, sql.placeholder("except")),
        IS_LIVE,
      ),
    )
    .prepare(),
);

/** A patient's live visit ahead for one kind of care, other than `except`. */
export async function visitForCare(tx: Tx, patientId: number, care: Care, except: number): Promise<number | undefined> {
  return (await selectForCare(tx).get({ patientId, care, except, now: tx.now }))?.id;
}

/** No slot is longer than a day, so a visit that overlaps another starts within a day before its end. */
const LONGEST = 86_400_000;

const selectOverlapping = prepared((db) =>
  db
    .select({ id: appointments.id })
    .from(appointments)
    .where(
      and(
        eq(appointments.patientId, sql.placeholder("patientId")),
        gt(appointments.startAt, sql.placeholder("earliest")),
        lt(appointments.startAt, sql.placeholder("end")),
        gt(appointments.endAt, sql.placeholder("start")),
        ne(appointments.id, sql.placeholder("except")),
        IS_LIVE,
      ),
    )
    .prepare(),
);

/** A patient's live visit that overlaps a time, other than `except`. */
export async function overlappingVisit(
  tx: Tx,
  patientId: number,
  time: { readonly startAt: number; readonly endAt: number },
  except: number,
): Promise<number | undefined> {
  const span = { start: time.startAt, end: time.endAt, earliest: time.startAt - LONGEST };
  return (await selectOverlapping(tx).get({ patientId, except, ...span }))?.id;
}

const countLive = prepared((db) =>
  db
    .select({ n: sql<number>`count(*)` })
    .from(appointments)
    .where(
      and(
        eq(appointments.contactId, sql.placeholder("contactId")),
        gt(appointments.startAt, sql.placeholder("now")),
        IS_LIVE,
      ),
    )
    .prepare(),
);

/** How many live visits ahead were booked from a contact. */
export async function countLiveVisits(tx: Tx, contactId: number): Promise<number> {
  return (await countLive(tx).get({ contactId, now: tx.now }))?.n ?? 0;
}

const selectByReference = prepared((db) =>
  db
    .select({ id: appointments.id })
    .from(appointments)
    .where(eq(appointments.reference, sql.placeholder("reference")))
    .prepare(),
);

/** The visit that carries a reference. */
export async function visitByReference(tx: Tx, reference: string): Promise<number | undefined> {
  return (await selectByReference(tx).get({ reference }))?.id;
}
