import { asc, eq } from "drizzle-orm";
import type { Care, Gender, Names } from "../core/places.ts";
import type { Db } from "./engine.ts";
import { locations, practitioners, scheduleExceptions, schedules, type WeeklyHours } from "./schema/places.ts";
import { facts } from "./schema/traffic.ts";

/** A clinic as an import knows it: the columns of its row but the id. */
export type LocationRecord = Omit<typeof locations.$inferSelect, "id">;

/** A practitioner as an import knows her. */
export type PractitionerRecord = {
  readonly slug: string;
  readonly names: Names;
  readonly specialties: readonly Care[];
  readonly languages: readonly string[];
  readonly gender: Gender;
  readonly feeMinor: number;
  readonly feeCurrency: string | null;
  readonly active: boolean;
};

/** A schedule as an import knows it, with its practitioner and location by short name. */
export type ScheduleRecord = {
  readonly slug: string;
  readonly practitioner: string;
  readonly location: string;
  readonly weekly: readonly WeeklyHours[];
  readonly slotMinutes: number;
  readonly capacity: number;
  readonly pay: "clinic" | "ahead";
  readonly feeMinor: number | null;
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly active: boolean;
};

/** An exception of one schedule; `usual` takes back whatever was set for the day. */
export type ExceptionRecord = {
  readonly schedule: string;
  readonly day: string;
  readonly kind: "closed" | "extra" | "usual";
  readonly from: string | null;
  readonly to: string | null;
};

/** What an import is compared with, by short name. */
export type Directory = {
  /** Counts the imports there have been: a second one meanwhile makes this picture an old one. */
  readonly imports: number;
  readonly locations: ReadonlyMap<string, LocationRecord>;
  readonly practitioners: ReadonlyMap<string, PractitionerRecord>;
  readonly schedules: ReadonlyMap<string, ScheduleRecord>;
  readonly exceptions: readonly ExceptionRecord[];
};

/** The name under which the imports are counted. */
export const IMPORTS_FACT = "imports";

/** Everything an import may change, as it is now. */
export async function directoryOf(db: Db): Promise<Directory> {
  // First of all: what is read after the count is at least as new as the count says.
  const counted = await db.select().from(facts).where(eq(facts.name, IMPORTS_FACT)).get();
  return {
    imports: Number(counted?.value ?? 0),
    locations: bySlug((await db.select().from(locations)).map(({ id: _, ...row }) => row)),
    practitioners: bySlug((await db.select().from(practitioners)).map(({ id: _, ...row }) => row)),
    schedules: bySlug(await schedulesIn(db)),
    exceptions: await exceptionsIn(db),
  };
}

async function schedulesIn(db: Db): Promise<readonly ScheduleRecord[]> {
  const { slug, weekly, slotMinutes, capacity, pay, feeMinor, validFrom, validTo, active } = schedules;
  const rule = { slug, weekly, slotMinutes, capacity, pay, feeMinor, validFrom, validTo, active };
  return await db
    .select({ ...rule, practitioner: practitioners.slug, location: locations.slug })
    .from(schedules)
    .innerJoin(practitioners, eq(practitioners.id, schedules.practitionerId))
    .innerJoin(locations, eq(locations.id, schedules.locationId))
    .orderBy(asc(schedules.id));
}

async function exceptionsIn(db: Db): Promise<readonly ExceptionRecord[]> {
  const { day, kind, from, to } = scheduleExceptions;
  return await db
    .select({ schedule: schedules.slug, day, kind, from, to })
    .from(scheduleExceptions)
    .innerJoin(schedules, eq(schedules.id, scheduleExceptions.scheduleId));
}

function bySlug<Row extends { readonly slug: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [row.slug, row]));
}
