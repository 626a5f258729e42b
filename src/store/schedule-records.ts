import { and, asc, eq, gte, sql } from "drizzle-orm";
import type { Tx } from "./engine.ts";
import { practitioners, scheduleExceptions, schedules } from "./schema/places.ts";

/** A schedule as it is kept. */
export type ScheduleRecordRow = typeof schedules.$inferSelect;

/** What of a schedule staff may write. */
export type ScheduleSet = Partial<
  Pick<
    ScheduleRecordRow,
    "weekly" | "slotMinutes" | "capacity" | "pay" | "feeMinor" | "validFrom" | "validTo" | "active"
  >
>;

/** One schedule. */
export async function scheduleById(tx: Tx, id: number): Promise<ScheduleRecordRow | undefined> {
  return await tx.db.select().from(schedules).where(eq(schedules.id, id)).get();
}

/** Schedules of these clinics (null = all), of one practitioner or of all. */
export async function listScheduleRows(
  tx: Tx,
  of: { readonly locationIds: readonly number[] | null; readonly doctorId?: number | undefined },
): Promise<readonly ScheduleRecordRow[]> {
  const ids = of.locationIds === null ? null : JSON.stringify(of.locationIds);
  const isHere = ids === null ? undefined : sql`${schedules.locationId} in (select value from json_each(${ids}))`;
  const isHers = of.doctorId === undefined ? undefined : eq(schedules.practitionerId, of.doctorId);
  return await tx.db.select().from(schedules).where(and(isHere, isHers)).orderBy(asc(schedules.id));
}

/** Whether a practitioner is in use. */
export async function isPractitioner(tx: Tx, id: number): Promise<boolean> {
  const one = and(eq(practitioners.id, id), eq(practitioners.active, true));
  return (await tx.db.select({ id: practitioners.id }).from(practitioners).where(one).get()) !== undefined;
}

/** Adds a schedule; the sweeper makes its slots. */
export async function insertSchedule(
  tx: Tx,
  schedule: Omit<typeof schedules.$inferInsert, "id" | "materialisedTo">,
): Promise<ScheduleRecordRow> {
  return await tx.db.insert(schedules).values(schedule).returning().get();
}

/** Changes a schedule's rule; it forgets how far its slots have come, and the sweeper makes them anew. */
export async function updateSchedule(tx: Tx, id: number, set: ScheduleSet): Promise<ScheduleRecordRow> {
  const changed = { ...set, materialisedTo: null };
  return await tx.db.update(schedules).set(changed).where(eq(schedules.id, id)).returning().get();
}

/** A day on which a schedule's hours do not hold. */
export type ExceptionRow = typeof scheduleExceptions.$inferSelect;

/** The exceptions of a schedule from a day on. */
export async function listExceptionRows(tx: Tx, scheduleId: number, day: string): Promise<readonly ExceptionRow[]> {
  return await tx.db
    .select()
    .from(scheduleExceptions)
    .where(and(eq(scheduleExceptions.scheduleId, scheduleId), gte(scheduleExceptions.day, day)))
    .orderBy(asc(scheduleExceptions.day), asc(scheduleExceptions.id));
}

/** Writes an exception over the same one from before. */
export async function writeException(tx: Tx, exception: Omit<ExceptionRow, "id">): Promise<ExceptionRow> {
  const { scheduleId, day, kind, from } = exception;
  await tx.db
    .delete(scheduleExceptions)
    .where(
      and(
        eq(scheduleExceptions.scheduleId, scheduleId),
        eq(scheduleExceptions.day, day),
        eq(scheduleExceptions.kind, kind),
        sql`${scheduleExceptions.from} is ${from}`,
      ),
    );
  const row = await tx.db.insert(scheduleExceptions).values(exception).returning().get();
  await updateSchedule(tx, scheduleId, {});
  return row;
}

/** Takes an exception back; false if the schedule has none such. */
export async function dropException(tx: Tx, scheduleId: number, id: number): Promise<boolean> {
  const one = and(eq(scheduleExceptions.id, id), eq(scheduleExceptions.scheduleId, scheduleId));
  const { changes } = await tx.db.delete(scheduleExceptions).where(one);
  if (changes > 0) await updateSchedule(tx, scheduleId, {});
  return changes > 0;
}
