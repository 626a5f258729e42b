import { sql } from "drizzle-orm";
import { check, index, integer, real, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { PayWay } from "../../core/payment-provider.ts";
import type { Care, Gender, Names } from "../../core/places.ts";
import type { Waiver } from "../../core/staff.ts";

/** A place where visits happen, with its policy. */
export const locations = sqliteTable("locations", {
  id: integer().primaryKey({ autoIncrement: true }),
  /** Short stable name used by CSV files and the command line, e.g. `nabha`. */
  slug: text().notNull().unique(),
  names: text({ mode: "json" }).$type<Names>().notNull(),
  /** What may be said in a text that others may read: no ward, no disease. */
  publicNames: text("public_names", { mode: "json" }).$type<Names>().notNull(),
  zone: text().notNull(),
  country: text().notNull(),
  lat: real().notNull(),
  lon: real().notNull(),
  /** The clinic's own telephone for people; E.164. */
  staffPhone: text("staff_phone"),
  /** The gateway number people of this place write to; E.164. */
  gatewayNumber: text("gateway_number"),
  /** Language tags offered here, the first is the default. */
  languages: text({ mode: "json" }).$type<readonly string[]>().notNull(),
  emergencyNumber: text("emergency_number").notNull(),
  minNoticeMinutes: integer("min_notice_minutes").notNull().default(120),
  horizonDays: integer("horizon_days").notNull().default(30),
  holdTextMinutes: integer("hold_text_minutes").notNull().default(10),
  quietFrom: text("quiet_from").notNull().default("20:00"),
  quietTo: text("quiet_to").notNull().default("08:00"),
  /** By which ways, besides a voucher, a fee may be paid ahead. */
  payWays: text("pay_ways", { mode: "json" }).$type<readonly PayWay[]>().notNull().default([]),
  /** ISO 4217; in what fees are that are said of this clinic. */
  currency: text(),
  /** Who may ask for nothing though a fee is due. */
  waiveRoles: text("waive_roles", { mode: "json" }).$type<readonly Waiver[]>().notNull().default(["clinic_admin"]),
  remindThreeDays: integer("remind_three_days", { mode: "boolean" }).notNull().default(true),
  remindDayBefore: integer("remind_day_before", { mode: "boolean" }).notNull().default(true),
  remindSameDay: integer("remind_same_day", { mode: "boolean" }).notNull().default(false),
  /** The hour of reminders sent on an earlier day, 'HH:MM'. */
  remindAt: text("remind_at").notNull().default("10:00"),
  active: integer({ mode: "boolean" }).notNull().default(true),
});

/** A person who treats. */
export const practitioners = sqliteTable("practitioners", {
  id: integer().primaryKey({ autoIncrement: true }),
  slug: text().notNull().unique(),
  names: text({ mode: "json" }).$type<Names>().notNull(),
  specialties: text({ mode: "json" }).$type<readonly Care[]>().notNull(),
  languages: text({ mode: "json" }).$type<readonly string[]>().notNull(),
  gender: text().$type<Gender>().notNull(),
  /** Minor units, 0 = free, where no schedule says otherwise; the schedule says where it is paid. */
  feeMinor: integer("fee_minor").notNull().default(0),
  feeCurrency: text("fee_currency"),
  active: integer({ mode: "boolean" }).notNull().default(true),
});

/** Hours of one weekday in the clinic's wall clock; 1 is Monday. */
export type WeeklyHours = { readonly weekday: number; readonly from: string; readonly to: string };

/** A rule from which slots are materialised: one practitioner at one location. */
export const schedules = sqliteTable(
  "schedules",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    slug: text().notNull().unique(),
    practitionerId: integer("practitioner_id")
      .notNull()
      .references(() => practitioners.id),
    locationId: integer("location_id")
      .notNull()
      .references(() => locations.id),
    weekly: text({ mode: "json" }).$type<readonly WeeklyHours[]>().notNull(),
    slotMinutes: integer("slot_minutes").notNull(),
    capacity: integer().notNull().default(1),
    /** Where the practitioner's fee is paid here: at the clinic, or ahead, and then there is no visit without it. */
    pay: text({ enum: ["clinic", "ahead"] })
      .notNull()
      .default("clinic"),
    /** What is taken here, in minor units of the clinic's currency; null = the practitioner's own fee. */
    feeMinor: integer("fee_minor"),
    validFrom: text("valid_from"),
    validTo: text("valid_to"),
    /** Days up to and including this one have been materialised under the present rule; null = none. */
    materialisedTo: text("materialised_to"),
    active: integer({ mode: "boolean" }).notNull().default(true),
  },
  (t) => [
    index("schedules_practitioner").on(t.practitionerId),
    index("schedules_location").on(t.locationId),
    check("capacity_positive", sql`${t.capacity} > 0`),
  ],
);

/** A day on which the rule does not hold: closed (wholly or in part), or extra hours. */
export const scheduleExceptions = sqliteTable(
  "schedule_exceptions",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    scheduleId: integer("schedule_id")
      .notNull()
      .references(() => schedules.id),
    day: text().notNull(),
    kind: text({ enum: ["closed", "extra"] }).notNull(),
    from: text("from_time"),
    to: text("to_time"),
  },
  (t) => [uniqueIndex("exceptions_day").on(t.scheduleId, t.day, t.kind, t.from)],
);

/** A time that can be booked. */
export const slots = sqliteTable(
  "slots",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    scheduleId: integer("schedule_id")
      .notNull()
      .references(() => schedules.id),
    practitionerId: integer("practitioner_id")
      .notNull()
      .references(() => practitioners.id),
    locationId: integer("location_id")
      .notNull()
      .references(() => locations.id),
    startAt: integer("start_at").notNull(),
    endAt: integer("end_at").notNull(),
    capacity: integer().notNull(),
    /** Occupying appointments; kept with them in one transaction so that search reads one partial index. */
    taken: integer().notNull().default(0),
    /** Closed to new visits by a change of rules. */
    closed: integer({ mode: "boolean" }).notNull().default(false),
  },
  (t) => [
    uniqueIndex("slots_start").on(t.scheduleId, t.startAt),
    // All that search reads is in the index: a row of the table is another page to decrypt.
    index("slots_free")
      .on(t.scheduleId, t.startAt, t.endAt, t.capacity, t.taken, t.closed)
      .where(sql`taken < capacity and closed = 0`),
    check("taken_within_capacity", sql`${t.taken} >= 0 and ${t.taken} <= ${t.capacity}`),
  ],
);

/** Each change of what is free, and each step of a fee paid ahead, as a fact of its own: triggers write it, so no writer can forget it. */
export const slotEvents = sqliteTable("slot_events", {
  id: integer().primaryKey({ autoIncrement: true }),
  slotId: integer("slot_id").notNull(),
  practitionerId: integer("practitioner_id").notNull(),
  locationId: integer("location_id").notNull(),
  startAt: integer("start_at").notNull(),
  endAt: integer("end_at").notNull(),
  /** Free seats from now on; 0 also where the slot is closed or gone, or where this is about a fee. */
  free: integer().notNull(),
  /** The fee that something happened to; null = this is about what is free. */
  chargeId: integer("charge_id"),
});
