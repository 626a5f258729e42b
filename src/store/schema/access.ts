import { blob, index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { ROLES } from "../../core/staff.ts";

/** A key with which a clinic or another system calls REST. The secret is shown once and kept as a hash. */
export const apiKeys = sqliteTable("api_keys", {
  id: integer().primaryKey({ autoIncrement: true }),
  /** What it is for, in the words of whoever made it; never a person's name. */
  label: text().notNull(),
  role: text({ enum: ROLES }).notNull(),
  /** Ids of the locations it is for, as JSON; null = all. */
  locationIds: text("location_ids", { mode: "json" }).$type<readonly number[]>(),
  /** SHA-256 of the secret, which has 160 random bits: nothing slower is needed. */
  hash: blob({ mode: "buffer" }).notNull(),
  ratePerMinute: integer("rate_per_minute").notNull(),
  createdAt: integer("created_at").notNull(),
  expiresAt: integer("expires_at"),
  revokedAt: integer("revoked_at"),
});

/** What a request with an Idempotency-Key was answered, written with whatever it did; kept 30 days. */
export const idempotentAnswers = sqliteTable("idempotent_answers", {
  id: integer().primaryKey({ autoIncrement: true }),
  /** First 16 bytes of SHA-256 over the caller's key and the Idempotency-Key. */
  key: blob({ mode: "buffer" }).notNull().unique(),
  /** First 16 bytes of SHA-256 over method, path and body: the same key must mean the same request. */
  fingerprint: blob({ mode: "buffer" }).notNull(),
  at: integer().notNull(),
  /** The answer as JSON: status, tag and body; empty only inside the transaction that is making it. */
  answer: text().notNull().default(""),
});

/** A browser's one-time entrance to the stream of slots. */
export const streamTickets = sqliteTable(
  "stream_tickets",
  {
    /** SHA-256 of the ticket. */
    hash: blob({ mode: "buffer" }).primaryKey(),
    keyId: integer("key_id")
      .notNull()
      .references(() => apiKeys.id),
    endsAt: integer("ends_at").notNull(),
  },
  (t) => [index("stream_tickets_end").on(t.endsAt)],
);
