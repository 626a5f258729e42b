import { and, asc, eq, gt, isNull, sql } from "drizzle-orm";
import type { AppointmentState } from "../core/appointment.ts";
import { NO_MONEY, type Sums } from "../core/payment.ts";
import type { Charge } from "./charges.ts";
import type { Db, Tx } from "./engine.ts";
import { charges, ledger } from "./schema/payments.ts";
import { locations } from "./schema/places.ts";
import { appointments } from "./schema/visits.ts";

/** Most charges of one list; who needs more asks for one visit. */
const LISTED_MAX = 500;

/** The latest charges with their visit and their ledger, the oldest first. */
export async function chargesListed(db: Db) {
  const latest = db.select({ id: charges.id }).from(charges).orderBy(sql`id desc`).limit(LISTED_MAX);
  const rows = await db
    .select({
      dueMinor: charges.dueMinor,
      currency: charges.currency,
      state: appointments.state,
      reference: appointments.reference,
      clinic: locations.slug,
      sums: sql<string>`(select json_group_object(kind, minor) from (
        select kind, sum(amount_minor) as minor from ledger where charge_id = ${charges.id} group by kind))`,
    })
    .from(charges)
    .innerJoin(appointments, eq(appointments.id, charges.appointmentId))
    .innerJoin(locations, eq(locations.id, appointments.locationId))
    .where(sql`${charges.id} in ${latest}`)
    .orderBy(asc(charges.id));
  return rows.map(({ sums, ...row }) => ({ ...row, sums: { ...NO_MONEY, ...JSON.parse(sums) } as Sums }));
}

/** Charges at these clinics (null = all) after an id, of visits in a state where one is named, the oldest first. */
export async function chargesAfter(
  tx: Tx,
  of: {
    readonly locationIds: readonly number[] | null;
    readonly status?: AppointmentState | undefined;
    readonly after: number;
  },
  limit: number,
): Promise<readonly Charge[]> {
  const ids = of.locationIds === null ? null : JSON.stringify(of.locationIds);
  const isHere = ids === null ? undefined : sql`${appointments.locationId} in (select value from json_each(${ids}))`;
  const isSo = of.status === undefined ? undefined : eq(appointments.state, of.status);
  const rows = await tx.db
    .select({ charge: charges })
    .from(charges)
    .innerJoin(appointments, eq(appointments.id, charges.appointmentId))
    .where(and(gt(charges.id, of.after), isHere, isSo))
    .orderBy(asc(charges.id))
    .limit(limit);
  return rows.map(({ charge }) => charge);
}

/** Money that names no visit of ours. */
export async function unknownMoney(db: Db) {
  const { amountMinor, currency, provider, transactionId } = ledger;
  return await db
    .select({ amountMinor, currency, provider, transactionId })
    .from(ledger)
    .where(isNull(ledger.chargeId))
    .orderBy(asc(ledger.id));
}
