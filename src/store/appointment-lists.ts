import { and, asc, count, eq, gte, isNotNull, lt, type SQL, sql } from "drizzle-orm";
import type { AppointmentState } from "../core/appointment.ts";
import type { Appointment } from "./appointments.ts";
import type { Tx } from "./engine.ts";
import { prepared } from "./prepared.ts";
import { patients } from "./schema/people.ts";
import { appointments } from "./schema/visits.ts";

/** What narrows a list of visits; instants, the end excluded. */
export type VisitFilter = {
  readonly locationIds: readonly number[] | null;
  readonly doctorId?: number | undefined;
  readonly patientId?: number | undefined;
  readonly reference?: string | undefined;
  readonly status?: AppointmentState | undefined;
  readonly from: number;
  readonly to?: number | undefined;
  readonly after: { readonly at: number; readonly id: number };
};

/** Visits (never mere holds) by start, then by id, at most `limit`. */
export async function listVisitRows(tx: Tx, filter: VisitFilter, limit: number): Promise<readonly Appointment[]> {
  return await tx.db
    .select()
    .from(appointments)
    .where(and(...conditions(filter)))
    .orderBy(asc(appointments.startAt), asc(appointments.id))
    .limit(limit);
}

function conditions({ locationIds, doctorId, patientId, reference, status, from, to, after }: VisitFilter): SQL[] {
  const { id, startAt } = appointments;
  const all = [
    isNotNull(appointments.reference),
    gte(startAt, Math.max(from, after.at)),
    sql`(${startAt}, ${id}) > (${after.at}, ${after.id})`,
    ...(locationIds === null ? [] : [isOneOf(locationIds)]),
    ...(doctorId === undefined ? [] : [eq(appointments.practitionerId, doctorId)]),
    ...(patientId === undefined ? [] : [eq(appointments.patientId, patientId)]),
    ...(reference === undefined ? [] : [eq(appointments.reference, reference)]),
    ...(status === undefined ? [] : [eq(appointments.state, status)]),
    ...(to === undefined ? [] : [lt(startAt, to)]),
  ];
  return all;
}

function isOneOf(locationIds: readonly number[]): SQL {
  return sql`${appointments.locationId} in (select value from json_each(${JSON.stringify(locationIds)}))`;
}

/** Every visit at a clinic that starts in [from, to), with whom it is for. */
export async function dayRows(tx: Tx, locationId: number, from: number, to: number) {
  return await tx.db
    .select({ row: appointments, code: patients.code, name: patients.name, yearOfBirth: patients.yearOfBirth })
    .from(appointments)
    .innerJoin(patients, eq(patients.id, appointments.patientId))
    .where(
      and(
        eq(appointments.locationId, locationId),
        gte(appointments.startAt, from),
        lt(appointments.startAt, to),
        isNotNull(appointments.reference),
      ),
    )
    .orderBy(asc(appointments.startAt), asc(appointments.practitionerId), asc(appointments.seat));
}

const countHolds = prepared((db) =>
  db
    .select({ n: count() })
    .from(appointments)
    .where(
      and(
        eq(appointments.keyId, sql.placeholder("keyId")),
        sql`state = 'held' and hold_ends_at > ${sql.placeholder("now")}`,
      ),
    )
    .prepare(),
);

/** How many holds of a key stand; one that has lapsed is anybody's and counts no more. */
export async function standingHolds(tx: Tx, keyId: number): Promise<number> {
  return (await countHolds(tx).get({ keyId, now: tx.now }))?.n ?? 0;
}

const selectHoldOn = prepared((db) =>
  db
    .select()
    .from(appointments)
    .where(
      and(
        eq(appointments.keyId, sql.placeholder("keyId")),
        eq(appointments.slotId, sql.placeholder("slotId")),
        sql`state = 'held'`,
      ),
    )
    .prepare(),
);

/** A hold of a key on one slot, standing or lapsed. */
export async function keyHoldOn(tx: Tx, keyId: number, slotId: number): Promise<Appointment | undefined> {
  return await selectHoldOn(tx).get({ keyId, slotId });
}

const selectKnown = prepared((db) =>
  db
    .select({ id: appointments.id })
    .from(appointments)
    .where(
      and(
        eq(appointments.patientId, sql.placeholder("patientId")),
        sql`${appointments.locationId} in (select value from json_each(${sql.placeholder("locationIds")}))`,
      ),
    )
    .prepare(),
);

/** Whether a patient has or had an appointment at one of these clinics. */
export async function wasEverAt(tx: Tx, patientId: number, locationIds: readonly number[]): Promise<boolean> {
  return (await selectKnown(tx).get({ patientId, locationIds: JSON.stringify(locationIds) })) !== undefined;
}
