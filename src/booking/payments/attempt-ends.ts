import { owed } from "../../core/payment.ts";
import type { Paid } from "../../core/payment-provider.ts";
import type { Money } from "../../core/sentence.ts";
import { appointmentById } from "../../store/appointments.ts";
import { chargeById } from "../../store/charges.ts";
import type { Tx } from "../../store/engine.ts";
import { sumsOf } from "../../store/ledger.ts";
import { type Payment, setPayment } from "../../store/payments.ts";
import { isOver } from "./attempt.ts";
import { noteReturned } from "./note-returned.ts";
import { takeMoney } from "./take-money.ts";
import { tellNotPaid, tellPaid } from "./tell-payer.ts";

/** Money as an event tells of it, or as a query does, which knows what of it went back too. */
type Brought = Pick<Paid, "amountMinor" | "currency" | "transactionId"> & Partial<Pick<Paid, "returnedMinor">>;

/** An attempt brought its money, proven by the provider; told twice it is taken once. */
export async function attemptPaid(tx: Tx, payment: Payment, brought: Brought): Promise<void> {
  const { id, chargeId, provider, todo, payerPhone } = payment;
  const { amountMinor, currency, transactionId, returnedMinor } = brought;
  // A refund that is planned or under way stays so.
  if (payment.state !== "paid" || todo !== "refund") await setPayment(tx, id, isOver("paid"));
  await takeMoney(tx, { chargeId, amountMinor, currency, provider, transactionId }, "tell");
  if (payerPhone !== null) await tellPayer(tx, chargeId, payerPhone, { minor: amountMinor, currency });
  if (returnedMinor !== undefined) await noteReturned(tx, { provider, transactionId }, returnedMinor);
}

/** Whose phone it was is forgotten by now, so she is told once. */
async function tellPayer(tx: Tx, chargeId: number | null, payerPhone: string, fee: Money): Promise<void> {
  const charge = chargeId === null ? undefined : await chargeById(tx, chargeId);
  const visit = charge && (await appointmentById(tx, charge.appointmentId));
  if (visit) await tellPaid(tx, visit, payerPhone, fee);
}

/** An attempt came to nothing: she is told while she can still pay another way, unless we withdrew it. What was paid stays paid. */
export async function attemptFailed(tx: Tx, payment: Payment, reason: string): Promise<void> {
  if (payment.state === "paid" || payment.state === "failed") return await setPayment(tx, payment.id, { todo: null });
  await setPayment(tx, payment.id, { ...isOver("failed"), reason });
  if (payment.state === "ended" || payment.todo === "cancel") return;
  const charge = payment.chargeId === null ? undefined : await chargeById(tx, payment.chargeId);
  const visit = charge ? await appointmentById(tx, charge.appointmentId) : undefined;
  if (!charge || visit?.state !== "pending_payment") return;
  const left = owed({ dueMinor: charge.dueMinor, sums: await sumsOf(tx, charge.id) });
  if (left > 0 && (visit.holdEndsAt ?? 0) > tx.now) await tellNotPaid(tx, visit);
}
