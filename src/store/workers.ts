import { and, eq, type SQLWrapper, sql } from "drizzle-orm";
import { IDLE_DAY, type WorkerDay } from "../core/worker.ts";
import type { Tx } from "./engine.ts";
import { prepared } from "./prepared.ts";
import { contacts, patients } from "./schema/people.ts";
import { locations } from "./schema/places.ts";
import { workerDays, workerLocations, workerPatients, workers, workerVillages } from "./schema/workers.ts";

/** An enrolled person who acts for the people she looks after, with the zone of the first of her clinics. */
export type Worker = Awaited<ReturnType<typeof workerById>> & {};

const firstClinic = sql`(select min(wl.location_id) from worker_locations wl where wl.worker_id = ${workers.id})`;

function withZone(db: Tx["db"]) {
  const columns = {
    ...{ id: workers.id, contactId: workers.contactId, name: workers.name, supervisorId: workers.supervisorId },
    ...{ registersPerDay: workers.registersPerDay, touchesPerDay: workers.touchesPerDay, pinAt: workers.pinAt },
    ...{ lockedAt: workers.lockedAt, active: workers.active, locationId: locations.id, zone: locations.zone },
  };
  return db.select(columns).from(workers).innerJoin(locations, eq(locations.id, firstClinic));
}

const selectByContact = prepared((db) =>
  withZone(db)
    .where(and(eq(workers.contactId, sql.placeholder("contactId")), eq(workers.active, true)))
    .prepare(),
);

/** The worker whose enrolled number this contact is, if it is one's. */
export async function workerOf(tx: Tx, contactId: number) {
  return await selectByContact(tx).get({ contactId });
}

const selectById = prepared((db) =>
  withZone(db)
    .where(eq(workers.id, sql.placeholder("id")))
    .prepare(),
);

/** One worker, though she be no longer active. */
export async function workerById(tx: Tx, id: number) {
  return await selectById(tx).get({ id });
}

/**
 * Hers is who was given to her, and who lives in one of her villages, is registered at one of her clinics, and was given to
 * nobody. Both halves are found by an index: worker_patients_worker and patients_village.
 */
export function hersOf(workerId: number | SQLWrapper) {
  return sql`(
    select patient_id from worker_patients where worker_id = ${workerId}
    union
    select p.id from worker_villages v join patients p on p.village = v.village
    where v.worker_id = ${workerId}
      and p.location_id in (select location_id from worker_locations where worker_id = ${workerId})
      and not exists (select 1 from worker_patients o where o.patient_id = p.id)
  )`;
}

const selectHers = prepared((db) =>
  db
    .select({
      ...{ id: patients.id, code: patients.code, name: patients.name, nickname: patients.nickname },
      ...{ yearOfBirth: patients.yearOfBirth, gender: patients.gender, village: patients.village },
      locationId: patients.locationId,
    })
    .from(patients)
    .where(sql`${patients.id} in ${hersOf(sql.placeholder("workerId"))}`)
    .orderBy(patients.id)
    .prepare(),
);

/** Everybody a worker looks after, in order of registration. */
export async function patientsOf(tx: Tx, workerId: number) {
  return await selectHers(tx).all({ workerId });
}

const selectIsHers = prepared((db) =>
  db
    .select({ id: patients.id })
    .from(patients)
    .where(
      sql`${patients.id} = ${sql.placeholder("patientId")} and (
        exists (select 1 from worker_patients where patient_id = ${patients.id}
          and worker_id = ${sql.placeholder("workerId")})
        or (not exists (select 1 from worker_patients where patient_id = ${patients.id})
          and exists (select 1 from worker_villages where worker_id = ${sql.placeholder("workerId")}
            and village = ${patients.village})
          and exists (select 1 from worker_locations where worker_id = ${sql.placeholder("workerId")}
            and location_id = ${patients.locationId})))`,
    )
    .prepare(),
);

/** Whether a worker looks after a patient. */
export async function isPatientOf(tx: Tx, workerId: number, patientId: number): Promise<boolean> {
  return (await selectIsHers(tx).get({ workerId, patientId })) !== undefined;
}

const selectCarer = prepared((db) =>
  db
    .select({ id: workers.id, contactId: workers.contactId, blockedAt: contacts.blockedAt })
    .from(workers)
    .innerJoin(contacts, eq(contacts.id, workers.contactId))
    .where(
      sql`${workers.active} and ${workers.id} = coalesce(
        (select worker_id from worker_patients where patient_id = ${sql.placeholder("patientId")}),
        (select min(v.worker_id) from patients p join worker_villages v on v.village = p.village
          join worker_locations l on l.worker_id = v.worker_id and l.location_id = p.location_id
          join workers w on w.id = v.worker_id and w.active
          where p.id = ${sql.placeholder("patientId")}))`,
    )
    .prepare(),
);

