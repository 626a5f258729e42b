import { sql } from "drizzle-orm";
import {
  type AnySQLiteColumn,
  blob,
  check,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
} from "drizzle-orm/sqlite-core";
import { contacts, patients } from "./people.ts";
import { locations } from "./places.ts";

/** A community health worker: an enrolled person who acts for the people she looks after. Only staff write here. */
export const workers = sqliteTable("workers", {
  id: integer().primaryKey({ autoIncrement: true }),
  /** The enrolled number; a lost or changed one is moved by staff only. Her language is the contact's. */
  contactId: integer("contact_id")
    .notNull()
    .unique()
    .references(() => contacts.id),
  name: text().notNull(),
  /** People she may register, and visits she may touch, before her PIN is asked again the same day. */
  registersPerDay: integer("registers_per_day").notNull().default(15),
  touchesPerDay: integer("touches_per_day").notNull().default(20),
  supervisorId: integer("supervisor_id").references((): AnySQLiteColumn => workers.id),
  /** When her PIN was last right; 0 = never, or to be asked again. */
  pinAt: integer("pin_at").notNull().default(0),
  /** Unusual volume locked her; only staff unlock. */
  lockedAt: integer("locked_at"),
  active: integer({ mode: "boolean" }).notNull().default(true),
  createdAt: integer("created_at").notNull(),
});

/** The clinics a worker works for. */
export const workerLocations = sqliteTable(
  "worker_locations",
  {
    workerId: integer("worker_id")
      .notNull()
      .references(() => workers.id),
    locationId: integer("location_id")
      .notNull()
      .references(() => locations.id),
  },
  (t) => [primaryKey({ columns: [t.workerId, t.locationId] })],
);

/** Whose patient somebody is: one worker's at most. */
export const workerPatients = sqliteTable(
  "worker_patients",
  {
    patientId: integer("patient_id")
      .primaryKey()
      .references(() => patients.id),
    workerId: integer("worker_id")
      .notNull()
      .references(() => workers.id),
    createdAt: integer("created_at").notNull(),
  },
  (t) => [index("worker_patients_worker").on(t.workerId)],
);

/** Villages a worker looks after: hers is everybody there, at her clinics, who is no other worker's. */
export const workerVillages = sqliteTable(
  "worker_villages",
  {
    workerId: integer("worker_id")
      .notNull()
      .references(() => workers.id),
    /** As `villageKey` writes it. */
    village: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.workerId, t.village] })],
);

/** What a worker did in one day of her zone: what limits are checked against. */
export const workerDays = sqliteTable(
  "worker_days",
  {
    workerId: integer("worker_id")
      .notNull()
      .references(() => workers.id),
    /** 'YYYY-MM-DD'. */
    day: text().notNull(),
    registered: integer().notNull().default(0),
    touched: integer().notNull().default(0),
    /** The same counts when her PIN was last right. */
    registeredAtPin: integer("registered_at_pin").notNull().default(0),
    touchedAtPin: integer("touched_at_pin").notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.workerId, t.day] })],
);

/** The PIN of a person, worker or patient. The digits are nowhere: only their HMAC under a key that no row holds. */
export const pins = sqliteTable(
  "pins",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    workerId: integer("worker_id")
      .unique()
      .references(() => workers.id),
    patientId: integer("patient_id")
      .unique()
      .references(() => patients.id),
    hash: blob({ mode: "buffer" }).notNull(),
    /** Wrong ones in a row. */
    wrong: integer().notNull().default(0),
    /** How often it locked since it was last right. */
    locks: integer().notNull().default(0),
    lockedUntil: integer("locked_until").notNull().default(0),
    setAt: integer("set_at").notNull(),
  },
  (t) => [check("pin_of_one", sql`(${t.workerId} is null) <> (${t.patientId} is null)`)],
);

/** The code sent to an enrolled number, with which its worker sets her first PIN; again only its HMAC. */
export const pinCodes = sqliteTable("pin_codes", {
  workerId: integer("worker_id")
    .primaryKey()
    .references(() => workers.id),
  hash: blob({ mode: "buffer" }).notNull(),
  endsAt: integer("ends_at").notNull(),
  wrong: integer().notNull().default(0),
  /** Codes sent since `day` began, against a number that asks for one after the other. */
  sent: integer().notNull().default(1),
  sentAt: integer("sent_at").notNull(),
});
