import { sql } from "drizzle-orm";
import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { MESSAGE_STATES } from "../../core/delivery.ts";
import type { Tell } from "../../core/effects.ts";
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
  /** The pure dialog of src/core, as JSON, but for what *back* returns to. */
  dialog: text().notNull(),
  /** The earlier stacks that *back* returns to, each as JSON on a line of its own. */
  waits: text().notNull().default(""),
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
    /** The timer it came of; no reference, for timers are forgotten earlier. */
    timerId: integer("timer_id"),
    /** The message that this one says once more, because that one failed or was heard of no more. */
    againOf: integer("again_of"),
    kind: text({ enum: ["text", "call"] })
      .notNull()
      .default("text"),
    /** Which provider's channel carries it; '' until one does. */
    channel: text().notNull(),
    /** Our number it goes out from, E.164; '' leaves it to the channel. */
    sender: text().notNull().default(""),
    /** What it is for: `booked`, `moved`, `cancelled`, `callback`, `reminder`, … */
    purpose: text().notNull(),
    /** `inline` went out as the answer to a webhook. Reports only ever move a state forward. */
    state: text({ enum: MESSAGE_STATES }).notNull(),
    /** What is said, in no language yet; null for a call, and once the message has come to its end. */
    content: text({ mode: "json" }).$type<readonly Tell[]>(),
    /** The lowest goes first. */
    priority: integer().notNull().default(0),
    /** Orders messages of one priority: the start of the visit, so that whoever comes first is told first. */
    orderAt: integer("order_at").notNull().default(0),
    dueAt: integer("due_at").notNull().default(0),
    /** From then on it is not worth sending; null = always worth it. */
    uselessAt: integer("useless_at"),
    /** Not tried before this: `due_at` at first, later a retry or the end of quiet hours. */
    notBefore: integer("not_before").notNull().default(0),
    /** Whoever is sending it owns it until then. */
    leaseUntil: integer("lease_until"),
    attempt: integer().notNull().default(0),
    claimedAt: integer("claimed_at"),
    /** SHA-256 of the text sent last, by which it is found in the provider's list. */
    bodyHash: blob("body_hash", { mode: "buffer" }),
    /** The language it was said in. */
    language: text(),
    segments: integer(),
    /** What it costs, estimated until the provider says more; millionths of the currency of the provider's bill. */
    costMicros: integer("cost_micros"),
    providerId: text("provider_id"),
    /** The last report of a call that was applied. */
    sequence: integer(),
    errorCode: text("error_code"),
    /** Why it was dropped, put off or failed. */
    reason: text(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (t) => [
    index("messages_provider").on(t.providerId),
    index("messages_appointment").on(t.appointmentId),
    index("messages_created").on(t.createdAt),
    index("messages_waiting").on(t.kind, t.sender, t.priority, t.orderAt).where(sql`state = 'queued'`),
    index("messages_leased").on(t.leaseUntil).where(sql`state = 'sending'`),
    index("messages_inline").on(t.dueAt).where(sql`state = 'inline' and content is not null`),
    index("messages_spent").on(t.claimedAt, t.costMicros).where(sql`cost_micros is not null`),
    uniqueIndex("messages_again").on(t.againOf).where(sql`again_of is not null`),
    index("messages_callbacks").on(t.createdAt, t.contactId).where(sql`purpose = 'callback'`),
    // However often a number rings, one call-back waits for it.
    uniqueIndex("messages_callback").on(t.contactId).where(sql`purpose = 'callback' and state in ('queued','sending')`),
  ],
);

/** One of our ways out: a kind of message and a number of ours, how soon it may carry the next and whether it may at all. */
export const outlets = sqliteTable(
  "outlets",
  {
    kind: text({ enum: ["text", "call"] }).notNull(),
    /** As in `messages`; '*' is every number of this kind. */
    sender: text().notNull(),
    /** What is claimed next goes out no earlier than this (the rate of the provider). */
    freeAt: integer("free_at").notNull().default(0),
    /** The provider refuses all of it until then. */
    pausedUntil: integer("paused_until").notNull().default(0),
    /** The provider's code for that. */
    reason: text(),
  },
  (t) => [primaryKey({ columns: [t.kind, t.sender] })],
);

/** Small facts about the installation itself: the secret of text HMACs, the last audit row checked. */
export const facts = sqliteTable("facts", { name: text().primaryKey(), value: text().notNull() });
