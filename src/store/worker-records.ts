import { asc, eq, sql } from "drizzle-orm";
import type { Tx } from "./engine.ts";
import { contacts } from "./schema/people.ts";
import { pins, workerLocations, workers, workerVillages } from "./schema/workers.ts";

/** A worker with all that staff see of her. */
export type WorkerRow = Awaited<ReturnType<typeof listWorkers>>[number];

/** Workers in order of enrolment, with their clinics and villages: all, or one. */
export async function listWorkers(tx: Tx, id: number | null = null) {
  const rows = await tx.db
    .select({
      ...{ id: workers.id, name: workers.name, supervisorId: workers.supervisorId, lockedAt: workers.lockedAt },
      ...{ registersPerDay: workers.registersPerDay, touchesPerDay: workers.touchesPerDay, active: workers.active },
      ...{ phone: contacts.phone, language: contacts.language },
      hasPin: sql<0 | 1>`exists (select 1 from ${pins} where ${pins.workerId} = ${workers.id})`,
      pinLockedUntil: sql<number>`coalesce((select p.locked_until from pins p where p.worker_id = ${workers.id}), 0)`,
      locationIds: sql<string>`(select json_group_array(l.location_id order by l.location_id)
        from ${workerLocations} l where l.worker_id = ${workers.id})`,
      villages: sql<string>`(select json_group_array(v.village order by v.village)
        from ${workerVillages} v where v.worker_id = ${workers.id})`,
    })
    .from(workers)
    .innerJoin(contacts, eq(contacts.id, workers.contactId))
    .where(id === null ? undefined : eq(workers.id, id))
    .orderBy(asc(workers.id));
  return rows.map(({ locationIds, villages, ...row }) => ({
    ...row,
    locationIds: JSON.parse(locationIds) as readonly number[],
    villages: JSON.parse(villages) as readonly string[],
  }));
}
