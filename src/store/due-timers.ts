import { and, asc, eq, lte, ne, sql } from "drizzle-orm";
import type { Db, Tx } from "./engine.ts";
import { timers } from "./schema/visits.ts";

type Row = typeof timers.$inferSelect;

/** A row that says what is to be done in the transaction that fires it; what a provider is asked is done outside, by payments. */
export type Timer = Omit<Row, "kind"> & { readonly kind: Exclude<Row["kind"], "payment"> };

const isFired = ne(timers.kind, "payment");

/** Timers to be fired that are due, the oldest first, from the one after `last` on; only a hint, for firing re-reads each one. */
export async function dueTimers(db: Db, now: number, last: Timer | null, limit: number): Promise<readonly Timer[]> {
  const isNext = last ? sql`(${timers.dueAt}, ${timers.id}) > (${last.dueAt}, ${last.id})` : sql`true`;
  const rows = await db
    .select()
    .from(timers)
    .where(and(lte(timers.dueAt, now), sql`${timers.state} = 'pending'`, isFired, isNext))
    .orderBy(asc(timers.dueAt), asc(timers.id))
    .limit(limit);
  return rows as readonly Timer[];
}

/** Fires a timer by compare-and-set; nothing if it was fired, retired or put off meanwhile. */
export async function fireTimer(tx: Tx, id: number): Promise<Timer | undefined> {
  const due = and(eq(timers.id, id), eq(timers.state, "pending"), lte(timers.dueAt, tx.now), isFired);
  return (await tx.db.update(timers).set({ state: "fired" }).where(due).returning().get()) as Timer | undefined;
}
