import { createHash } from "node:crypto";
import { and, eq, isNull, sql } from "drizzle-orm";
import type { Db, Tx } from "./engine.ts";
import { prepared } from "./prepared.ts";
import { paymentEvents } from "./schema/payments.ts";

/** What a provider sent. */
export type KeptEvent = typeof paymentEvents.$inferSelect;

const insertEvent = prepared((db) =>
  db
    .insert(paymentEvents)
    .values({
      provider: sql.placeholder("provider"),
      path: sql.placeholder("path"),
      key: sql.placeholder("key"),
      body: sql.placeholder("body"),
      at: sql.placeholder("now"),
    })
    .onConflictDoNothing()
    .prepare(),
);

/** Keeps what a provider sent, byte for byte, to be worked off; the same again is kept once. */
export async function keepEvent(
  tx: Tx,
  event: { readonly provider: string; readonly path: string; readonly body: Uint8Array },
): Promise<void> {
  const body = Buffer.from(event.body);
  const hash = createHash("sha256").update(`${event.provider} ${event.path}\n`).update(body).digest();
  await insertEvent(tx).run({ ...event, body, key: hash.subarray(0, 16), now: tx.now });
}

/** Events to be worked off, the oldest first; only a hint. */
export async function openEvents(db: Db, limit: number): Promise<readonly { readonly id: number }[]> {
  return await db
    .select({ id: paymentEvents.id })
    .from(paymentEvents)
    .where(isNull(paymentEvents.doneAt))
    .orderBy(paymentEvents.id)
    .limit(limit);
}

/** Takes one event to work it off in this transaction; nothing if that was done meanwhile. */
export async function takeEvent(tx: Tx, id: number): Promise<KeptEvent | undefined> {
  const open = and(eq(paymentEvents.id, id), isNull(paymentEvents.doneAt));
  return await tx.db.update(paymentEvents).set({ doneAt: tx.now }).where(open).returning().get();
}
