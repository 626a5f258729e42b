import { and, eq, sql } from "drizzle-orm";
import type { Tx } from "./engine.ts";
import { prepared } from "./prepared.ts";
import { links } from "./schema/people.ts";
import { timers } from "./schema/visits.ts";
import { workerLocations, workers } from "./schema/workers.ts";
import { hersOf } from "./workers.ts";

/** A text that workers get at a fixed hour: what their patients are to be reminded of, and a supervisor's week. */
export type WorkerTimer = "worker.morning" | "worker.week";

const insertTimer = prepared((db) =>
  db
    .insert(timers)
    .values({
      kind: sql.placeholder("kind"),
      contactId: sql.placeholder("contactId"),
      dueAt: sql.placeholder("dueAt"),
    })
    .onConflictDoNothing()
    .prepare(),
);

/** Has a worker's text looked at later, unless that is planned already. */
export async function writeWorkerTimer(
  tx: Tx,
  timer: {
    readonly kind: WorkerTimer;
    readonly contactId: number;
    readonly dueAt: number;
  },
): Promise<void> {
  await insertTimer(tx).run(timer);
}

/** At most `limit` workers for whom no such text is planned; a week's only those who supervise somebody. */
export async function workersWithout(tx: Tx, kind: WorkerTimer, limit: number) {
  const isPlanned = sql`exists (select 1 from ${timers} t where t.contact_id = ${workers.contactId}
    and t.state = 'pending' and t.kind = ${kind})`;
  const supervises = sql`exists (select 1 from workers b where b.supervisor_id = ${workers.id} and b.active)`;
  return await tx.db
    .select({
      contactId: workers.contactId,
      locationId: sql<number>`(select min(l.location_id) from ${workerLocations} l where l.worker_id = ${workers.id})`,
    })
    .from(workers)
    .where(and(eq(workers.active, true), sql`not ${isPlanned}`, kind === "worker.week" ? supervises : undefined))
    .limit(limit);
}

const defer = prepared((db) =>
  db
    .update(timers)
    .set({ reason: "worker", contactId: sql`${sql.placeholder("contactId")}` })
    .where(eq(timers.id, sql.placeholder("id")))
    .prepare(),
);

/** Leaves what a timer was to say to the next morning's text of a worker. */
export async function deferToWorker(tx: Tx, id: number, contactId: number): Promise<void> {
  await defer(tx).run({ id, contactId });
}

const redirect = prepared((db) =>
  db
    .update(timers)
    .set({ contactId: sql`(select contact_id from workers where id = ${sql.placeholder("workerId")})` })
    .where(
      sql`reason = 'worker' and (select patient_id from appointments where id = appointment_id) in
        (select value from json_each(${sql.placeholder("patientIds")}))`,
    )
    .prepare(),
);

/** Has whoever looks after these patients from now on told what waits for their worker's next morning. */
export async function redirectDeferred(tx: Tx, workerId: number, patientIds: readonly number[]): Promise<void> {
  await redirect(tx).run({ workerId, patientIds: JSON.stringify(patientIds) });
}

/** A visit of which a worker is to remind somebody. */
export type ToRemind = {
  readonly timerId: number;
  readonly patientId: number;
  readonly code: string;
  readonly nickname: string | null;
  readonly startAt: number;
  readonly zone: string;
  readonly isCovert: 0 | 1;
};

const COLUMNS = sql`t.id as timerId, p.id as patientId, p.code as code, p.nickname as nickname,
  a.start_at as startAt, a.zone as zone,
  exists (select 1 from links c where c.patient_id = p.id and c.privacy = 'covert') as isCovert`;

/**
 * What a worker is to say until an instant: reminders that come due by then for those of her people who have no telephone,
 * and what waited for her because nobody else could be reached. Each visit once, the soonest first.
 */
export async function toRemind(
  tx: Tx,
  worker: { readonly id: number; readonly contactId: number },
  until: number,
): Promise<readonly ToRemind[]> {
  return tx.db.all<ToRemind>(sql`
    select ${COLUMNS} from patients p
      join appointments a on a.patient_id = p.id and a.start_at > ${tx.now}
      join timers t on t.appointment_id = a.id and t.state = 'pending' and t.appointment_version = a.version
    where p.id in ${hersOf(worker.id)} and t.kind = 'reminder' and t.due_at < ${until}
      and not exists (select 1 from ${links} l where l.patient_id = p.id and l.asleep_at is null)
    union
    select ${COLUMNS} from timers t
      join appointments a on a.id = t.appointment_id and t.appointment_version = a.version
      join patients p on p.id = a.patient_id
    where t.contact_id = ${worker.contactId} and t.reason = 'worker' and a.start_at > ${tx.now}
    order by startAt, timerId`);
}

const tell = prepared((db) =>
  db
    .update(timers)
    .set({ state: "fired", reason: "told worker" })
    .where(eq(timers.id, sql.placeholder("id")))
    .prepare(),
);

/** Notes that a worker was told what a timer was to say. */
export async function toldWorker(tx: Tx, timerId: number): Promise<void> {
  await tell(tx).run({ id: timerId });
}
