import { moneyOf, owed, refundable } from "../../core/payment.ts";
import type { Money } from "../../core/sentence.ts";
import type { Appointment } from "../../store/appointments.ts";
import { type Charge, chargesGivenUp, createCharge } from "../../store/charges.ts";
import type { Tx } from "../../store/engine.ts";
import { addEntry, sumsOf } from "../../store/ledger.ts";
import { locationById } from "../../store/places.ts";
import { settleCharge } from "./settle-charge.ts";

const MINUTE = 60_000;

/** What a hold becomes whose fee must be paid ahead: a seat kept strictly, for as long as the clinic says. */
export async function pendingPayment(tx: Tx, { locationId }: Pick<Appointment, "locationId">) {
  const minutes = (await locationById(tx, locationId))?.holdTextMinutes ?? 10;
  return { state: "pending_payment", bookedAt: null, holdEndsAt: tx.now + minutes * MINUTE } as const;
}

/** Charges a visit that waits for its fee. What the patient has with us from visits that are off counts first. */
export async function openCharge(tx: Tx, visit: Appointment, fee: Money): Promise<void> {
  const charge = await createCharge(tx, visit.id, fee);
  if (visit.patientId === null) return;
  for (const old of await chargesGivenUp(tx, visit.patientId, fee.currency)) await carryCredit(tx, old, charge);
  // The turn that books says so itself.
  if (moneyOf(await sumsOf(tx, charge.id)) > 0) await settleCharge(tx, charge, "told already");
}

async function carryCredit(tx: Tx, from: Charge, to: Charge): Promise<void> {
  const left = refundable({ state: "expired", dueMinor: from.dueMinor, sums: await sumsOf(tx, from.id) });
  const amountMinor = Math.min(left, owed({ dueMinor: to.dueMinor, sums: await sumsOf(tx, to.id) }));
  if (amountMinor === 0) return;
  const entry = { amountMinor, currency: to.currency, provider: "credit" } as const;
  const name = `${from.id}-${to.id}`;
  await addEntry(tx, { ...entry, chargeId: from.id, kind: "credit.out", transactionId: `out-${name}` });
  await addEntry(tx, { ...entry, chargeId: to.id, kind: "credit.in", transactionId: `in-${name}` });
  await settleCharge(tx, from, "told already");
}
