import { asc, eq } from "drizzle-orm";
import type { Care } from "../core/places.ts";
import type { Db, Tx } from "./engine.ts";
import { FEE_CURRENCY, FEE_MINOR } from "./fees.ts";
import { handWritten } from "./prepared.ts";
import { locations, practitioners, schedules } from "./schema/places.ts";

/*
 * Clinics, practitioners and who sits where, in memory: every turn needs them, they change a few times a month, and reading
 * 500 practitioners costs 5 ms. The version is read in the very transaction that uses them, and triggers change it with any
 * change of those tables (drizzle/0001), so nothing decided here is ever decided by what is no longer true.
 */

/** A clinic in use, with its whole policy. */
export type Home = typeof locations.$inferSelect;

/** One practitioner at one clinic. */
export type Office = {
  readonly scheduleId: number;
  readonly practitionerId: number;
  readonly locationId: number;
  readonly gender: (typeof practitioners.$inferSelect)["gender"];
  readonly languages: readonly string[];
  readonly cares: readonly Care[];
  /** What she takes here. */
  readonly feeMinor: number;
  readonly feeCurrency: string | null;
};

/** A practitioner in use. */
export type Practitioner = typeof practitioners.$inferSelect;

/** All that is in use, by id. */
export type Directory = {
  readonly version: string;
  readonly homes: readonly Home[];
  readonly homeById: ReadonlyMap<number, Home>;
  readonly practitioners: readonly Practitioner[];
  readonly practitionerById: ReadonlyMap<number, Practitioner>;
  readonly offices: readonly Office[];
  readonly officesAt: ReadonlyMap<number, readonly Office[]>;
  /** By their schedule. */
  readonly officeById: ReadonlyMap<number, Office>;
  /** Every kind of care that somebody with a schedule gives. */
  readonly cares: ReadonlySet<Care>;
};

const selectVersion = handWritten<readonly [version: string]>("select value from facts where name = 'directory'");

const known = new WeakMap<Db, Directory>();
/** One transaction asks several times, and nothing it does changes the directory. */
const seen = new WeakMap<Tx, Directory>();

/** The directory as this transaction sees it. */
export async function directoryOf(tx: Tx): Promise<Directory> {
  const already = seen.get(tx);
  if (already) return already;
  const version = selectVersion(tx).get()?.[0] ?? "";
  const last = known.get(tx.db);
  const directory = last?.version === version ? last : await readDirectory(tx, version);
  known.set(tx.db, directory);
  seen.set(tx, directory);
  return directory;
}

async function readDirectory({ db }: Tx, version: string): Promise<Directory> {
  const homes = await db.select().from(locations).where(eq(locations.active, true)).orderBy(asc(locations.id));
  const people = await db
    .select()
    .from(practitioners)
    .where(eq(practitioners.active, true))
    .orderBy(asc(practitioners.id));
  const rules = await db
    .select({
      ...{ scheduleId: schedules.id, practitionerId: schedules.practitionerId, locationId: schedules.locationId },
      ...{ feeMinor: FEE_MINOR, feeCurrency: FEE_CURRENCY },
    })
    .from(schedules)
    .innerJoin(practitioners, eq(practitioners.id, schedules.practitionerId))
    .innerJoin(locations, eq(locations.id, schedules.locationId))
    .where(eq(schedules.active, true))
    .orderBy(asc(schedules.id));
  const byId = new Map(people.map((person) => [person.id, person]));
  const homeById = new Map(homes.map((home) => [home.id, home]));
  const offices = rules.flatMap((rule): readonly Office[] => {
    const person = byId.get(rule.practitionerId);
    if (!person || !homeById.has(rule.locationId)) return [];
    const { gender, languages, specialties: cares } = person;
    return [{ ...rule, gender, languages, cares }];
  });
  const officesAt = new Map<number, Office[]>();
  for (const office of offices) officesAt.set(office.locationId, [...(officesAt.get(office.locationId) ?? []), office]);
  const cares = new Set(offices.flatMap((office) => office.cares));
  return {
    ...{ version, homes, homeById, practitioners: people, practitionerById: byId, offices, officesAt, cares },
    officeById: new Map(offices.map((office) => [office.scheduleId, office])),
  };
}
