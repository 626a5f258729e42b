import { and, asc, eq, gt, sql } from "drizzle-orm";
import type { Tx } from "./engine.ts";
import { tasks } from "./schema/visits.ts";

/** A task as it is kept. */
export type TaskRow = typeof tasks.$inferSelect;

/** One task. */
export async function taskRow(tx: Tx, id: number): Promise<TaskRow | undefined> {
  return await tx.db.select().from(tasks).where(eq(tasks.id, id)).get();
}

/** Tasks of these clinics (null = all, and those of no clinic) after an id, the oldest first. */
export async function listTaskRows(
  tx: Tx,
  of: { readonly locationIds: readonly number[] | null; readonly state: TaskRow["state"]; readonly after: number },
  limit: number,
): Promise<readonly TaskRow[]> {
  const ids = of.locationIds === null ? null : JSON.stringify(of.locationIds);
  const isHere = ids === null ? undefined : sql`${tasks.locationId} in (select value from json_each(${ids}))`;
  return await tx.db
    .select()
    .from(tasks)
    .where(and(gt(tasks.id, of.after), eq(tasks.state, of.state), isHere))
    .orderBy(asc(tasks.id))
    .limit(limit);
}
