import { and, asc, eq, lte, sql } from "drizzle-orm";
import type { Db, Tx } from "./engine.ts";
import { timers } from "./schema/visits.ts";

/** A row that says what is to be done now. */
export type Timer = typeof timers.$inferSelect;

/** Timers that are due, the oldest first; only a hint, for firing re-reads each one. */
export async function dueTimers(db: Db, now: number, limit: number): Promise<readonly Timer[]> {
  return await db
    .select()
    .from(timers)
    .where(and(lte(timers.dueAt, now), sql`${timers.state} = 'pending'`))
    .orderBy(asc(timers.dueAt))
    .limit(limit);
}

/** Fires a timer by compare-and-set; false if it was fired, retired or put off meanwhile. */
export async function fireTimer(tx: Tx, id: number): Promise<boolean> {
  const due = and(eq(timers.id, id), eq(timers.state, "pending"), lte(timers.dueAt, tx.now));
  const { changes } = await tx.db.update(timers).set({ state: "fired" }).where(due);
  return changes > 0;
}
