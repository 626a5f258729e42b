import { and, eq, sql } from "drizzle-orm";
import type { Tx } from "./engine.ts";
import { FEE_CURRENCY, FEE_MINOR } from "./fees.ts";
import { handWritten, prepared } from "./prepared.ts";
import { locations, practitioners, schedules, slots } from "./schema/places.ts";

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
      feeMinor: FEE_MINOR,
      feeCurrency: FEE_CURRENCY,
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

type FoundSlot = readonly [id: number, startAt: number, endAt: number];

/**
 * The first free slots of one schedule by the partial index, which holds all that is read. The cast is for speed: SQLite looks
 * into a plain parameter of LIMIT when it plans, and so compiles the statement anew at each call (1.5 instead of 10 µs).
 */
function firstFree(order: "asc" | "desc") {
  return handWritten<FoundSlot>(
    `select id, start_at, end_at from slots
     where schedule_id = ? and start_at >= ? and start_at < ? and taken < capacity and closed = 0
     order by start_at ${order} limit cast(? as integer)`,
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
  const statement = firstFreeBy[first](tx);
  const found: FreeSlot[] = [];
  for (const { scheduleId, from, to } of spans) {
    for (const [id, startAt, endAt] of statement.all(scheduleId, from, to, limit)) {
      found.push({ id, scheduleId, startAt, endAt });
    }
  }
  return found;
}

/** Lapsed holds read of one clinic; more would be swept up before anybody needed them. */
const LAPSED_MAX = 50;

type LapsedSlot = readonly [id: number, scheduleId: number, startAt: number, endAt: number];

// A cross join keeps its order, and without the plus SQLite may walk every visit ahead of a clinic instead of its few holds
// (measured: 4 times slower with ten visits a clinic, and growing with them).
const selectLapsed = handWritten<LapsedSlot>(
  `select s.id, s.schedule_id, s.start_at, s.end_at from appointments a cross join slots s
   where a.state = 'held' and a.location_id = ? and a.hold_ends_at <= ? and +a.start_at > ?
     and s.id = a.slot_id and s.closed = 0
   limit ${LAPSED_MAX}`,
);

/** Slots of these clinics that somebody's lapsed hold still keeps: they count as free (DESIGN 6.3). */
export async function lapsedSlots(tx: Tx, locationIds: readonly number[]): Promise<readonly FreeSlot[]> {
  const statement = selectLapsed(tx);
  return locationIds.flatMap((locationId) =>
    statement.all(locationId, tx.now, tx.now).map(([id, scheduleId, startAt, endAt]) => ({
      ...{ id, scheduleId, startAt, endAt },
    })),
  );
}
