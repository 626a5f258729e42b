import { sql } from "drizzle-orm";
import { blob, check, index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { LEDGER_KINDS } from "../../core/payment.ts";
import { PAYMENT_STATES, PAYMENT_TODOS } from "../../core/payment-provider.ts";
import { appointments } from "./visits.ts";

/** What one visit costs that must be paid ahead, as it was when it was booked: a later change of fees changes no promise. */
export const charges = sqliteTable("charges", {
  id: integer().primaryKey({ autoIncrement: true }),
  appointmentId: integer("appointment_id")
    .notNull()
    .unique()
    .references(() => appointments.id),
  dueMinor: integer("due_minor").notNull(),
  currency: text().notNull(),
  /** When the time to pay in was extended; it is once only. */
  extendedAt: integer("extended_at"),
  createdAt: integer("created_at").notNull(),
});

/** Money, one row for each time it moved; a trigger refuses any change of a row. */
export const ledger = sqliteTable(
  "ledger",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    /** Null: money that names no visit of ours; a task asks the clinic whose it is. */
    chargeId: integer("charge_id").references(() => charges.id),
    kind: text({ enum: LEDGER_KINDS }).notNull(),
    amountMinor: integer("amount_minor").notNull(),
    currency: text().notNull(),
    /** Who moved it: a provider, or `staff`, `voucher`, `credit`. */
    provider: text().notNull(),
    /** The provider's id of the movement: what is reported twice is written once. */
    transactionId: text("transaction_id").notNull(),
    at: integer().notNull(),
  },
  (t) => [
    uniqueIndex("ledger_transaction").on(t.provider, t.transactionId),
    index("ledger_charge").on(t.chargeId),
    check("ledger_positive", sql`${t.amountMinor} > 0`),
  ],
);

/** One attempt to have a charge paid through a provider, or money that came by itself and is still to be proven. */
export const payments = sqliteTable(
  "payments",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    /** Null: money that came by itself and names no visit of ours. */
    chargeId: integer("charge_id").references(() => charges.id),
    provider: text().notNull(),
    state: text({ enum: PAYMENT_STATES }).notNull(),
    amountMinor: integer("amount_minor").notNull(),
    currency: text().notNull(),
    /** The provider's id of the attempt, or of money that came by itself. */
    providerId: text("provider_id"),
    /** The provider's word under which it will answer a query later. */
    queryId: text("query_id"),
    /** The provider's word of why it failed. */
    reason: text(),
    /** Who is asked where it is not the visit's own contact; forgotten when the attempt ends. */
    payerPhone: text("payer_phone"),
    /** Where she pays, at the provider's. */
    link: text(),
    /** Our own short address that leads there: this is what fits into a text. */
    page: text(),
    /** What is to be asked of the provider next, when its timer is due; null = nothing. */
    todo: text({ enum: PAYMENT_TODOS }),
    /** How often it was tried. */
    attempt: integer().notNull().default(0),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (t) => [
    uniqueIndex("payments_provider").on(t.provider, t.providerId).where(sql`provider_id is not null`),
    index("payments_query").on(t.queryId).where(sql`query_id is not null`),
    index("payments_charge").on(t.chargeId),
    uniqueIndex("payments_page").on(t.page).where(sql`page is not null`),
  ],
);

/** What a provider sent us, byte for byte; kept 30 days, for it may hold a payer's name. */
export const paymentEvents = sqliteTable(
  "payment_events",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    provider: text().notNull(),
    /** The part of the address behind the provider's own. */
    path: text().notNull(),
    /** First 16 bytes of SHA-256 over provider, path and body: the same delivery again is the same row. */
    key: blob({ mode: "buffer" }).notNull().unique(),
    body: blob({ mode: "buffer" }).notNull(),
    at: integer().notNull(),
    doneAt: integer("done_at"),
  },
  (t) => [index("payment_events_open").on(t.id).where(sql`done_at is null`), index("payment_events_at").on(t.at)],
);

/** Prepaid codes. The code itself is nowhere: only its HMAC under a key that no row holds. */
export const vouchers = sqliteTable("vouchers", {
  id: integer().primaryKey({ autoIncrement: true }),
  hash: blob({ mode: "buffer" }).notNull().unique(),
  amountMinor: integer("amount_minor").notNull(),
  currency: text().notNull(),
  createdAt: integer("created_at").notNull(),
  /** The charge it paid; a voucher is used once. */
  chargeId: integer("charge_id").references(() => charges.id),
  usedAt: integer("used_at"),
});
