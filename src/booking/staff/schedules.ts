import { refuse, refuseMember } from "../../core/problem.ts";
import { mayUse, type Staff } from "../../core/staff.ts";
import { minutesOf } from "../../core/time.ts";
import { writeAudit } from "../../store/audit.ts";
import type { Tx } from "../../store/engine.ts";
import { practitionerById } from "../../store/places.ts";
import {
  insertSchedule,
  isPractitioner,
  listScheduleRows,
  type ScheduleRecordRow,
  type ScheduleSet,
  scheduleById,
  updateSchedule,
} from "../../store/schedule-records.ts";
import type { WeeklyHours } from "../../store/schema/places.ts";
import { overlap } from "../import-schedules.ts";
import type { Found } from "./done.ts";
import { locationInScope, refuseLocation } from "./locations.ts";
import { officesInScope } from "./offices.ts";
import { actorOf } from "./scope.ts";

/** A schedule as REST shows it: one practitioner at one clinic; weekday 1 is Monday, times are the clinic's wall clock. */
export type ScheduleView = {
  readonly scheduleId: number;
  readonly doctorId: number;
  readonly locationId: number;
  readonly hours: readonly WeeklyHours[];
  readonly slotMinutes: number;
  readonly capacity: number;
  /** Where the fee is paid; only ahead it is needed for a visit. */
  readonly pay: "clinic" | "ahead";
  /** What is taken here, in the clinic's currency; absent where it is the practitioner's own fee. */
  readonly feeMinor?: number;
  readonly validFrom?: string;
  readonly validTo?: string;
  readonly active: boolean;
};

/** What staff may write of a schedule; null takes a day of validity, or a fee of its own, away. */
export type ScheduleWrite = {
  readonly hours?: readonly WeeklyHours[] | undefined;
  readonly slotMinutes?: number | undefined;
  readonly capacity?: number | undefined;
  readonly pay?: "clinic" | "ahead" | undefined;
  readonly feeMinor?: number | null | undefined;
  readonly validFrom?: string | null | undefined;
  readonly validTo?: string | null | undefined;
  readonly active?: boolean | undefined;
};

type ScheduleId = { readonly scheduleId: number };

/** The schedules of the caller's clinics. */
export async function listSchedules(
  tx: Tx,
  staff: Staff,
  { locationId, doctorId }: { readonly locationId?: number | undefined; readonly doctorId?: number | undefined },
): Promise<Found<{ readonly schedules: readonly ScheduleView[] }>> {
  if (locationId !== undefined) await locationInScope(tx, staff, locationId);
  const locationIds = locationId === undefined ? staff.locationIds : [locationId];
  const rows = await listScheduleRows(tx, { locationIds, doctorId });
  return { value: { schedules: rows.map(scheduleView) } };
}

/** One schedule. */
export async function readSchedule(tx: Tx, staff: Staff, { scheduleId }: ScheduleId): Promise<Found<ScheduleView>> {
  return { value: scheduleView(await scheduleInScope(tx, staff, scheduleId)) };
}

/** A new schedule of a practitioner whom the caller may see; its slots follow within seconds. */
export async function createSchedule(
  tx: Tx,
  staff: Staff,
  write: ScheduleWrite & {
    readonly doctorId: number;
    readonly locationId: number;
    readonly hours: readonly WeeklyHours[];
    readonly slotMinutes: number;
  },
): Promise<Found<ScheduleView>> {
  const { doctorId, locationId, hours, slotMinutes } = write;
  await refuseLocation(tx, staff, locationId);
  if (!(await mayEmploy(tx, staff, doctorId))) refuseMember("/doctorId", "unknown");
  const slug = `rest-${Buffer.from(tx.random(6)).toString("hex")}`;
  const rule = { ...settable(write), weekly: hours, slotMinutes };
  const row = await insertSchedule(tx, { slug, practitionerId: doctorId, locationId, ...rule });
  await refuseBadRule(tx, staff, row);
  return await written(tx, staff, row, "create");
}

/** Other hours, another capacity, or an end: slots follow within seconds, and a visit that loses its slot becomes a task. */
export async function changeSchedule(
  tx: Tx,
  staff: Staff,
  { scheduleId, ...write }: ScheduleWrite & ScheduleId,
): Promise<Found<ScheduleView>> {
  await scheduleInScope(tx, staff, scheduleId);
  const row = await updateSchedule(tx, scheduleId, settable(write));
  await refuseBadRule(tx, staff, row);
  return await written(tx, staff, row, "change");
}

