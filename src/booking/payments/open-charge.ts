import { moneyOf, owed, refundable } from "../../core/payment.ts";
import type { Money } from "../../core/sentence.ts";
import { type Appointment, appointmentById } from "../../store/appointments.ts";
import { type Charge, chargesGivenUp, createCharge } from "../../store/charges.ts";
import type { Tx } from "../../store/engine.ts";
import { addEntry, sumsOf } from "../../store/ledger.ts";
import { locationById } from "../../store/places.ts";
import { isGivingBack } from "./give-back.ts";
import { settleCharge } from "./settle-charge.ts";

const MINUTE = 60_000;

/** A hold over REST is kept so long for its money (DESIGN 6.3). */
const REST_MINUTES = 5;

/** What a hold becomes whose fee must be paid ahead: a seat kept strictly, over REST and by text or call as long as is usual there. */
export async function pendingPayment(tx: Tx, { locationId, keyId }: Pick<Appointment, "locationId" | "keyId">) {
  const home = await locationById(tx, locationId);
  const minutes = keyId === null ? (home?.holdTextMinutes ?? 10) : REST_MINUTES;
  return { state: "pending_payment", holdEndsAt: tx.now + minutes * MINUTE } as const;
}

/** Charges a visit that waits for its fee, and gives it as it is then: what the patient has with us from visits that are off counts first. */
export async function openCharge(tx: Tx, visit: Appointment, fee: Money): Promise<Appointment> {
  const charge = await createCharge(tx, visit.id, fee);
  if (visit.patientId === null) return visit;
  for (const old of await chargesGivenUp(tx, visit.patientId, fee.currency)) await carryCredit(tx, old, charge);
  // The turn that books says so itself.
  if (moneyOf(await sumsOf(tx, charge.id)) > 0) await settleCharge(tx, charge, "told already");
  return (await appointmentById(tx, visit.id)) ?? visit;
}

async function carryCredit(tx: Tx, from: Charge, to: Charge): Promise<void> {
  if (await isGivingBack(tx, from.id)) return;
  const left = refundable({ state: "expired", dueMinor: from.dueMinor, sums: await sumsOf(tx, from.id) });
  const amountMinor = Math.min(left, owed({ dueMinor: to.dueMinor, sums: await sumsOf(tx, to.id) }));
  if (amountMinor === 0) return;
  const entry = { amountMinor, currency: to.currency, provider: "credit" } as const;
  const name = `${from.id}-${to.id}`;
  await addEntry(tx, { ...entry, chargeId: from.id, kind: "credit.out", transactionId: `out-${name}` });
  await addEntry(tx, { ...entry, chargeId: to.id, kind: "credit.in", transactionId: `in-${name}` });
  await settleCharge(tx, from, "told already");
}
