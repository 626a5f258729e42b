import { and, asc, desc, eq, gte, lt, sql } from "drizzle-orm";
import type { Tx } from "./engine.ts";
import { prepared } from "./prepared.ts";
import { appointments, locations, practitioners, schedules, slots } from "./schema.ts";

/** A slot with the policy that decides whether it may be booked. */
export type BookableSlot = NonNullable<Awaited<ReturnType<typeof bookableSlot>>>;

const selectSlot = prepared((db) =>
  db
    .select({
      id: slots.id,
      scheduleId: slots.scheduleId,
      practitionerId: slots.practitionerId,
      locationId: slots.locationId,
      startAt: slots.startAt,
      endAt: slots.endAt,
      capacity: slots.capacity,
      taken: slots.taken,
      zone: locations.zone,
      minNoticeMinutes: locations.minNoticeMinutes,
      horizonDays: locations.horizonDays,
      holdTextMinutes: locations.holdTextMinutes,
      place: locations.publicNames,
      doctor: practitioners.names,
      specialties: practitioners.specialties,
      feeMinor: practitioners.feeMinor,
      feeCurrency: practitioners.feeCurrency,
    })
    .from(slots)
    .innerJoin(schedules, and(eq(schedules.id, slots.scheduleId), eq(schedules.active, true)))
    .innerJoin(practitioners, and(eq(practitioners.id, slots.practitionerId), eq(practitioners.active, true)))
    .innerJoin(locations, and(eq(locations.id, slots.locationId), eq(locations.active, true)))
    .where(and(eq(slots.id, sql.placeholder("id")), eq(slots.closed, false)))
    .prepare(),
);

/** A slot that is open to new visits, whether or not a seat is free; nothing if it is closed or its doctor or clinic is not active. */
export async function bookableSlot(tx: Tx, slotId: number) {
  return await selectSlot(tx).get({ id: slotId });
}

/** A free time, as search reads it. */
export type FreeSlot = { readonly id: number; readonly startAt: number; readonly endAt: number };

const free = { id: slots.id, startAt: slots.startAt, endAt: slots.endAt };

const selectFree = prepared((db) =>
  db
    .select(free)
    .from(slots)
    .where(
      and(
        eq(slots.scheduleId, sql.placeholder("scheduleId")),
        gte(slots.startAt, sql.placeholder("from")),
        lt(slots.startAt, sql.placeholder("to")),
        sql`taken < capacity and closed = 0`,
      ),
    )
    .orderBy(asc(slots.startAt))
    .limit(sql.placeholder("limit"))
    .prepare(),
);

/** The next free slots of one schedule that start in [from, to), soonest first; one read of a partial index. */
export async function freeSlots(
  tx: Tx,
  scheduleId: number,
  span: { readonly from: number; readonly to: number },
  limit: number,
): Promise<readonly FreeSlot[]> {
  return await selectFree(tx).all({ scheduleId, from: span.from, to: span.to, limit });
}

const selectFreeBefore = prepared((db) =>
  db
    .select(free)
    .from(slots)
    .where(
      and(
        eq(slots.scheduleId, sql.placeholder("scheduleId")),
        gte(slots.startAt, sql.placeholder("from")),
        lt(slots.startAt, sql.placeholder("to")),
        sql`taken < capacity and closed = 0`,
      ),
    )
    .orderBy(desc(slots.startAt))
    .limit(sql.placeholder("limit"))
    .prepare(),
);

/** The last free slots of one schedule that start in [from, to), latest first. */
export async function freeSlotsBefore(
  tx: Tx,
  scheduleId: number,
  span: { readonly from: number; readonly to: number },
  limit: number,
): Promise<readonly FreeSlot[]> {
  return await selectFreeBefore(tx).all({ scheduleId, from: span.from, to: span.to, limit });
}

const selectLapsed = prepared((db) =>
  db
    .select({ ...free, scheduleId: slots.scheduleId })
    .from(appointments)
    .innerJoin(slots, eq(slots.id, appointments.slotId))
    .where(
      and(
        eq(appointments.practitionerId, sql.placeholder("practitionerId")),
        gte(appointments.startAt, sql.placeholder("from")),
        lt(appointments.startAt, sql.placeholder("to")),
        sql`${appointments.state} = 'held' and ${slots.closed} = 0`,
        sql`${appointments.holdEndsAt} <= ${sql.placeholder("now")}`,
      ),
    )
    .orderBy(asc(appointments.startAt))
    .limit(sql.placeholder("limit"))
    .prepare(),
);

/** Slots of a practitioner that somebody's lapsed hold still keeps: they count as free (DESIGN 6.3). */
export async function lapsedSlots(
  tx: Tx,
  practitionerId: number,
  span: { readonly from: number; readonly to: number },
  limit: number,
): Promise<readonly (FreeSlot & { readonly scheduleId: number })[]> {
  return await selectLapsed(tx).all({ practitionerId, from: span.from, to: span.to, now: tx.now, limit });
}
