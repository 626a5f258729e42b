import { owed } from "../../core/payment.ts";
import type { Offered, Verdict } from "../../core/payment-provider.ts";
import { appointmentById, visitByReference } from "../../store/appointments.ts";
import { type Charge, chargeById, chargeOf } from "../../store/charges.ts";
import type { Tx } from "../../store/engine.ts";
import { sumsOf } from "../../store/ledger.ts";
import { paymentById } from "../../store/payments.ts";

/** Whether money may come for a visit: only while it waits for it, and no more than is owed, rounded up to a whole unit. */
export async function mayPay(tx: Tx, { about, amountMinor, currency }: Offered): Promise<Verdict> {
  const charge = "paymentId" in about ? await chargeOfPayment(tx, about.paymentId) : await named(tx, about.reference);
  const visit = charge ? await appointmentById(tx, charge.appointmentId) : undefined;
  const isOpen = visit?.state === "pending_payment" && (visit.holdEndsAt ?? 0) > tx.now;
  if (!charge || !isOpen || charge.currency !== currency) return "closed";
  const left = owed({ dueMinor: charge.dueMinor, sums: await sumsOf(tx, charge.id) });
  return amountMinor <= Math.ceil(left / 100) * 100 ? "accept" : "amount";
}

async function named(tx: Tx, reference: string): Promise<Charge | undefined> {
  const visitId = await visitByReference(tx, reference);
  return visitId === undefined ? undefined : await chargeOf(tx, visitId);
}

async function chargeOfPayment(tx: Tx, paymentId: number): Promise<Charge | undefined> {
  const payment = await paymentById(tx, paymentId);
  return payment?.chargeId == null ? undefined : await chargeById(tx, payment.chargeId);
}
