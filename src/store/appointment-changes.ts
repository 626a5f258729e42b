import { and, eq, sql } from "drizzle-orm";
import { type AppointmentState, OCCUPYING_STATES } from "../core/appointment.ts";
import { plannedReminders, planningFor } from "../core/reminders.ts";
import type { Appointment } from "./appointments.ts";
import { type Actor, type AuditDetail, writeAudit } from "./audit.ts";
import type { Tx } from "./engine.ts";
import { carryMessages } from "./messages.ts";
import { locationById } from "./places.ts";
import { prepared } from "./prepared.ts";
import { slots } from "./schema/places.ts";
import { appointments } from "./schema/visits.ts";
import { OCCUPYING } from "./states.ts";
import { type NewHold, takeSeat } from "./take-seat.ts";
import { carryTimers, retireTimers, writeHoldTimer, writeVisitTimer } from "./timers.ts";

/*
 * The only code that writes appointments. Each change raises the version, keeps `slots.taken` right, plans its reminders,
 * carries or retires those of the older version and writes one audit row, so that no use case can forget one of them
 * (DESIGN 7, 4).
 */

/** What was done, by whom; `detail` holds the facts its rules were checked against. */
type Act = { readonly actor: Actor; readonly act: string; readonly detail?: AuditDetail };

const occupying: ReadonlySet<AppointmentState> = new Set(OCCUPYING_STATES);

const addTaken = prepared((db) =>
  db
    .update(slots)
    .set({ taken: sql`taken + ${sql.placeholder("n")}` })
    .where(eq(slots.id, sql.placeholder("id")))
    .prepare(),
);

/** Takes a free seat as a hold; null if there is none. */
export async function createHold(tx: Tx, hold: NewHold, act: Act): Promise<Appointment | null> {
  const row = await takeSeat(tx, hold);
  if (!row) return null;
  await addTaken(tx).run({ id: row.slotId, n: 1 });
  await follow(tx, null, row, act);
  return row;
}

/** What of an appointment may change. */
type AppointmentSet = Partial<Omit<Appointment, "id" | "version" | "createdAt" | "updatedAt" | "contactId" | "keyId">>;

const update = prepared((db) =>
  db
    .update(appointments)
    .set({
      reference: sql`${sql.placeholder("reference")}`,
      slotId: sql`${sql.placeholder("slotId")}`,
      seat: sql`${sql.placeholder("seat")}`,
      state: sql`${sql.placeholder("state")}`,
      version: sql`version + 1`,
      patientId: sql`${sql.placeholder("patientId")}`,
      practitionerId: sql`${sql.placeholder("practitionerId")}`,
      locationId: sql`${sql.placeholder("locationId")}`,
      care: sql`${sql.placeholder("care")}`,
      reason: sql`${sql.placeholder("reason")}`,
      startAt: sql`${sql.placeholder("startAt")}`,
      endAt: sql`${sql.placeholder("endAt")}`,
      zone: sql`${sql.placeholder("zone")}`,
      holdEndsAt: sql`${sql.placeholder("holdEndsAt")}`,
      bookedAt: sql`${sql.placeholder("bookedAt")}`,
      cancelledAt: sql`${sql.placeholder("cancelledAt")}`,
      followUpOn: sql`${sql.placeholder("followUpOn")}`,
      updatedAt: sql`${sql.placeholder("now")}`,
    })
    .where(
      and(
        eq(appointments.id, sql.placeholder("id")),
        eq(appointments.version, sql.placeholder("version")),
        sql`not exists (select 1 from appointments o where o.slot_id = ${sql.placeholder("slotId")}
          and o.seat = ${sql.placeholder("seat")} and o.id <> ${sql.placeholder("id")}
          and o.state in ${OCCUPYING})`,
      ),
    )
    .prepare(),
);

/** Changes an appointment and all that depends on it; null if its seat belongs to somebody else or the row has changed since it was read. */
export async function changeAppointment(
  tx: Tx,
  before: Appointment,
  set: AppointmentSet,
  act: Act,
): Promise<Appointment | null> {
  const after = { ...before, ...set, version: before.version + 1, updatedAt: tx.now };
  const { changes } = await update(tx).run({ ...after, version: before.version, now: tx.now });
  if (changes === 0) return null;
  await countSeats(tx, before, after);
  await follow(tx, before, after, act);
  return after;
}

/** Moves an appointment to the first free seat of a slot, on the way to `set`; null if there is none. */
export async function changeSeat(
  tx: Tx,
  before: Appointment,
  slot: { readonly id: number; readonly capacity: number },
  set: AppointmentSet,
  act: Act,
): Promise<Appointment | null> {
  for (let seat = 1; seat <= slot.capacity; seat++) {
    const after = await changeAppointment(tx, before, { ...set, slotId: slot.id, seat }, act);
    if (after) return after;
  }
  return null;
}

async function countSeats(tx: Tx, before: Appointment, after: Appointment): Promise<void> {
  const from = occupying.has(before.state) ? before.slotId : null;
  const to = occupying.has(after.state) ? after.slotId : null;
  if (from === to) return;
  if (from !== null) await addTaken(tx).run({ id: from, n: -1 });
  if (to !== null) await addTaken(tx).run({ id: to, n: 1 });
}

async function follow(
  tx: Tx,
  before: Appointment | null,
  row: Appointment,
  { actor, act, detail }: Act,
): Promise<void> {
  const { id, version } = row;
  const planning = planningFor(before, row);
  if (planning === "carry") await carryMessages(tx, row);
  if (planning === "carry") await carryTimers(tx, row);
  else if (before) await retireTimers(tx, id, act);
  if (planning === "plan") await planReminders(tx, row);
  const isHeld = row.state === "held" || row.state === "pending_payment";
  if (isHeld && row.holdEndsAt !== null) await writeHoldTimer(tx, { id, version, dueAt: row.holdEndsAt });
  await writeAudit(tx, { actor, act, entity: "appointment", entityId: id, version, detail: detail ?? null });
}

async function planReminders(tx: Tx, visit: Appointment): Promise<void> {
  const location = await locationById(tx, visit.locationId);
  for (const { kind, dueAt, uselessAt } of location ? plannedReminders(location, visit, tx.now) : []) {
    await writeVisitTimer(tx, { kind: "reminder", visit, dueAt, uselessAt, about: kind });
  }
}
