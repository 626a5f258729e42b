import { AppError } from "../../core/errors.ts";
import { owed, refundable } from "../../core/payment.ts";
import { appointmentById, visitByReference } from "../../store/appointments.ts";
import { type Charge, chargeOf } from "../../store/charges.ts";
import type { Tx } from "../../store/engine.ts";
import { addEntry, type Entry, sumsOf } from "../../store/ledger.ts";
import { isGivingBack } from "./give-back.ts";
import { settleCharge } from "./settle-charge.ts";
import { takeMoney } from "./take-money.ts";

/** The charge of the visit with this reference; throws `not_found` where nothing was to be paid ahead. */
export async function chargeByReference(tx: Tx, reference: string): Promise<Charge> {
  const visitId = await visitByReference(tx, reference);
  const charge = visitId === undefined ? undefined : await chargeOf(tx, visitId);
  if (!charge) throw new AppError("not_found", `no visit ${reference} has a fee to be paid ahead`);
  return charge;
}

/** Notes money that was paid at the clinic, or to a worker, before the visit; a receipt counts once. */
export async function takeCash(tx: Tx, charge: Charge, amountMinor: number, receipt: string): Promise<void> {
  const money = { chargeId: charge.id, amountMinor, currency: charge.currency };
  await takeMoney(tx, { ...money, provider: "clinic", transactionId: receipt }, "tell");
}

/** Asks for nothing more: what is still owed is waived. Throws `conflict` where nothing is owed. */
export async function waiveFee(tx: Tx, charge: Charge): Promise<number> {
  const amountMinor = owed({ dueMinor: charge.dueMinor, sums: await sumsOf(tx, charge.id) });
  if (amountMinor === 0) throw new AppError("conflict", "nothing is owed for this visit");
  await add(tx, charge, { kind: "waived", amountMinor, transactionId: `waived-${charge.id}` });
  return amountMinor;
}

/** Notes money that was given back by hand. Throws `conflict` for more than is hers again. */
export async function noteRefunded(tx: Tx, charge: Charge, amountMinor: number, receipt: string): Promise<void> {
  if (await isGivingBack(tx, charge.id)) throw new AppError("conflict", "its provider is giving it back just now");
  const visit = await appointmentById(tx, charge.appointmentId);
  const standing = { state: visit?.state ?? "expired", dueMinor: charge.dueMinor, sums: await sumsOf(tx, charge.id) };
  if (amountMinor > refundable(standing)) throw new AppError("conflict", "so much is not hers again");
  await add(tx, charge, { kind: "refunded", amountMinor, transactionId: `refund-${receipt}` });
}

async function add(
  tx: Tx,
  charge: Charge,
  entry: Pick<Entry, "kind" | "amountMinor" | "transactionId">,
): Promise<void> {
  const { id: chargeId, currency } = charge;
  const isNew = await addEntry(tx, { ...entry, chargeId, currency, provider: "staff" });
  if (!isNew) throw new AppError("conflict", "that has been noted already");
  await settleCharge(tx, charge, "tell");
}
