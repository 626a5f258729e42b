import { AppError } from "../../core/errors.ts";
import { owed, refundable } from "../../core/payment.ts";
import { appointmentById, visitByReference } from "../../store/appointments.ts";
import { type Charge, chargeOf } from "../../store/charges.ts";
import type { Tx } from "../../store/engine.ts";
import { addEntry, type Entry, refundedEntry, sumsOf } from "../../store/ledger.ts";
import { isGivingBack, planGivingBack } from "./give-back.ts";
import { settleCharge } from "./settle-charge.ts";

/** The charge of the visit with this reference; throws `not_found` where nothing was to be paid ahead. */
export async function chargeByReference(tx: Tx, reference: string): Promise<Charge> {
  const visitId = await visitByReference(tx, reference);
  const charge = visitId === undefined ? undefined : await chargeOf(tx, visitId);
  if (!charge) throw new AppError("not_found", `no visit ${reference} has a fee to be paid ahead`);
  return charge;
}

/** Why staff cannot do with money what they want to; their "no" is a value. */
export type MoneyRefusal = "nothing-owed" | "not-hers" | "noted-already" | "on-its-way-back";

/** Each clinic has its own book of receipts. */
async function ofClinic(tx: Tx, { appointmentId }: Charge, receipt: string): Promise<string> {
  const visit = await appointmentById(tx, appointmentId);
  return `${visit?.locationId}-${receipt}`;
}

/** Asks for nothing more: what is still owed is waived. */
export async function waiveFee(tx: Tx, charge: Charge): Promise<MoneyRefusal | null> {
  const amountMinor = owed({ dueMinor: charge.dueMinor, sums: await sumsOf(tx, charge.id) });
  if (amountMinor === 0) return "nothing-owed";
  return await add(tx, charge, { kind: "waived", amountMinor, transactionId: `waived-${charge.id}` });
}

/** Notes money that was given back by hand, no more than is hers again; a receipt counts once, noted again it changes nothing. */
export async function noteRefunded(
  tx: Tx,
  charge: Charge,
  amountMinor: number,
  receipt: string,
): Promise<MoneyRefusal | null> {
  const transactionId = `refund-${await ofClinic(tx, charge, receipt)}`;
  const known = await refundedEntry(tx, "staff", transactionId);
  if (known) return known.chargeId === charge.id && known.amountMinor === amountMinor ? null : "noted-already";
  if (await isGivingBack(tx, charge.id)) return "on-its-way-back";
  if (amountMinor > (await hersAgain(tx, charge))) return "not-hers";
  return await add(tx, charge, { kind: "refunded", amountMinor, transactionId });
}

/** Has what is hers again given back by its provider now, rather than a day later; `by-hand`, none can. */
export async function giveBackNow(tx: Tx, charge: Charge): Promise<MoneyRefusal | "by-hand" | null> {
  if (await isGivingBack(tx, charge.id)) return "on-its-way-back";
  if ((await hersAgain(tx, charge)) === 0) return "not-hers";
  return (await planGivingBack(tx, charge, tx.now, "told to")) ? null : "by-hand";
}

async function hersAgain(tx: Tx, { id, appointmentId, dueMinor }: Charge): Promise<number> {
  const visit = await appointmentById(tx, appointmentId);
  // Until the time to pay is over it may still be made whole.
  if (!visit || visit.state === "pending_payment") return 0;
  return refundable({ state: visit.state, dueMinor, sums: await sumsOf(tx, id) });
}

async function add(
  tx: Tx,
  charge: Charge,
  entry: Pick<Entry, "kind" | "amountMinor" | "transactionId">,
): Promise<MoneyRefusal | null> {
  const { id: chargeId, currency } = charge;
  if (!(await addEntry(tx, { ...entry, chargeId, currency, provider: "staff" }))) return "noted-already";
  await settleCharge(tx, charge, "tell");
  return null;
}
