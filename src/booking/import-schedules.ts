import { minorOf } from "../core/money.ts";
import { minutesOf } from "../core/time.ts";
import type {
  Directory,
  ExceptionRecord,
  LocationRecord,
  PractitionerRecord,
  ScheduleRecord,
} from "../store/import-directory.ts";
import { day, oneOf, type RowReader, slug, timeOfDay, whole, yesOrNo } from "./import-fields.ts";
import { dayName, weeklyHours } from "./import-hours.ts";

type Slugs = { readonly has: (slug: string) => boolean };

/** What a line may refer to: rows of the database and of the files, those with errors of their own included. */
export type References = { readonly locations: Slugs; readonly practitioners: Slugs; readonly schedules: Slugs };

/** A schedule's line over what is known of it. */
export function readSchedule(
  reader: RowReader,
  kept: ScheduleRecord | undefined,
  to: References,
  of: Pick<Directory, "locations" | "practitioners">,
): ScheduleRecord {
  const { read, refuse } = reader;
  const practitioner = read("practitioner", known(to.practitioners, "practitioner"), { kept: kept?.practitioner });
  const location = read("location", known(to.locations, "location"), { kept: kept?.location });
  const record: ScheduleRecord = {
    ...{ slug: read("slug", slug, {}), practitioner, location },
    weekly: read("hours", weeklyHours, { kept: kept?.weekly }),
    slotMinutes: read("slot_minutes", whole(1, 720), { kept: kept?.slotMinutes }),
    capacity: read("capacity", whole(1, 200), { kept: kept?.capacity, empty: 1 }),
    pay: read("pay", oneOf(["clinic", "ahead"] as const), { kept: kept?.pay, empty: "clinic" }),
    feeMinor: feeOf(reader, kept, of.locations.get(location), of.practitioners.get(practitioner)),
    validFrom: read<string | null>("valid_from", day, { kept: kept?.validFrom, empty: null }),
    validTo: read<string | null>("valid_to", day, { kept: kept?.validTo, empty: null }),
    active: read("active", yesOrNo, { kept: kept?.active, empty: true }),
  };
  const { validFrom, validTo, weekly, slotMinutes } = record;
  if (validFrom && validTo && validFrom > validTo) refuse("valid_to", `${validTo} is before valid_from`);
  const short = weekly?.find(({ from, to }) => minutesOf(to) - minutesOf(from) < slotMinutes);
  if (short) refuse("slot_minutes", `${slotMinutes} minutes do not fit in ${short.from}-${short.to}`);
  if (kept && kept.practitioner !== record.practitioner) refuse("practitioner", "cannot change: make a new schedule");
  if (kept && kept.location !== record.location) refuse("location", "cannot change: make a new schedule");
  return record;
}

/** What is taken here; an empty cell is the practitioner's own fee, unless the clinic takes another currency. */
function feeOf(
  { read, refuse }: RowReader,
  kept: ScheduleRecord | undefined,
  place: LocationRecord | undefined,
  person: PractitionerRecord | undefined,
): number | null {
  const currency = place?.currency ?? person?.feeCurrency ?? null;
  const fee = read<number | null>("fee", (text) => minorOf(text, currency), { kept: kept?.feeMinor, empty: null });
  if (fee !== null && fee > 0 && currency === null) refuse("fee", "needs the clinic's currency");
  const isOther = person !== undefined && person.feeMinor > 0 && person.feeCurrency !== currency;
  if (fee === null && isOther)
    refuse("fee", `is needed: hers is in ${person.feeCurrency}, the clinic takes ${currency}`);
  return fee;
}

/** Why two schedules cannot both hold: one person cannot be in two places; null if they can. */
export function overlap(one: ScheduleRecord, other: ScheduleRecord): string | null {
  if (one.slug === other.slug || one.practitioner !== other.practitioner || !one.active || !other.active) return null;
  if (isAfter(one.validFrom, other.validTo) || isAfter(other.validFrom, one.validTo)) return null;
  for (const { weekday, from, to } of one.weekly) {
    const hit = other.weekly.find(
      (hours) =>
        hours.weekday === weekday && minutesOf(hours.from) < minutesOf(to) && minutesOf(from) < minutesOf(hours.to),
    );
    if (hit) return `on ${dayName(weekday)} ${from}-${to} overlaps ${hit.from}-${hit.to} of schedule "${other.slug}"`;
  }
  return null;
}

/** An exception's line, for every schedule it is about. */
export function readExceptions(
  reader: RowReader,
  to: References,
  schedules: Directory["schedules"],
): readonly ExceptionRecord[] {
  const { read, refuse, row } = reader;
  const about = (["schedule", "location", "practitioner"] as const).filter((column) => row.cells.get(column));
  const [column, ...others] = about;
  if (column === undefined || others.length > 0) {
    refuse(null, "one of schedule, location and practitioner is needed, and only one");
    return [];
  }
  const name = read(column, known(to[`${column}s`], column), {});
  const kind = read("kind", oneOf(["closed", "extra", "usual"] as const), {});
  const from = read<string | null>("from", timeOfDay, { empty: null });
  const until = read<string | null>("to", timeOfDay, { empty: null });
  const of = { day: read("day", day, {}), kind, from, to: until };
  if (kind === "usual" && (from !== null || until !== null)) refuse("from", "a usual day has no times of its own");
  if ((from === null) !== (until === null)) refuse(from === null ? "from" : "to", "from and to are given together");
  if (kind === "extra" && from === null) refuse("from", "extra hours need from and to");
  if (from !== null && until !== null && minutesOf(from) >= minutesOf(until))
    refuse("to", `${until} is not after ${from}`);
  const meant = [...schedules.values()].filter((one) => (column === "schedule" ? one.slug : one[column]) === name);
  if (meant.length === 0 && reader.problems.length === 0) refuse(column, `"${name}" has no schedule`);
  return meant.map(({ slug: schedule }) => ({ schedule, ...of }));
}

function known(slugs: Slugs, what: string): (text: string) => string {
  return (text) => {
    if (slugs.has(text)) return text;
    throw new RangeError(`there is no ${what} "${text}", neither in the files nor in the database`);
  };
}
function isAfter(day: string | null, other: string | null): boolean {
  return day !== null && other !== null && day > other;
}
