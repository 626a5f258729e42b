import { blob, index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { contacts } from "./people.ts";
import { appointments } from "./visits.ts";

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
  /** The call under way as JSON; null when there is none. */
  call: text(),
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

/** Small facts about the installation itself: the secret of text HMACs, the last audit row checked. */
export const facts = sqliteTable("facts", { name: text().primaryKey(), value: text().notNull() });
