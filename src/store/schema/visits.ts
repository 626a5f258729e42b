import { sql } from "drizzle-orm";
import { check, index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { APPOINTMENT_STATES } from "../../core/appointment.ts";
import type { Care } from "../../core/places.ts";
import { LIVE, OCCUPYING } from "../states.ts";
import { apiKeys } from "./access.ts";
import { contacts, patients } from "./people.ts";
import { locations, practitioners, slots } from "./places.ts";

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
    /** The key over which staff or another system holds or booked it; null when a contact did. */
    keyId: integer("key_id").references(() => apiKeys.id),
    practitionerId: integer("practitioner_id")
      .notNull()
      .references(() => practitioners.id),
    locationId: integer("location_id")
      .notNull()
      .references(() => locations.id),
    care: text().$type<Care>().notNull(),
    /** Why she comes, as staff wrote it over REST; said to staff alone, never sent. */
    reason: text(),
    startAt: integer("start_at").notNull(),
    endAt: integer("end_at").notNull(),
    /** The clinic's zone when it was booked. */
    zone: text().notNull(),
    holdEndsAt: integer("hold_ends_at"),
    bookedAt: integer("booked_at"),
    cancelledAt: integer("cancelled_at"),
    /** The day 'YYYY-MM-DD' on which the doctor wants to see the patient again. */
    followUpOn: text("follow_up_on"),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (t) => [
    uniqueIndex("appointments_seat").on(t.slotId, t.seat).where(sql`state in ${OCCUPYING}`),
    uniqueIndex("appointments_hold").on(t.contactId).where(sql`state = 'held'`),
    index("appointments_key_hold").on(t.keyId, t.holdEndsAt).where(sql`state = 'held'`),
    index("appointments_unpaid").on(t.holdEndsAt).where(sql`state = 'pending_payment'`),
    index("appointments_lapsing").on(t.locationId, t.holdEndsAt).where(sql`state = 'held'`),
    index("appointments_contact").on(t.contactId, t.startAt).where(sql`state in ${LIVE}`),
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

/** What to do later: the only such table. */
export const timers = sqliteTable(
  "timers",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    kind: text({
      enum: [
        "hold.end",
        "dialog.end",
        "reminder",
        "delivery.failed",
        "notice",
        "rebook",
        "follow.up",
        "staff.tasks",
        "staff.list",
        "worker.morning",
        "worker.week",
        "payment",
      ],
    }).notNull(),
    dueAt: integer("due_at").notNull(),
    uselessAt: integer("useless_at"),
    state: text({ enum: ["pending", "fired", "retired"] })
      .notNull()
      .default("pending"),
    appointmentId: integer("appointment_id").references(() => appointments.id),
    appointmentVersion: integer("appointment_version"),
    contactId: integer("contact_id").references(() => contacts.id),
    /** The message that `delivery.failed` is about. */
    messageId: integer("message_id"),
    /** The attempt to be paid about which its provider is asked. */
    paymentId: integer("payment_id"),
    /** The clinic whose staff a count is for. */
    locationId: integer("location_id").references(() => locations.id),
    /** Which of several: the kind of reminder, the change of a notice, how often a missed visit was asked about. */
    about: text(),
    /** Why nothing was sent when it fired. */
    reason: text(),
  },
  (t) => [
    index("timers_due").on(t.dueAt).where(sql`state = 'pending'`),
    index("timers_payment_due").on(t.dueAt).where(sql`state = 'pending' and kind = 'payment'`),
    uniqueIndex("timers_payment").on(t.paymentId).where(sql`state = 'pending' and payment_id is not null`),
    index("timers_appointment").on(t.appointmentId).where(sql`state = 'pending'`),
    uniqueIndex("timers_dialog").on(t.contactId).where(sql`state = 'pending' and kind = 'dialog.end'`),
    uniqueIndex("timers_worker")
      .on(t.contactId, t.kind)
      .where(sql`state = 'pending' and kind in ('worker.morning','worker.week')`),
    // Reminders that wait for a worker's next morning.
    index("timers_for_worker").on(t.contactId).where(sql`reason = 'worker'`),
    uniqueIndex("timers_staff").on(t.locationId, t.kind).where(sql`state = 'pending' and location_id is not null`),
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
    actorKind: text("actor_kind", { enum: ["contact", "staff", "system", "worker"] }).notNull(),
    actorId: integer("actor_id"),
    act: text().notNull(),
    entity: text().notNull(),
    entityId: integer("entity_id").notNull(),
    version: integer(),
    detail: text({ mode: "json" }).$type<Readonly<Record<string, string | number | null>>>(),
  },
  (t) => [index("audit_entity").on(t.entity, t.entityId)],
);
