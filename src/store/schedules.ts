import { and, asc, eq, gte, lt, sql } from "drizzle-orm";
import type { SlotTime } from "../core/slot-rules.ts";
import type { Tx } from "./engine.ts";
import { prepared } from "./prepared.ts";
import { locations, practitioners, scheduleExceptions, schedules, slots } from "./schema/places.ts";
import { appointments } from "./schema/visits.ts";
import { OCCUPYING } from "./states.ts";

/** A slot as it is kept. */
export type SlotRow = typeof slots.$inferSelect;

const selectHorizons = prepared((db) =>
  db
    .select({ id: locations.id, zone: locations.zone, horizonDays: locations.horizonDays })
    .from(locations)
    .orderBy(asc(locations.id))
    .prepare(),
);

/** Every clinic with how far ahead its slots reach. */
export async function horizons(tx: Tx) {
  return await selectHorizons(tx).all();
}

/** A schedule with its clinic's zone; it is active only while its practitioner and its clinic are. */
export type ScheduleRow = NonNullable<Awaited<ReturnType<typeof scheduleBehind>>>;

const selectBehind = prepared((db) =>
  db
    .select({
      schedule: schedules,
      zone: locations.zone,
      isActive: sql<boolean>`${schedules.active} and ${locations.active} and ${practitioners.active}`.mapWith(Boolean),
    })
    .from(schedules)
    .innerJoin(locations, eq(locations.id, schedules.locationId))
    .innerJoin(practitioners, eq(practitioners.id, schedules.practitionerId))
    .where(
      and(
        eq(schedules.locationId, sql.placeholder("locationId")),
        sql`coalesce(${schedules.materialisedTo}, '') < ${sql.placeholder("horizon")}`,
      ),
    )
    .prepare(),
);

/** A schedule of a clinic whose slots do not reach the horizon (a day) yet; nothing if all do. */
export async function scheduleBehind(tx: Tx, locationId: number, horizon: string) {
  return await selectBehind(tx).get({ locationId, horizon });
}

/** The days on which a schedule's weekly hours do not hold, from a day on. */
export async function exceptionsFrom(tx: Tx, scheduleId: number, day: string) {
  const of = and(eq(scheduleExceptions.scheduleId, scheduleId), gte(scheduleExceptions.day, day));
  return await tx.db.select().from(scheduleExceptions).where(of);
}

const selectBetween = prepared((db) =>
  db
    .select()
    .from(slots)
    .where(
      and(
        eq(slots.scheduleId, sql.placeholder("scheduleId")),
        gte(slots.startAt, sql.placeholder("from")),
        lt(slots.startAt, sql.placeholder("to")),
      ),
    )
    .prepare(),
);

/** The slots of a schedule that start in [from, to). */
export async function slotsBetween(tx: Tx, scheduleId: number, from: number, to: number): Promise<readonly SlotRow[]> {
  return await selectBetween(tx).all({ scheduleId, from, to });
}

/** A visit cancelled this recently may still be restored (DESIGN 6.2), so its slot keeps its length. */
const RESTORABLE_MS = 30 * 60_000;

const upsertSlot = prepared((db) =>
  db
    .insert(slots)
    .values({
      scheduleId: sql.placeholder("scheduleId"),
      practitionerId: sql.placeholder("practitionerId"),
      locationId: sql.placeholder("locationId"),
      startAt: sql.placeholder("startAt"),
      endAt: sql.placeholder("endAt"),
      capacity: sql.placeholder("capacity"),
    })
    .onConflictDoUpdate({
      target: [slots.scheduleId, slots.startAt],
      set: { endAt: sql`excluded.end_at`, capacity: sql`excluded.capacity`, closed: false },
      setWhere: sql`closed = 1 and taken = 0 and not exists (select 1 from appointments a
        where a.slot_id = slots.id and a.cancelled_at > ${sql.placeholder("restorableFrom")})`,
    })
    .prepare(),
);

/** Opens a time of a schedule: a new slot, or a closed one nobody is expected in; gives how many rows it changed. */
export async function openSlot(tx: Tx, schedule: ScheduleRow["schedule"], time: SlotTime): Promise<number> {
  const { id: scheduleId, practitionerId, locationId } = schedule;
  const restorableFrom = tx.now - RESTORABLE_MS;
  return (await upsertSlot(tx).run({ scheduleId, practitionerId, locationId, restorableFrom, ...time })).changes;
}

const updateCapacity = prepared((db) =>
  db
    .update(slots)
    .set({
      closed: false,
      capacity: sql`max(${sql.placeholder("capacity")}, coalesce((select max(seat) from appointments a
        where a.slot_id = slots.id and a.state in ${OCCUPYING}), 0))`,
    })
    .where(eq(slots.id, sql.placeholder("id")))
    .prepare(),
);

/** Sets an open slot's capacity, and opens a closed one; it never falls below a seat that is taken. Gives the rows changed. */
export async function setCapacity(tx: Tx, slot: SlotRow, capacity: number): Promise<number> {
  if (!slot.closed && slot.capacity === capacity) return 0;
  return (await updateCapacity(tx).run({ id: slot.id, capacity })).changes;
}

const deleteUnused = prepared((db) =>
  db
    .delete(slots)
    .where(
      and(
        eq(slots.id, sql.placeholder("id")),
        sql`not exists (select 1 from appointments a where a.slot_id = ${sql.placeholder("id")})`,
      ),
    )
    .prepare(),
);

const closeSlot = prepared((db) =>
  db
    .update(slots)
    .set({ closed: true })
    .where(eq(slots.id, sql.placeholder("id")))
    .prepare(),
);

/** Takes a slot out of use: one that no appointment refers to goes, any other is closed to new visits. */
export async function withdrawSlot(tx: Tx, slotId: number): Promise<void> {
  const { changes } = await deleteUnused(tx).run({ id: slotId });
  if (changes === 0) await closeSlot(tx).run({ id: slotId });
}

const selectVisits = prepared((db) =>
  db
    .select({
      id: appointments.id,
      state: appointments.state,
      patientId: appointments.patientId,
      locationId: appointments.locationId,
    })
    .from(appointments)
    .where(and(eq(appointments.slotId, sql.placeholder("slotId")), sql`${appointments.state} in ${OCCUPYING}`))
    .prepare(),
);

/** The visits and holds that keep a seat of a slot. */
export async function visitsIn(tx: Tx, slotId: number) {
  return await selectVisits(tx).all({ slotId });
}

const updateProgress = prepared((db) =>
  db
    .update(schedules)
    .set({ materialisedTo: sql`${sql.placeholder("day")}` })
    .where(eq(schedules.id, sql.placeholder("id")))
    .prepare(),
);

/** Remembers that a schedule's days up to this one have their slots. */
export async function setMaterialisedTo(tx: Tx, scheduleId: number, day: string): Promise<void> {
  await updateProgress(tx).run({ id: scheduleId, day });
}
