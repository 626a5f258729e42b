import { and, asc, eq, gte, lt, ne, or, sql } from "drizzle-orm";
import type { SlotTime } from "../core/slot-rules.ts";
import type { Tx } from "./engine.ts";
import { prepared } from "./prepared.ts";
import { locations, scheduleExceptions, schedules, slots } from "./schema/places.ts";
import { appointments } from "./schema/visits.ts";
import { LIVE } from "./states.ts";

/** A schedule with the policy of its clinic. */
export type ScheduleRow = NonNullable<Awaited<ReturnType<typeof schedulesByProgress>>>[number];

/** Every schedule, those whose slots end first first. */
export async function schedulesByProgress(tx: Tx) {
  return await tx.db
    .select({ schedule: schedules, zone: locations.zone, horizonDays: locations.horizonDays })
    .from(schedules)
    .innerJoin(locations, eq(locations.id, schedules.locationId))
    .orderBy(sql`${schedules.materialisedTo} is not null`, asc(schedules.materialisedTo));
}

/** The days on which a schedule's weekly hours do not hold, from a day on. */
export async function exceptionsFrom(tx: Tx, scheduleId: number, day: string) {
  const of = and(eq(scheduleExceptions.scheduleId, scheduleId), gte(scheduleExceptions.day, day));
  return await tx.db.select().from(scheduleExceptions).where(of);
}

/** The slots of a schedule that start in [from, to). */
export async function slotsBetween(tx: Tx, scheduleId: number, from: number, to: number) {
  const within = and(eq(slots.scheduleId, scheduleId), gte(slots.startAt, from), lt(slots.startAt, to));
  return await tx.db.select().from(slots).where(within);
}

const insertSlot = prepared((db) =>
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
    .onConflictDoNothing({ target: [slots.scheduleId, slots.startAt] })
    .prepare(),
);

/** Adds a slot of a schedule; one that starts then already stays as it is. */
export async function addSlot(tx: Tx, schedule: ScheduleRow["schedule"], time: SlotTime): Promise<void> {
  const { id: scheduleId, practitionerId, locationId } = schedule;
  await insertSlot(tx).run({ scheduleId, practitionerId, locationId, ...time });
}

/** Opens a slot again under a changed rule; its capacity never falls below a seat that is taken. */
export async function reopenSlot(tx: Tx, slotId: number, capacity: number): Promise<void> {
  const seats = sql`max(${capacity}, coalesce((select max(seat) from appointments where slot_id = ${slotId}
    and state not in ('cancelled', 'expired')), 0))`;
  const changed = or(eq(slots.closed, true), ne(slots.capacity, capacity));
  await tx.db
    .update(slots)
    .set({ closed: false, capacity: seats })
    .where(and(eq(slots.id, slotId), changed));
}

/** Takes a slot out of use: a free one that nothing refers to goes, any other is closed to new visits. */
export async function withdrawSlot(tx: Tx, slotId: number): Promise<void> {
  const used = sql`exists (select 1 from appointments where slot_id = ${slotId})`;
  const { changes } = await tx.db.delete(slots).where(and(eq(slots.id, slotId), sql`not ${used}`));
  if (changes === 0) await tx.db.update(slots).set({ closed: true }).where(eq(slots.id, slotId));
}

/** The live visits of a slot. */
export async function liveVisitsIn(tx: Tx, slotId: number) {
  const live = sql`${appointments.state} in ${LIVE}`;
  return await tx.db
    .select({ id: appointments.id, patientId: appointments.patientId, locationId: appointments.locationId })
    .from(appointments)
    .where(and(eq(appointments.slotId, slotId), live));
}

/** Remembers that a schedule's days up to this one have their slots; null begins anew after its rule has changed. */
export async function setMaterialisedTo(tx: Tx, scheduleId: number, day: string | null): Promise<void> {
  await tx.db.update(schedules).set({ materialisedTo: day }).where(eq(schedules.id, scheduleId));
}
