import { refuse, refuseMember } from "../../core/problem.ts";
import type { Staff } from "../../core/staff.ts";
import { dayOf, minutesOf } from "../../core/time.ts";
import type { Tx } from "../../store/engine.ts";
import { locationById } from "../../store/places.ts";
import {
  dropException,
  type ExceptionRow,
  listExceptionRows,
  listScheduleRows,
  writeException,
} from "../../store/schedule-records.ts";
import type { Found } from "./done.ts";
import { locationInScope } from "./locations.ts";
import { noteSchedule, scheduleInScope } from "./schedules.ts";

/** A day on which a schedule's weekly hours do not hold: closed, wholly or in part, or open for hours besides them. */
export type ExceptionView = {
  readonly exceptionId: number;
  readonly day: string;
  readonly kind: "closed" | "extra";
  readonly from?: string;
  readonly to?: string;
};

type ScheduleId = { readonly scheduleId: number };

/** What staff may write of an exception. */
export type ExceptionWrite = {
  readonly day: string;
  readonly kind: "closed" | "extra";
  readonly from?: string | undefined;
  readonly to?: string | undefined;
};

/** The exceptions of a schedule from today on. */
export async function listExceptions(
  tx: Tx,
  staff: Staff,
  { scheduleId }: ScheduleId,
): Promise<Found<{ readonly exceptions: readonly ExceptionView[] }>> {
  const { locationId } = await scheduleInScope(tx, staff, scheduleId);
  const rows = await listExceptionRows(tx, scheduleId, await todayAt(tx, locationId));
  return { value: { exceptions: rows.map(exceptionView) } };
}

/** Closes a day or part of it, or opens extra hours; visits whose slot goes become tasks. */
export async function createException(
  tx: Tx,
  staff: Staff,
  { scheduleId, ...write }: ExceptionWrite & ScheduleId,
): Promise<Found<ExceptionView>> {
  const { locationId, slotMinutes } = await scheduleInScope(tx, staff, scheduleId);
  const { day, kind, from = null, to = null } = write;
  if (day < (await todayAt(tx, locationId))) refuseMember("/day", "past");
  if ((from === null) !== (to === null)) refuseMember(from === null ? "/from" : "/to", "needed");
  if (kind === "extra" && from === null) refuseMember("/from", "needed");
  const needed = kind === "extra" ? slotMinutes : 1;
  if (from !== null && to !== null && minutesOf(to) - minutesOf(from) < needed) refuseMember("/to", "too-early");
  const row = await writeException(tx, { scheduleId, day, kind, from, to });
  await noteSchedule(tx, staff, "except", scheduleId);
  return { value: exceptionView(row) };
}

/** Takes an exception back: the weekly hours hold again. */
export async function deleteException(
  tx: Tx,
  staff: Staff,
  { scheduleId, exceptionId }: ScheduleId & { readonly exceptionId: number },
): Promise<Found<null>> {
  await scheduleInScope(tx, staff, scheduleId);
  if (!(await dropException(tx, scheduleId, exceptionId))) refuse({ type: "not-found" });
  await noteSchedule(tx, staff, "unexcept", scheduleId);
  return { value: null };
}

/** Closes a whole clinic for a day: every schedule it has. */
export async function closeDay(
  tx: Tx,
  staff: Staff,
  { locationId, day }: { readonly locationId: number; readonly day: string },
): Promise<Found<{ readonly day: string; readonly schedules: number }>> {
  await locationInScope(tx, staff, locationId);
  if (day < (await todayAt(tx, locationId))) refuseMember("/day", "past");
  const rows = await listScheduleRows(tx, { locationIds: [locationId] });
  for (const { id: scheduleId } of rows) {
    await writeException(tx, { scheduleId, day, kind: "closed", from: null, to: null });
    await noteSchedule(tx, staff, "except", scheduleId);
  }
  return { value: { day, schedules: rows.length } };
}

async function todayAt(tx: Tx, locationId: number): Promise<string> {
  return dayOf(tx.now, (await locationById(tx, locationId))?.zone ?? "UTC");
}

function exceptionView({ id: exceptionId, day, kind, from, to }: ExceptionRow): ExceptionView {
  return { exceptionId, day, kind, ...(from === null ? {} : { from }), ...(to === null ? {} : { to }) };
}
