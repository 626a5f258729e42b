import { drizzle } from "drizzle-orm/better-sqlite3";
import type { Care } from "../../src/core/places.ts";
import { atLocal } from "../../src/core/time.ts";
import { contacts, links, patients } from "../../src/store/schema/people.ts";
import { locations, practitioners, schedules, slots } from "../../src/store/schema/places.ts";
import type { TestDatabase } from "./database.ts";

/** The zone of the fixture's clinics. */
export const ZONE = "Asia/Kolkata";

/** The instant of 'YYYY-MM-DD HH:MM' in the fixture's zone. */
export function at(text: string): number {
  const [day = "", time = ""] = text.split(" ");
  return atLocal(day, time, ZONE) ?? Number.NaN;
}

/** A small district in which a test states what it needs; ids come in order of creation. */
export function district(database: Pick<TestDatabase, "clock" | "engine">) {
  const { clock } = database;
  const db = drizzle(database.engine.raw);
  let serial = 0;
  const clinic = (name: string, change: Partial<typeof locations.$inferInsert> = {}) =>
    db
      .insert(locations)
      .values({
        slug: name.toLowerCase(),
        names: { name },
        publicNames: { name },
        zone: ZONE,
        country: "IN",
        lat: 30 + ++serial / 10,
        lon: 76,
        languages: ["en", "hi"],
        emergencyNumber: "112",
        ...change,
      })
      .returning()
      .get();
  const doctor = (
    name: string,
    specialties: readonly Care[],
    change: Partial<typeof practitioners.$inferInsert> = {},
  ) =>
    db
      .insert(practitioners)
      .values({ slug: `d${++serial}`, names: { name }, specialties, languages: ["en"], gender: "female", ...change })
      .returning()
      .get();
  const schedule = (practitionerId: number, locationId: number) =>
    db
      .insert(schedules)
      .values({ slug: `s${++serial}`, practitionerId, locationId, weekly: [], slotMinutes: 20 })
      .returning()
      .get();
  /** Slots of 20 minutes at these times ('YYYY-MM-DD HH:MM'); gives their ids. */
  const times = (of: typeof schedules.$inferSelect, starts: readonly string[], capacity = 1): number[] =>
    starts.map((start) => {
      const startAt = at(start);
      const { id: scheduleId, practitionerId, locationId } = of;
      const row = { scheduleId, practitionerId, locationId, startAt, endAt: startAt + 20 * 60_000, capacity };
      return db.insert(slots).values(row).returning().get().id;
    });
  const contact = (locationId: number | null = null) =>
    db
      .insert(contacts)
      .values({ phone: `+9198000${String(++serial).padStart(5, "0")}`, locationId, createdAt: clock.now })
      .returning()
      .get();
  const patient = (nickname: string, contactId: number | null, change: Partial<typeof patients.$inferInsert> = {}) => {
    const row = db
      .insert(patients)
      .values({ code: String(100_000 + ++serial), name: nickname, nickname, createdAt: clock.now, ...change })
      .returning()
      .get();
    if (contactId !== null) {
      db.insert(links).values({ contactId, patientId: row.id, rank: serial, createdAt: clock.now }).run();
    }
    return row;
  };
  return { clinic, doctor, schedule, times, contact, patient };
}

/** Whoever asks in a test: a contact on the text channel with nothing named. */
export function asker(contactId: number, locationId: number | null = null, named: readonly number[] = [], namedAt = 0) {
  return { contactId, locationId, language: "en", named, namedAt, channel: "twilio-sms" };
}