/** A schedule at a clinic of the caller; any other is not found. */
export async function scheduleInScope(tx: Tx, staff: Staff, id: number): Promise<ScheduleRecordRow> {
  const row = await scheduleById(tx, id);
  return row && mayUse(staff, row.locationId) ? row : refuse({ type: "not-found" });
}

/** Somebody who sits at a clinic of the caller; for a key of all clinics anybody. */
async function mayEmploy(tx: Tx, staff: Staff, doctorId: number): Promise<boolean> {
  if (staff.locationIds === null) return await isPractitioner(tx, doctorId);
  return (await officesInScope(tx, staff, { doctorId })).length > 0;
}

function settable({
  hours,
  slotMinutes,
  capacity,
  pay,
  feeMinor,
  validFrom,
  validTo,
  active,
}: ScheduleWrite): ScheduleSet {
  return {
    ...(hours === undefined ? {} : { weekly: hours }),
    ...(slotMinutes === undefined ? {} : { slotMinutes }),
    ...(capacity === undefined ? {} : { capacity }),
    ...(pay === undefined ? {} : { pay }),
    ...(feeMinor === undefined ? {} : { feeMinor }),
    ...(validFrom === undefined ? {} : { validFrom }),
    ...(validTo === undefined ? {} : { validTo }),
    ...(active === undefined ? {} : { active }),
  };
}

/** The rules that an import is held to as well; what refuses here rolls back. */
async function refuseBadRule(tx: Tx, staff: Staff, row: ScheduleRecordRow): Promise<void> {
  const { weekly, slotMinutes, feeMinor, validFrom, validTo } = row;
  const { currency } = await locationInScope(tx, staff, row.locationId);
  const hers = (await practitionerById(tx, row.practitionerId))?.feeCurrency;
  if (feeMinor !== null && (currency ?? hers ?? null) === null) refuseMember("/feeMinor", "without-currency");
  if (validFrom !== null && validTo !== null && validFrom > validTo) refuseMember("/validTo", "before-valid-from");
  for (const [n, one] of weekly.entries()) {
    if (minutesOf(one.to) - minutesOf(one.from) < slotMinutes) refuseMember(`/hours/${n}`, "shorter-than-a-slot");
    if (weekly.slice(n + 1).some((other) => isSameTime(one, other))) refuseMember(`/hours/${n}`, "overlap");
  }
  const others = await listScheduleRows(tx, { locationIds: null, doctorId: row.practitionerId });
  if (others.some((other) => overlap(recordOf(row), recordOf(other)) !== null)) refuseMember("/hours", "overlap");
}

function isSameTime(one: WeeklyHours, other: WeeklyHours): boolean {
  return one.weekday === other.weekday && one.from < other.to && other.from < one.to;
}

function recordOf(row: ScheduleRecordRow) {
  return { ...row, practitioner: String(row.practitionerId), location: String(row.locationId) };
}

async function written(tx: Tx, staff: Staff, row: ScheduleRecordRow, act: string): Promise<Found<ScheduleView>> {
  await noteSchedule(tx, staff, act, row.id);
  return { value: scheduleView(row) };
}

/** Writes down that staff changed a schedule. */
export async function noteSchedule(tx: Tx, staff: Staff, act: string, entityId: number): Promise<void> {
  await writeAudit(tx, { actor: actorOf(staff), act, entity: "schedule", entityId, version: null, detail: null });
}

function scheduleView(row: ScheduleRecordRow): ScheduleView {
  const {
    id: scheduleId,
    practitionerId: doctorId,
    locationId,
    weekly: hours,
    slotMinutes,
    capacity,
    pay,
    active,
  } = row;
  return {
    ...{ scheduleId, doctorId, locationId, hours, slotMinutes, capacity, pay, active },
    ...(row.feeMinor === null ? {} : { feeMinor: row.feeMinor }),
    ...(row.validFrom === null ? {} : { validFrom: row.validFrom }),
    ...(row.validTo === null ? {} : { validTo: row.validTo }),
  };
}
