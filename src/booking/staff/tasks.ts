import { refuse } from "../../core/problem.ts";
import { mayUse, type Staff } from "../../core/staff.ts";
import { writeAudit } from "../../store/audit.ts";
import type { Tx } from "../../store/engine.ts";
import { finishTask } from "../../store/reports.ts";
import { listTaskRows, type TaskRow, taskRow } from "../../store/task-lists.ts";
import type { Found } from "./done.ts";
import { locationInScope } from "./locations.ts";
import { actorOf } from "./scope.ts";

/** Something a person must do, as REST shows it: ids and a reason, nothing anybody wrote. */
export type TaskView = {
  readonly taskId: number;
  readonly kind: string;
  readonly reason: string;
  readonly state: "open" | "done";
  readonly outcome?: string;
  readonly locationId?: number;
  readonly appointmentId?: number;
  readonly patientId?: number;
  readonly contactId?: number;
  readonly createdAt: string;
};

/** Tasks of the caller's clinics, the oldest first; those of no clinic only for a key of all clinics. */
export async function listTasks(
  tx: Tx,
  staff: Staff,
  search: {
    readonly locationId?: number | undefined;
    readonly state: "open" | "done";
    readonly after?: number | undefined;
    readonly limit: number;
  },
): Promise<Found<{ readonly tasks: readonly TaskView[]; readonly next?: string }>> {
  const { locationId, state, limit } = search;
  if (locationId !== undefined) await locationInScope(tx, staff, locationId);
  const locationIds = locationId === undefined ? staff.locationIds : [locationId];
  const rows = await listTaskRows(tx, { locationIds, state, after: search.after ?? 0 }, limit + 1);
  const page = rows.slice(0, limit);
  const next = rows.length > limit ? { next: String(page.at(-1)?.id) } : {};
  return { value: { tasks: page.map(taskView), ...next } };
}

/** Closes a task with what came of it. */
export async function finishTaskForStaff(
  tx: Tx,
  staff: Staff,
  { taskId, outcome }: { readonly taskId: number; readonly outcome: string },
): Promise<Found<TaskView>> {
  const task = await taskRow(tx, taskId);
  const isSeen = task && (task.locationId === null ? staff.locationIds === null : mayUse(staff, task.locationId));
  if (!isSeen) refuse({ type: "not-found" });
  if (!(await finishTask(tx, taskId, outcome))) refuse({ type: "wrong-state", state: task.state });
  await writeAudit(tx, {
    actor: actorOf(staff),
    act: "finish",
    entity: "task",
    entityId: taskId,
    version: null,
    detail: null,
  });
  return { value: taskView({ ...task, state: "done", outcome }) };
}

function taskView(task: TaskRow): TaskView {
  const { id: taskId, kind, reason, state, outcome, locationId, appointmentId, patientId, contactId, createdAt } = task;
  return {
    ...{ taskId, kind, reason, state, createdAt: new Date(createdAt).toISOString() },
    ...(outcome === null ? {} : { outcome }),
    ...(locationId === null ? {} : { locationId }),
    ...(appointmentId === null ? {} : { appointmentId }),
    ...(patientId === null ? {} : { patientId }),
    ...(contactId === null ? {} : { contactId }),
  };
}
