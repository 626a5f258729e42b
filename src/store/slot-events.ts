import { asc, gt, sql } from "drizzle-orm";
import type { Tx } from "./engine.ts";
import { prepared } from "./prepared.ts";
import { slotEvents } from "./schema/places.ts";

/** One change of what is free: facts of a slot, nothing about who took it. */
export type SlotEvent = typeof slotEvents.$inferSelect;

/** Events kept: a busy district writes some ten thousand a day, and whoever was away longer begins anew. */
const KEPT = 100_000;
/** Rows of one piece of work. */
const PIECE = 500;

const selectAfter = prepared((db) =>
  db
    .select()
    .from(slotEvents)
    .where(gt(slotEvents.id, sql.placeholder("after")))
    .orderBy(asc(slotEvents.id))
    .limit(sql.placeholder("limit"))
    .prepare(),
);

/** The events after one, oldest first, at most `limit`. */
export async function slotEventsAfter(tx: Tx, after: number, limit: number): Promise<readonly SlotEvent[]> {
  return await selectAfter(tx).all({ after, limit });
}

const selectSpan = prepared((db) =>
  db
    .select({
      first: sql<number>`coalesce((select min(id) from slot_events), 0)`,
      last: sql<number>`coalesce((select max(id) from slot_events), 0)`,
    })
    .from(sql`(select 1)`)
    .prepare(),
);

/** The ids of the oldest event kept and of the newest; 0 where there is none. */
export async function slotEventSpan(tx: Tx): Promise<{ readonly first: number; readonly last: number }> {
  return (await selectSpan(tx).get()) ?? { first: 0, last: 0 };
}

/** Forgets one piece of what nobody resumes from any more; gives how many rows went. */
export async function forgetSlotEvents(tx: Tx): Promise<number> {
  const { first, last } = await slotEventSpan(tx);
  const to = Math.min(first + PIECE - 1, last - KEPT);
  return to < first ? 0 : (await tx.db.delete(slotEvents).where(sql`id <= ${to}`)).changes;
}
