import { and, asc, desc, eq, gt, gte, lt, sql } from "drizzle-orm";
import type { Care } from "../core/places.ts";
import type { Appointment } from "./appointments.ts";
import type { Tx } from "./engine.ts";
import { prepared } from "./prepared.ts";
import { links } from "./schema/people.ts";
import { appointments } from "./schema/visits.ts";
import { LIVE } from "./states.ts";

const ofPatient = eq(appointments.patientId, sql.placeholder("patientId"));

const selectAhead = prepared((db) =>
  db
    .select()
    .from(appointments)
    .where(and(ofPatient, gt(appointments.startAt, sql.placeholder("now")), sql`state in ${LIVE}`))
    .orderBy(asc(appointments.startAt))
    .prepare(),
);

/** The live visits ahead of one patient, soonest first; those of one care, if it is given. */
export async function visitsAheadOf(tx: Tx, patientId: number, care?: Care): Promise<readonly Appointment[]> {
  const all = await selectAhead(tx).all({ patientId, now: tx.now });
  return care === undefined ? all : all.filter((visit) => visit.care === care);
}

const selectBetween = prepared((db) =>
  db
    .select()
    .from(appointments)
    .where(
      and(
        ofPatient,
        gte(appointments.startAt, sql.placeholder("from")),
        lt(appointments.startAt, sql.placeholder("to")),
        sql`state in ('booked','confirmed','arrived','fulfilled','no_show','cancelled')`,
      ),
    )
    .orderBy(desc(appointments.startAt))
    .prepare(),
);

/** The visits of one patient that start in [from, to), whatever became of them, last first. */
export async function visitsBetween(tx: Tx, patientId: number, from: number, to: number) {
  return await selectBetween(tx).all({ patientId, from, to });
}

const hers = sql`${appointments.patientId} in (select value from json_each(${sql.placeholder("patientIds")}))`;

const selectOfMany = prepared((db) =>
  db
    .select()
    .from(appointments)
    .where(
      and(
        hers,
        gte(appointments.startAt, sql.placeholder("from")),
        lt(appointments.startAt, sql.placeholder("to")),
        sql`state in ${LIVE}`,
      ),
    )
    .orderBy(asc(appointments.startAt))
    .prepare(),
);

/** The live visits of these patients that start in [from, to), soonest first. */
export async function visitsOfMany(tx: Tx, patientIds: readonly number[], from: number, to: number) {
  return await selectOfMany(tx).all({ patientIds: JSON.stringify(patientIds), from, to });
}

const selectDue = prepared((db) =>
  db
    .select()
    .from(appointments)
    .where(
      and(
        hers,
        gte(appointments.startAt, sql.placeholder("from")),
        lt(appointments.startAt, sql.placeholder("now")),
        sql`(state = 'no_show' or (state = 'fulfilled' and follow_up_on is not null))`,
        sql`not exists (select 1 from appointments later where later.patient_id = ${appointments.patientId}
          and later.care = ${appointments.care} and later.start_at > ${appointments.startAt}
          and later.state in ('pending_payment','booked','confirmed','arrived','fulfilled','no_show'))`,
      ),
    )
    .orderBy(asc(appointments.followUpOn), asc(appointments.startAt))
    .prepare(),
);

/** Visits since an instant that were missed, or after which the doctor wants to see the patient again, and no later one is booked. */
export async function visitsToFollow(tx: Tx, patientIds: readonly number[], from: number) {
  return await selectDue(tx).all({ patientIds: JSON.stringify(patientIds), from, now: tx.now });
}

const selectCovert = prepared((db) =>
  db
    .select({ contactId: links.contactId })
    .from(links)
    .where(and(eq(links.patientId, sql.placeholder("patientId")), eq(links.privacy, "covert")))
    .prepare(),
);

/** Whether a patient wants nothing said of her but day and time: on any telephone that speaks for her. */
export async function isCovert(tx: Tx, patientId: number): Promise<boolean> {
  return (await selectCovert(tx).get({ patientId })) !== undefined;
}
