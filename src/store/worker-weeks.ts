import { sql } from "drizzle-orm";
import type { Tx } from "./engine.ts";
import { hersOf } from "./workers.ts";

/** What became of a worker's patients in a time: visits booked, come to and missed, and people nobody could reach. */
export type WeekCount = {
  readonly booked: number;
  readonly attended: number;
  readonly missed: number;
  readonly unreached: number;
};

/** Counts the visits of a worker's patients in [from, to). */
export async function countWeek(tx: Tx, workerId: number, from: number, to: number): Promise<WeekCount> {
  const [row] = tx.db.all<WeekCount>(sql`
    select
      coalesce(sum(a.booked_at >= ${from} and a.booked_at < ${to}), 0) as booked,
      coalesce(sum(a.start_at >= ${from} and a.start_at < ${to} and a.state in ('arrived','fulfilled')), 0) as attended,
      coalesce(sum(a.start_at >= ${from} and a.start_at < ${to} and a.state = 'no_show'), 0) as missed,
      (select count(distinct t.patient_id) from tasks t where t.kind = 'unreachable'
        and t.created_at >= ${from} and t.created_at < ${to} and t.patient_id in ${hersOf(workerId)}) as unreached
    from appointments a where a.reference is not null and a.patient_id in ${hersOf(workerId)}`);
  return row ?? { booked: 0, attended: 0, missed: 0, unreached: 0 };
}

/** The active workers whom a worker supervises, in order of enrolment. */
export async function teamOf(tx: Tx, supervisorId: number) {
  return tx.db.all<{ readonly id: number; readonly name: string }>(
    sql`select id, name from workers where supervisor_id = ${supervisorId} and active order by id`,
  );
}
