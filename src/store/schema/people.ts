import { sql } from "drizzle-orm";
import { index, integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Gender } from "../../core/places.ts";
import { locations } from "./places.ts";

/** A phone number that talks to us; the hot row of every turn, so the limits of DESIGN 5 live on it too. */
export const contacts = sqliteTable("contacts", {
  id: integer().primaryKey({ autoIncrement: true }),
  phone: text().notNull().unique(),
  /** Null until guessed from script and words, or chosen. */
  language: text(),
  /** True once the person chose the language herself: a guess never overrides it. */
  languageChosen: integer("language_chosen", { mode: "boolean" }).notNull().default(false),
  /** One-question mode on calls: each option is asked by itself. */
  easy: integer({ mode: "boolean" }).notNull().default(false),
  /** The clinic whose number she first wrote to: the fallback of "near". */
  locationId: integer("location_id").references(() => locations.id),
  /** Texts are not answered before this instant (rate limit). */
  silentUntil: integer("silent_until").notNull().default(0),
  /** The carrier blocked us for this number, so nothing we send arrives. */
  blockedAt: integer("blocked_at"),
  createdAt: integer("created_at").notNull(),
});

/** A person who is treated. The name is null until known: nothing may depend on it. */
export const patients = sqliteTable(
  "patients",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    /** 6 digits, the last a check digit. */
    code: text().notNull().unique(),
    name: text(),
    /** At most 12 letters; shown in choosers. */
    nickname: text(),
    yearOfBirth: integer("year_of_birth"),
    gender: text().$type<Gender>(),
    /** As `villageKey` writes it, so that a worker's village finds it. */
    village: text(),
    /** The clinic where she is registered; her place for "near". */
    locationId: integer("location_id").references(() => locations.id),
    lat: real(),
    lon: real(),
    createdAt: integer("created_at").notNull(),
  },
  (t) => [index("patients_village").on(t.village).where(sql`village is not null`)],
);

/** The link between a contact and a patient: many to many. */
export const links = sqliteTable(
  "links",
  {
    contactId: integer("contact_id")
      .notNull()
      .references(() => contacts.id),
    patientId: integer("patient_id")
      .notNull()
      .references(() => patients.id),
    /** Among the contacts of one patient: 1 is told first. */
    rank: integer().notNull().default(1),
    via: text({ enum: ["text", "call"] })
      .notNull()
      .default("text"),
    privacy: text({ enum: ["covert", "neutral", "overt"] })
      .notNull()
      .default("neutral"),
    /** When she last gave her PIN on this telephone. */
    provenAt: integer("proven_at"),
    /** Set by "wrong number": nothing is sent over this link, visits stand. */
    asleepAt: integer("asleep_at"),
    createdAt: integer("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.contactId, t.patientId] }), index("links_patient").on(t.patientId)],
);

/** One row per opt-in or opt-out, never changed: the newest row of a contact, patient (or all) and purpose holds. */
export const consents = sqliteTable(
  "consents",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    contactId: integer("contact_id")
      .notNull()
      .references(() => contacts.id),
    /** Null means every patient of the contact. */
    patientId: integer("patient_id").references(() => patients.id),
    purpose: text({ enum: ["visit", "all"] }).notNull(),
    granted: integer({ mode: "boolean" }).notNull(),
    /** The locale key of the sentence she agreed to, 'carrier' when the carrier told us, 'at the desk' when staff asked her. */
    wording: text().notNull(),
    channel: text().notNull(),
    at: integer().notNull(),
  },
  (t) => [index("consents_contact").on(t.contactId, t.purpose)],
);
