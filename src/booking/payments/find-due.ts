import type { Answer } from "../../core/effects.ts";
import { owed } from "../../core/payment.ts";
import { type Appointment, appointmentById } from "../../store/appointments.ts";
import { type Charge, chargeOf } from "../../store/charges.ts";
import type { Tx } from "../../store/engine.ts";
import { sumsOf } from "../../store/ledger.ts";
import type { Asker } from "../asker.ts";
import { ownVisit, visitOf } from "../visit.ts";
import { waysAt } from "./ways.ts";

/** A visit that waits for its fee, and the charge. */
export type Unpaid = { readonly visit: Appointment; readonly charge: Charge };

/** The visit of this contact that still waits for its fee and whose time to pay in is not over; null otherwise. */
export async function unpaidVisit(tx: Tx, asker: Asker, visitId: number): Promise<Unpaid | null> {
  const visit = await ownVisit(tx, asker, visitId);
  const charge = visit ? await chargeOf(tx, visit.id) : undefined;
  const isInTime = visit?.state === "pending_payment" && (visit.holdEndsAt ?? 0) > tx.now;
  return isInTime && charge ? { visit, charge } : null;
}

/** What is still to be paid for a visit, until when and how. */
export async function findDue(tx: Tx, asker: Asker, visitId: number): Promise<Answer> {
  const unpaid = await unpaidVisit(tx, asker, visitId);
  return unpaid ? await dueOf(tx, asker, unpaid, false) : await nothingDue(tx, asker, visitId);
}

/** What is due now, perhaps after a part of it was paid. */
export async function dueOf(tx: Tx, asker: Asker, { visit, charge }: Unpaid, isPart: boolean): Promise<Answer> {
  const now = (await appointmentById(tx, visit.id)) ?? visit;
  const minor = owed({ dueMinor: charge.dueMinor, sums: await sumsOf(tx, charge.id) });
  const due = {
    visit: await visitOf(tx, asker, visit.id),
    owed: { minor, currency: charge.currency },
    until: { at: now.holdEndsAt ?? tx.now, zone: now.zone },
    ways: await waysAt(tx, visit.locationId, charge.currency),
  };
  return { type: "due.found", due, isPart };
}

/** There is nothing to pay; the visit says why. */
export async function nothingDue(tx: Tx, asker: Asker, visitId: number): Promise<Answer> {
  return { type: "due.none", visit: await visitOf(tx, asker, visitId) };
}