/** The worker who looks after a patient, if one does; the one enrolled first where a village has several. */
export async function carerOf(tx: Tx, patientId: number) {
  return await selectCarer(tx).get({ patientId });
}

const assign = prepared((db) =>
  db
    .insert(workerPatients)
    .values({
      patientId: sql.placeholder("patientId"),
      workerId: sql.placeholder("workerId"),
      createdAt: sql.placeholder("now"),
    })
    .onConflictDoUpdate({
      target: workerPatients.patientId,
      set: { workerId: sql`excluded.worker_id`, createdAt: sql`excluded.created_at` },
    })
    .prepare(),
);

/** Gives a patient to a worker, whoever had her before. */
export async function givePatient(tx: Tx, workerId: number, patientId: number): Promise<void> {
  await assign(tx).run({ workerId, patientId, now: tx.now });
}

const assignEach = prepared((db) =>
  db
    .insert(workerPatients)
    .select(
      sql`select value, ${sql.placeholder("workerId")}, ${sql.placeholder("now")}
        from json_each(${sql.placeholder("patientIds")}) where true`,
    )
    .onConflictDoUpdate({
      target: workerPatients.patientId,
      set: { workerId: sql`excluded.worker_id`, createdAt: sql`excluded.created_at` },
    })
    .prepare(),
);

/** Gives patients to a worker, whoever had them before. */
export async function giveEach(tx: Tx, workerId: number, patientIds: readonly number[]): Promise<void> {
  await assignEach(tx).run({ workerId, patientIds: JSON.stringify(patientIds), now: tx.now });
}

const selectDay = prepared((db) =>
  db
    .select()
    .from(workerDays)
    .where(and(eq(workerDays.workerId, sql.placeholder("workerId")), eq(workerDays.day, sql.placeholder("day"))))
    .prepare(),
);

/** What a worker did on a day of her zone. */
export async function workerDay(tx: Tx, workerId: number, day: string): Promise<WorkerDay> {
  return (await selectDay(tx).get({ workerId, day })) ?? IDLE_DAY;
}

/** Writes down what a worker has done on a day. */
export async function setWorkerDay(tx: Tx, workerId: number, day: string, done: WorkerDay): Promise<void> {
  const { registered, touched, registeredAtPin, touchedAtPin } = done;
  const set = { registered, touched, registeredAtPin, touchedAtPin };
  await tx.db
    .insert(workerDays)
    .values({ workerId, day, ...set })
    .onConflictDoUpdate({ target: [workerDays.workerId, workerDays.day], set });
}

/** Changes what is kept of a worker herself. */
export async function updateWorker(
  tx: Tx,
  id: number,
  set: Partial<Omit<typeof workers.$inferInsert, "id" | "createdAt">>,
): Promise<void> {
  if (Object.keys(set).length > 0) await tx.db.update(workers).set(set).where(eq(workers.id, id));
}

/** Enrols a worker; null if the number is a worker's already, active or not. */
export async function createWorker(
  tx: Tx,
  worker: Omit<typeof workers.$inferInsert, "id" | "createdAt">,
): Promise<number | null> {
  const row = await tx.db
    .insert(workers)
    .values({ ...worker, createdAt: tx.now })
    .onConflictDoNothing({ target: workers.contactId })
    .returning({ id: workers.id })
    .get();
  return row?.id ?? null;
}

/** Sets the clinics a worker works for. */
export async function setWorkerLocations(tx: Tx, workerId: number, locationIds: readonly number[]): Promise<void> {
  await tx.db.delete(workerLocations).where(eq(workerLocations.workerId, workerId));
  await tx.db.insert(workerLocations).values(locationIds.map((locationId) => ({ workerId, locationId })));
}

/** Sets the villages a worker looks after, as `villageKey` writes them. */
export async function setWorkerVillages(tx: Tx, workerId: number, villages: readonly string[]): Promise<void> {
  await tx.db.delete(workerVillages).where(eq(workerVillages.workerId, workerId));
  if (villages.length > 0) {
    await tx.db.insert(workerVillages).values(villages.map((village) => ({ workerId, village })));
  }
}

/** The worker a number is enrolled for, active or not. */
export async function workerWithContact(tx: Tx, contactId: number): Promise<number | undefined> {
  const row = await tx.db.select({ id: workers.id }).from(workers).where(eq(workers.contactId, contactId)).get();
  return row?.id;
}
