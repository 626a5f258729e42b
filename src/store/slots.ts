import { and, eq, sql } from "drizzle-orm";
import type { Tx } from "./engine.ts";
import { prepared } from "./prepared.ts";
import { locations, practitioners, schedules, slots } from "./schema/places.ts";
import { appointments } from "./schema/visits.ts";

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

const selectAt = prepared((db) =>
  db
    .select({ id: slots.id })
    .from(schedules)
    .innerJoin(slots, and(eq(slots.scheduleId, schedules.id), eq(slots.startAt, sql.placeholder("startAt"))))
    .where(and(eq(schedules.practitionerId, sql.placeholder("practitionerId")), eq(slots.closed, false)))
    .prepare(),
);

/** The slots of a practitioner that start at an instant; mostly one, for nobody is in two places. */
export async function slotsAt(tx: Tx, practitionerId: number, startAt: number): Promise<readonly number[]> {
  return (await selectAt(tx).all({ practitionerId, startAt })).map(({ id }) => id);
}

/** A free time, as search reads it. */
export type FreeSlot = {
  readonly id: number;
  readonly scheduleId: number;
  readonly startAt: number;
  readonly endAt: number;
};

/** Where to look for free times of one schedule: from (included) to (excluded). */
export type ScheduleSpan = { readonly scheduleId: number; readonly from: number; readonly to: number };

/**
 * For each span the first free slots by the partial index, in one statement: asked one by one, 24 offices in three rounds
 * cost 4 ms (measured at 1,000,000 slots), nearly all of it in the calls.
 */
function firstFree(order: "asc" | "desc") {
  return prepared((db) =>
    db
      .select({
        found: sql<string>`(select json_group_array(json_array(s.id, s.schedule_id, s.start_at, s.end_at)) from (
          select id, schedule_id, start_at, end_at from slots
          where schedule_id = o.value ->> 0 and start_at >= o.value ->> 1 and start_at < o.value ->> 2
            and taken < capacity and closed = 0
          order by start_at ${sql.raw(order)} limit ${sql.placeholder("limit")}) s)`,
      })
      .from(sql`json_each(${sql.placeholder("spans")}) o`)
      .prepare(),
  );
}

const firstFreeBy = { soonest: firstFree("asc"), latest: firstFree("desc") };

/** Of each schedule the soonest (or latest) free slots in its span, at most `limit`. */
export async function freeSlots(
  tx: Tx,
  spans: readonly ScheduleSpan[],
  first: "soonest" | "latest",
  limit: number,
): Promise<readonly FreeSlot[]> {
  const asked = JSON.stringify(spans.map(({ scheduleId, from, to }) => [scheduleId, from, to]));
  const rows = await firstFreeBy[first](tx).all({ spans: asked, limit });
  return rows.flatMap((row) =>
    (JSON.parse(row.found) as [number, number, number, number][]).map(([id, scheduleId, startAt, endAt]) => ({
      ...{ id, scheduleId, startAt, endAt },
    })),
  );
}

/** Lapsed holds read at once; more would be swept up before anybody needed them. */
const LAPSED_MAX = 50;

const selectLapsed = prepared((db) =>
  db
    .select({ id: slots.id, scheduleId: slots.scheduleId, startAt: slots.startAt, endAt: slots.endAt })
    .from(appointments)
    .innerJoin(slots, eq(slots.id, appointments.slotId))
    .where(
      and(
        sql`${appointments.locationId} in (select value from json_each(${sql.placeholder("locationIds")}))`,
        // Without the plus SQLite may walk every visit ahead of these clinics instead of the few holds (measured: 4 times slower
        // with ten visits a clinic, and growing with them).
        sql`+${appointments.startAt} > ${sql.placeholder("now")}`,
        sql`${appointments.state} = 'held' and ${slots.closed} = 0`,
        sql`${appointments.holdEndsAt} <= ${sql.placeholder("now")}`,
      ),
    )
    .limit(LAPSED_MAX)
    .prepare(),
);

/** Slots of these clinics that somebody's lapsed hold still keeps: they count as free (DESIGN 6.3). */
export async function lapsedSlots(tx: Tx, locationIds: readonly number[]): Promise<readonly FreeSlot[]> {
  return await selectLapsed(tx).all({ locationIds: JSON.stringify(locationIds), now: tx.now });
}
