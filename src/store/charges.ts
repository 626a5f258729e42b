import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { Money } from "../core/sentence.ts";
import type { Appointment } from "./appointments.ts";
import type { Tx } from "./engine.ts";
import { FEE_CURRENCY, FEE_MINOR } from "./fees.ts";
import { prepared } from "./prepared.ts";
import { charges } from "./schema/payments.ts";
import { locations, practitioners, schedules, slots } from "./schema/places.ts";
import { appointments } from "./schema/visits.ts";

/** What one visit costs that must be paid ahead. */
export type Charge = typeof charges.$inferSelect;

const selectFee = prepared((db) =>
  db
    .select({ minor: FEE_MINOR, currency: FEE_CURRENCY })
    .from(slots)
    .innerJoin(schedules, eq(schedules.id, slots.scheduleId))
    .innerJoin(practitioners, eq(practitioners.id, slots.practitionerId))
    .innerJoin(locations, eq(locations.id, slots.locationId))
    .where(
      and(
        eq(slots.id, sql.placeholder("slotId")),
        sql`${schedules.pay} = 'ahead' and ${FEE_MINOR} > 0 and ${FEE_CURRENCY} is not null`,
      ),
    )
    .prepare(),
);

/** The fee that must be paid ahead for a slot; null where there is none, or where it is paid at the clinic. */
export async function feeAheadOf(tx: Tx, slotId: number): Promise<Money | null> {
  const row = await selectFee(tx).get({ slotId });
  return row && row.currency !== null ? { minor: row.minor, currency: row.currency } : null;
}

const insertCharge = prepared((db) =>
  db
    .insert(charges)
    .values({
      appointmentId: sql.placeholder("appointmentId"),
      dueMinor: sql.placeholder("dueMinor"),
      currency: sql.placeholder("currency"),
      createdAt: sql.placeholder("now"),
    })
    .returning()
    .prepare(),
);

/** Charges a visit, once. */
export async function createCharge(tx: Tx, appointmentId: number, { minor, currency }: Money): Promise<Charge> {
  return await insertCharge(tx).get({ appointmentId, dueMinor: minor, currency, now: tx.now });
}

const selectOfVisit = prepared((db) =>
  db
    .select()
    .from(charges)
    .where(eq(charges.appointmentId, sql.placeholder("appointmentId")))
    .prepare(),
);

/** The charge of a visit; nothing where nothing has to be paid ahead. */
export async function chargeOf(tx: Tx, appointmentId: number): Promise<Charge | undefined> {
  return await selectOfVisit(tx).get({ appointmentId });
}

const selectById = prepared((db) =>
  db
    .select()
    .from(charges)
    .where(eq(charges.id, sql.placeholder("id")))
    .prepare(),
);

/** One charge. */
export async function chargeById(tx: Tx, id: number): Promise<Charge | undefined> {
  return await selectById(tx).get({ id });
}

const extend = prepared((db) =>
  db
    .update(charges)
    .set({ extendedAt: sql`${sql.placeholder("now")}` })
    .where(and(eq(charges.id, sql.placeholder("id")), sql`extended_at is null`))
    .prepare(),
);

/** Writes down that the time to pay in was extended; false if it was before. */
export async function extendOnce(tx: Tx, id: number): Promise<boolean> {
  return (await extend(tx).run({ id, now: tx.now })).changes > 0;
}

/** Charges of a patient whose visits are off, the oldest first: what was paid for them is hers. */
export async function chargesGivenUp(tx: Tx, patientId: number, currency: string): Promise<readonly Charge[]> {
  const off = tx.db
    .select({ id: appointments.id })
    .from(appointments)
    .where(and(eq(appointments.patientId, patientId), sql`state in ('cancelled', 'expired')`));
  return await tx.db
    .select()
    .from(charges)
    .where(and(inArray(charges.appointmentId, off), eq(charges.currency, currency)))
    .orderBy(asc(charges.id));
}

const selectOverdue = prepared((db) =>
  db
    .select()
    .from(appointments)
    .where(sql`state = 'pending_payment' and hold_ends_at <= ${sql.placeholder("now")}`)
    .orderBy(asc(appointments.holdEndsAt))
    .prepare(),
);

/** The visit whose time to pay in has been over longest, if its timer has not ended it. */
export async function overdueVisit(tx: Tx): Promise<Appointment | undefined> {
  return await selectOverdue(tx).get({ now: tx.now });
}
