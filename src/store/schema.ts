import { sql } from "drizzle-orm";
import { blob, check, index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { APPOINTMENT_STATES } from "../core/appointment.ts";
import type { Care, Gender, Names } from "../core/places.ts";

/*
 * All instants are epoch milliseconds, all days 'YYYY-MM-DD', all ids sequential integers: a random key in an index
 * dirties one page per row. Nothing cascades on delete.
 */

/** A phone number that talks to us; the hot row of every turn, so the limits of DESIGN 5 live on it too. */
export const contacts = sqliteTable("contacts", {
  id: integer().primaryKey({ autoIncrement: true }),
  phone: text().notNull().unique(),
  /** Null until guessed from script and words, or chosen. */
  language: text(),
  /** True once the person chose the language herself: a guess never overrides it. */
  languageChosen: integer("language_chosen", { mode: "boolean" }).notNull().default(false),
  /** The clinic whose number she first wrote to: the fallback of "near". */
  locationId: integer("location_id").references(() => locations.id),
  /** Texts are not answered before this instant (rate limit). */
  silentUntil: integer("silent_until").notNull().default(0),
  /** The carrier blocked us for this number, so nothing we send arrives. */
  blockedAt: integer("blocked_at"),
  createdAt: integer("created_at").notNull(),
});

/** A person who is treated. The name is null until known: nothing may depend on it. */
export const patients = sqliteTable("patients", {
  id: integer().primaryKey({ autoIncrement: true }),
  /** 6 digits, the last a check digit. */
  code: text().notNull().unique(),
  name: text(),
  /** At most 12 letters; shown in choosers. */
  nickname: text(),
  yearOfBirth: integer("year_of_birth"),
  /** The clinic where she is registered; her place for "near". */
  locationId: integer("location_id").references(() => locations.id),
  lat: real(),
  lon: real(),
  createdAt: integer("created_at").notNull(),
});

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
    /** 1 is told first. */
    rank: integer().notNull().default(1),
    via: text({ enum: ["text", "call"] })
      .notNull()
      .default("text"),
    privacy: text({ enum: ["covert", "neutral", "overt"] })
      .notNull()
      .default("neutral"),
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
    /** The locale key of the sentence she agreed to, or 'carrier' when the carrier told us. */
    wording: text().notNull(),
    channel: text().notNull(),
    at: integer().notNull(),
  },
  (t) => [index("consents_contact").on(t.contactId, t.purpose)],
);

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
  /** Minor units, 0 = free. Until money exists it is only said: "pay at the clinic". */
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

/** A visit, from hold to outcome. Id and reference survive a move. */
export const appointments = sqliteTable(
  "appointments",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    /** 7 digits, the last a check digit. Null while held. */
    reference: text().unique(),
    slotId: integer("slot_id")
      .notNull()
      .references(() => slots.id),
    /** 1…capacity. */
    seat: integer().notNull(),
    state: text({ enum: APPOINTMENT_STATES }).notNull(),
    version: integer().notNull().default(1),
    /** Null while held for somebody not yet named. */
    patientId: integer("patient_id").references(() => patients.id),
    /** The contact that holds or booked it; null when staff did. */
    contactId: integer("contact_id").references(() => contacts.id),
    practitionerId: integer("practitioner_id")
      .notNull()
      .references(() => practitioners.id),
    locationId: integer("location_id")
      .notNull()
      .references(() => locations.id),
    care: text().$type<Care>().notNull(),
    startAt: integer("start_at").notNull(),
    endAt: integer("end_at").notNull(),
    /** The clinic's zone when it was booked. */
    zone: text().notNull(),
    holdEndsAt: integer("hold_ends_at"),
    bookedAt: integer("booked_at"),
    cancelledAt: integer("cancelled_at"),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (t) => [
    uniqueIndex("appointments_seat")
      .on(t.slotId, t.seat)
      .where(sql`state in ('held','pending_payment','booked','confirmed','arrived','fulfilled','no_show')`),
    uniqueIndex("appointments_hold").on(t.contactId).where(sql`state = 'held'`),
    index("appointments_lapsing").on(t.locationId, t.startAt).where(sql`state = 'held'`),
    index("appointments_contact")
      .on(t.contactId, t.startAt)
      .where(sql`state in ('pending_payment','booked','confirmed','arrived')`),
    index("appointments_patient").on(t.patientId, t.startAt),
    index("appointments_day").on(t.locationId, t.startAt),
    check("seat_positive", sql`${t.seat} >= 1`),
    check("hold_has_end", sql`${t.state} <> 'held' or ${t.holdEndsAt} is not null`),
    check(
      "live_has_patient",
      sql`${t.state} not in ('booked','confirmed','arrived','fulfilled') or (${t.patientId} is not null and ${t.reference} is not null)`,
    ),
  ],
);

