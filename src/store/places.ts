import { and, asc, eq, sql } from "drizzle-orm";
import type { Care } from "../core/places.ts";
import type { Tx } from "./engine.ts";
import { prepared } from "./prepared.ts";
import { locations, practitioners, schedules } from "./schema/places.ts";

/** A clinic as search needs it. */
export type Place = Awaited<ReturnType<typeof activePlaces>>[number];

const selectPlaces = prepared((db) =>
  db
    .select({
      id: locations.id,
      lat: locations.lat,
      lon: locations.lon,
      zone: locations.zone,
      minNoticeMinutes: locations.minNoticeMinutes,
      horizonDays: locations.horizonDays,
    })
    .from(locations)
    .where(eq(locations.active, true))
    .orderBy(asc(locations.id))
    .prepare(),
);

/** Every clinic in use. */
export async function activePlaces(tx: Tx) {
  return await selectPlaces(tx).all();
}

/** One practitioner at one clinic, giving one kind of care. */
export type Office = Awaited<ReturnType<typeof officesAt>>[number];

const office = {
  scheduleId: schedules.id,
  practitionerId: practitioners.id,
  locationId: schedules.locationId,
  gender: practitioners.gender,
  languages: practitioners.languages,
};

/** Cares are words of a closed list, so a quoted one is found in the JSON text itself. */
const givesCare = sql`instr(${practitioners.specialties}, ${sql.placeholder("care")}) > 0`;
const quoted = (care: Care) => `"${care}"`;

const selectAt = prepared((db) =>
  db
    .select(office)
    .from(schedules)
    .innerJoin(practitioners, and(eq(practitioners.id, schedules.practitionerId), eq(practitioners.active, true)))
    .where(
      and(
        sql`${schedules.locationId} in (select value from json_each(${sql.placeholder("locationIds")}))`,
        eq(schedules.active, true),
        givesCare,
      ),
    )
    .prepare(),
);

/** Who gives a kind of care at these clinics. */
export async function officesAt(tx: Tx, locationIds: readonly number[], care: Care) {
  return await selectAt(tx).all({ locationIds: JSON.stringify(locationIds), care: quoted(care) });
}

const selectOf = prepared((db) =>
  db
    .select(office)
    .from(schedules)
    .innerJoin(practitioners, and(eq(practitioners.id, schedules.practitionerId), eq(practitioners.active, true)))
    .where(and(eq(schedules.practitionerId, sql.placeholder("practitionerId")), eq(schedules.active, true), givesCare))
    .prepare(),
);

/** Where a practitioner gives a kind of care. */
export async function officesOf(tx: Tx, practitionerId: number, care: Care): Promise<readonly Office[]> {
  return await selectOf(tx).all({ practitionerId, care: quoted(care) });
}

const selectNames = prepared((db) =>
  db
    .select({
      id: locations.id,
      names: locations.publicNames,
      ownNames: locations.names,
      staffPhone: locations.staffPhone,
      languages: locations.languages,
      lat: locations.lat,
      lon: locations.lon,
    })
    .from(locations)
    .where(eq(locations.active, true))
    .orderBy(asc(locations.id))
    .prepare(),
);

/** Every clinic in use with its names, telephone and languages. */
export async function namedPlaces(tx: Tx) {
  return await selectNames(tx).all();
}

const selectPractitioners = prepared((db) =>
  db
    .select({ id: practitioners.id, names: practitioners.names, cares: practitioners.specialties })
    .from(practitioners)
    .where(eq(practitioners.active, true))
    .orderBy(asc(practitioners.id))
    .prepare(),
);

/** Every practitioner in use with names and kinds of care. */
export async function activePractitioners(tx: Tx) {
  return await selectPractitioners(tx).all();
}

const selectCares = prepared((db) =>
  db
    .selectDistinct({ cares: practitioners.specialties })
    .from(practitioners)
    .innerJoin(schedules, and(eq(schedules.practitionerId, practitioners.id), eq(schedules.active, true)))
    .innerJoin(locations, and(eq(locations.id, schedules.locationId), eq(locations.active, true)))
    .where(eq(practitioners.active, true))
    .prepare(),
);

/** The distinct lists of care that practitioners with a schedule give. */
export async function caresGiven(tx: Tx): Promise<readonly (readonly Care[])[]> {
  return (await selectCares(tx).all()).map((row) => row.cares);
}

const selectPractitionerCares = prepared((db) =>
  db
    .select({ cares: practitioners.specialties })
    .from(practitioners)
    .where(eq(practitioners.id, sql.placeholder("id")))
    .prepare(),
);

/** What one practitioner gives, her main specialty first. */
export async function caresOf(tx: Tx, practitionerId: number): Promise<readonly Care[]> {
  return (await selectPractitionerCares(tx).get({ id: practitionerId }))?.cares ?? [];
}

/** A clinic with its whole policy. */
export type Home = typeof locations.$inferSelect;

const selectByGateway = prepared((db) =>
  db
    .select()
    .from(locations)
    .where(eq(locations.active, true))
    .orderBy(sql`gateway_number is ${sql.placeholder("number")} desc`, asc(locations.id))
    .limit(1)
    .prepare(),
);

/**
 * The clinic whose people write to this number (E.164). A number that no clinic has is still ours, so it belongs to the
 * first clinic; nothing if there is none.
 */
export async function homeOf(tx: Tx, number: string): Promise<Home | undefined> {
  return await selectByGateway(tx).get({ number });
}

const selectById = prepared((db) =>
  db
    .select()
    .from(locations)
    .where(eq(locations.id, sql.placeholder("id")))
    .prepare(),
);

/** One clinic with its whole policy. */
export async function locationById(tx: Tx, id: number) {
  return await selectById(tx).get({ id });
}
