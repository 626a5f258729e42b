import { owed } from "../../core/payment.ts";
import { appointmentById } from "../../store/appointments.ts";
import { chargeById } from "../../store/charges.ts";
import type { Tx } from "../../store/engine.ts";
import { sumsOf } from "../../store/ledger.ts";
import { type Payment, setPayment } from "../../store/payments.ts";
import { takeMoney } from "./take-money.ts";
import { tellNotPaid } from "./tell-payer.ts";

/** An attempt brought its money, proven by the provider; told twice it is taken once. */
export async function attemptPaid(
  tx: Tx,
  { id, chargeId, currency, provider }: Payment,
  { amountMinor, transactionId }: { readonly amountMinor: number; readonly transactionId: string },
): Promise<void> {
  await setPayment(tx, id, { state: "paid", todo: null });
  await takeMoney(tx, { chargeId, amountMinor, currency, provider, transactionId }, "tell");
}

/** An attempt came to nothing: she is told while she can still pay another way. What was paid stays paid. */
export async function attemptFailed(tx: Tx, payment: Payment, reason: string): Promise<void> {
  if (payment.state === "paid" || payment.state === "failed") return await setPayment(tx, payment.id, { todo: null });
  await setPayment(tx, payment.id, { state: "failed", todo: null, reason });
  const charge = payment.chargeId === null ? undefined : await chargeById(tx, payment.chargeId);
  const visit = charge ? await appointmentById(tx, charge.appointmentId) : undefined;
  if (!charge || visit?.state !== "pending_payment") return;
  const left = owed({ dueMinor: charge.dueMinor, sums: await sumsOf(tx, charge.id) });
  if (left > 0 && (visit.holdEndsAt ?? 0) > tx.now) await tellNotPaid(tx, visit);
}
