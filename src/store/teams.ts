import { sql } from "drizzle-orm";
import type { Tx } from "./engine.ts";

/** A worker under somebody's supervision, and her number. */
export type TeamRow = {
  readonly id: number;
  readonly name: string;
  readonly phone: string;
  readonly active: 0 | 1;
};

/** All workers under a supervisor, and under those, in order of enrolment; who has left only as long as people are hers. */
export async function workersUnder(tx: Tx, supervisorId: number): Promise<readonly TeamRow[]> {
  return tx.db.all<TeamRow>(sql`
    with recursive under (id) as (
      select id from workers where supervisor_id = ${supervisorId}
      union
      select w.id from workers w join under u on w.supervisor_id = u.id
    )
    select w.id, w.name, c.phone, w.active from under u
    join workers w on w.id = u.id
    join contacts c on c.id = w.contact_id
    where w.active or exists (select 1 from worker_patients p where p.worker_id = w.id)
    order by w.id`);
}
