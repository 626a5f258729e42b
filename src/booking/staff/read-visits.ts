import type { AppointmentState } from "../../core/appointment.ts";
import type { Staff } from "../../core/staff.ts";
import { addDays, dayOf, startOfDay } from "../../core/time.ts";
import { dayRows, listVisitRows } from "../../store/appointment-lists.ts";
import type { Tx } from "../../store/engine.ts";
import type { Found } from "./done.ts";
import { locationInScope } from "./locations.ts";
import { cursorOf, type Page, positionOf } from "./page.ts";
import { type ShownVisit, shown } from "./payment-view.ts";
import { isVisit, visitInScope } from "./scope.ts";
import { type VisitView, visitView } from "./visit-view.ts";

/** What narrows a list of visits; without `from` it begins a day ago. */
export type VisitSearch = Page & {
  readonly locationId?: number | undefined;
  readonly doctorId?: number | undefined;
  readonly patientId?: number | undefined;
  readonly reference?: string | undefined;
  readonly status?: AppointmentState | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
};

const DAY_MS = 86_400_000;

/** One visit. */
export async function readVisit(
  tx: Tx,
  staff: Staff,
  { appointmentId }: { readonly appointmentId: number },
): Promise<Found<ShownVisit>> {
  const row = await visitInScope(tx, staff, appointmentId);
  return { ...(await shown(tx, row)), about: [row.patientId] };
}

/** Visits at the caller's clinics, by start. */
export async function listVisits(
  tx: Tx,
  staff: Staff,
  { locationId, after, limit, from = tx.now - DAY_MS, ...narrowing }: VisitSearch,
): Promise<Found<{ readonly appointments: readonly ShownVisit[]; readonly next?: string }>> {
  if (locationId !== undefined) await locationInScope(tx, staff, locationId);
  const locationIds = locationId === undefined ? staff.locationIds : [locationId];
  // A reference or a patient is looked up whenever her visits were.
  const isExact = narrowing.reference !== undefined || narrowing.patientId !== undefined;
  const filter = { ...narrowing, locationIds, from: isExact ? 0 : from, after: positionOf(after) };
  const rows = (await listVisitRows(tx, filter, limit + 1)).filter(isVisit);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  const next = last ? { next: cursorOf(last.startAt, last.id) } : {};
  const appointments: ShownVisit[] = [];
  for (const visit of page) appointments.push((await shown(tx, visit)).value);
  return { value: { appointments, ...next }, about: page.map(({ patientId }) => patientId) };
}

/** Who comes to a clinic on one of its days, in order. */
export type DayView = {
  readonly day: string;
  readonly visits: readonly (VisitView & {
    readonly patientCode: string;
    readonly name?: string;
    readonly yearOfBirth?: number;
  })[];
};

/** A clinic's day: today there, unless another is asked for. */
export async function readDay(
  tx: Tx,
  staff: Staff,
  { locationId, date }: { readonly locationId: number; readonly date?: string | undefined },
): Promise<Found<DayView>> {
  const { zone } = await locationInScope(tx, staff, locationId);
  const day = date ?? dayOf(tx.now, zone);
  const rows = await dayRows(tx, locationId, startOfDay(day, zone), startOfDay(addDays(day, 1), zone));
  const visits = rows.flatMap(({ row, code: patientCode, name, yearOfBirth }) =>
    isVisit(row)
      ? [
          {
            ...visitView(row),
            patientCode,
            ...(name === null ? {} : { name }),
            ...(yearOfBirth === null ? {} : { yearOfBirth }),
          },
        ]
      : [],
  );
  return { value: { day, visits }, about: visits.map(({ patientId }) => patientId) };
}