/** One row per inbound event. What the person wrote is never kept. */
export const inboundEvents = sqliteTable(
  "inbound_events",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    /** First 16 bytes of SHA-256 over channel and provider id; kept 400 days, for signatures carry no time. */
    key: blob({ mode: "buffer" }).notNull().unique(),
    contactId: integer("contact_id").references(() => contacts.id),
    at: integer().notNull(),
    kind: text().notNull(),
    length: integer().notNull(),
    /** HMAC of the text for the loop guard; cleared after 1 h. */
    textHmac: blob("text_hmac", { mode: "buffer" }),
    outcome: text().notNull(),
    /** What we answered, as JSON; cleared after 7 days. Null = nothing was answered. */
    reply: text(),
  },
  (t) => [index("inbound_contact").on(t.contactId, t.at)],
);

/** The open conversation of a contact: at most one. */
export const dialogs = sqliteTable("dialogs", {
  contactId: integer("contact_id")
    .primaryKey()
    .references(() => contacts.id),
  /** The pure dialog of src/core, as JSON. */
  dialog: text().notNull(),
  channelKind: text("channel_kind", { enum: ["text", "call"] }).notNull(),
  /** Visits named by the last text that named any, as JSON ids, for 6, 7 and 8. */
  named: text({ mode: "json" }).$type<readonly number[]>().notNull(),
  namedAt: integer("named_at").notNull(),
  lastTurnAt: integer("last_turn_at").notNull(),
});

/** Every outbound SMS or call, with its delivery state: the only outbox. */
export const messages = sqliteTable(
  "messages",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    contactId: integer("contact_id")
      .notNull()
      .references(() => contacts.id),
    appointmentId: integer("appointment_id").references(() => appointments.id),
    appointmentVersion: integer("appointment_version"),
    channel: text().notNull(),
    /** What it is for, e.g. `booked`, `moved`, `cancelled`. */
    purpose: text().notNull(),
    /** `inline` went out as the answer to a webhook. States only move forward. */
    state: text({ enum: ["inline", "queued", "sending", "sent", "delivered", "failed", "dropped"] }).notNull(),
    providerId: text("provider_id"),
    errorCode: text("error_code"),
    segments: integer(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (t) => [index("messages_provider").on(t.providerId), index("messages_appointment").on(t.appointmentId)],
);

/** What to do later: the only such table. */
export const timers = sqliteTable(
  "timers",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    kind: text({ enum: ["hold.end", "dialog.end", "reminder"] }).notNull(),
    dueAt: integer("due_at").notNull(),
    uselessAt: integer("useless_at"),
    state: text({ enum: ["pending", "fired", "retired"] })
      .notNull()
      .default("pending"),
    appointmentId: integer("appointment_id").references(() => appointments.id),
    appointmentVersion: integer("appointment_version"),
    contactId: integer("contact_id").references(() => contacts.id),
  },
  (t) => [
    index("timers_due").on(t.dueAt).where(sql`state = 'pending'`),
    index("timers_appointment").on(t.appointmentId).where(sql`state = 'pending'`),
    uniqueIndex("timers_dialog").on(t.contactId).where(sql`state = 'pending' and kind = 'dialog.end'`),
  ],
);

/** Something a human at the clinic must do. */
export const tasks = sqliteTable(
  "tasks",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    kind: text().notNull(),
    locationId: integer("location_id").references(() => locations.id),
    appointmentId: integer("appointment_id").references(() => appointments.id),
    patientId: integer("patient_id").references(() => patients.id),
    contactId: integer("contact_id").references(() => contacts.id),
    reason: text().notNull(),
    state: text({ enum: ["open", "done"] })
      .notNull()
      .default("open"),
    outcome: text(),
    createdAt: integer("created_at").notNull(),
    doneAt: integer("done_at"),
  },
  (t) => [
    index("tasks_open").on(t.locationId, t.createdAt).where(sql`state = 'open'`),
    index("tasks_open_contact").on(t.contactId, t.kind).where(sql`state = 'open'`),
  ],
);

/** Who did what to which row, one row per change of an appointment; never personal data. */
export const audit = sqliteTable(
  "audit",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    at: integer().notNull(),
    actorKind: text("actor_kind", { enum: ["contact", "staff", "system"] }).notNull(),
    actorId: integer("actor_id"),
    act: text().notNull(),
    entity: text().notNull(),
    entityId: integer("entity_id").notNull(),
    version: integer(),
    detail: text({ mode: "json" }).$type<Readonly<Record<string, string | number | null>>>(),
  },
  (t) => [index("audit_entity").on(t.entity, t.entityId)],
);

/** Small facts about the installation itself: the secret of text HMACs, the last audit row checked. */
export const facts = sqliteTable("facts", { name: text().primaryKey(), value: text().notNull() });
