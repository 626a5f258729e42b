import { sql } from "drizzle-orm";
import type { Tx } from "./engine.ts";
import { prepared } from "./prepared.ts";
import { tasks } from "./schema/visits.ts";
import { writeStaffTimer } from "./timers.ts";

/** Tasks come in bursts, so staff hear of them together. */
const STAFF_TOLD_MS = 30 * 60_000;
/** By then the next morning has told them. */
const STAFF_USELESS_MS = 24 * 3_600_000;

/** Something a human at the clinic must do. */
export type NewTask = {
  readonly kind: string;
  readonly reason: string;
  readonly locationId?: number | null;
  readonly appointmentId?: number | null;
  readonly patientId?: number | null;
  readonly contactId?: number | null;
};

const selectOpen = prepared((db) =>
  db
    .select({ id: tasks.id })
    .from(tasks)
    .where(
      sql`state = 'open' and contact_id is ${sql.placeholder("contactId")} and kind = ${sql.placeholder("kind")}
        and appointment_id is ${sql.placeholder("appointmentId")}
        and (contact_id is not null or reason = ${sql.placeholder("reason")})`,
    )
    .prepare(),
);

const insertTask = prepared((db) =>
  db
    .insert(tasks)
    .values({
      kind: sql.placeholder("kind"),
      reason: sql.placeholder("reason"),
      locationId: sql.placeholder("locationId"),
      appointmentId: sql.placeholder("appointmentId"),
      patientId: sql.placeholder("patientId"),
      contactId: sql.placeholder("contactId"),
      createdAt: sql.placeholder("now"),
    })
    .prepare(),
);

/** Writes a task, unless the same one is still open: about the same contact and visit, or about nobody for the same reason. */
export async function writeTask(tx: Tx, task: NewTask): Promise<void> {
  const { kind, reason, locationId = null, appointmentId = null, patientId = null, contactId = null } = task;
  if (await selectOpen(tx).get({ contactId, kind, appointmentId, reason })) return;
  await insertTask(tx).run({ kind, reason, locationId, appointmentId, patientId, contactId, now: tx.now });
  if (locationId !== null) {
    const dueAt = tx.now + STAFF_TOLD_MS;
    await writeStaffTimer(tx, { kind: "staff.tasks", locationId, dueAt, uselessAt: dueAt + STAFF_USELESS_MS });
  }
}

const finishOf = prepared((db) =>
  db
    .update(tasks)
    .set({
      state: "done",
      outcome: sql`${sql.placeholder("outcome")}`,
      doneAt: sql`${sql.placeholder("now")}`,
    })
    .where(
      sql`state = 'open' and kind = ${sql.placeholder("kind")} and appointment_id = ${sql.placeholder("appointmentId")}
        and contact_id is ${sql.placeholder("contactId")}`,
    )
    .prepare(),
);

/** Closes what was to be done about a visit and has come about by itself. */
export async function finishTasksOf(
  tx: Tx,
  visit: { readonly id: number; readonly contactId: number | null },
  kind: string,
  outcome: string,
): Promise<void> {
  await finishOf(tx).run({ appointmentId: visit.id, contactId: visit.contactId, kind, outcome, now: tx.now });
}
