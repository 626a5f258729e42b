import { refundable } from "../../core/payment.ts";
import type { Attempt, PaymentTodo } from "../../core/payment-provider.ts";
import { type Appointment, appointmentById } from "../../store/appointments.ts";
import { type Charge, chargeById } from "../../store/charges.ts";
import type { Tx } from "../../store/engine.ts";
import { paidEntry, returnedOf, sumsOf } from "../../store/ledger.ts";
import { claimPayment, type Payment, setPayment } from "../../store/payments.ts";
import { inDoubt } from "./asked.ts";
import { asksBy, isOver, type Over } from "./attempt.ts";
import { payerOf } from "./payer.ts";

/** What a provider is to be asked, once this is durable. */
export type Asking = { readonly provider: string; readonly attempt: Attempt } & (
  | { readonly todo: Exclude<PaymentTodo, "refund"> }
  | { readonly todo: "refund"; readonly amountMinor: number; readonly returnedMinor: number }
);

/** A provider answers in seconds; who claimed and died is followed after this. */
const LEASE_MS = 60_000;

/** Claims what is due about one attempt; null if nothing is, or nothing can be asked any more. */
export async function claimAsking(tx: Tx, id: number): Promise<Asking | null> {
  const payment = await claimPayment(tx, id, LEASE_MS);
  if (!payment?.todo) return null;
  const charge = payment.chargeId === null ? undefined : await chargeById(tx, payment.chargeId);
  const visit = charge && (await appointmentById(tx, charge.appointmentId));
  if (payment.todo === "request") {
    if (visit?.state !== "pending_payment") return await end(tx, payment, "ended");
    // Whoever claimed it before may have asked, and a person asked twice may pay twice: its outcome is waited for.
    if (asksBy(payment) === "prompt" && payment.attempt > 1 && payment.reason === null) {
      await inDoubt(tx, payment);
      return null;
    }
    // Why it was refused before says nothing about this time: whoever dies now may have asked.
    if (payment.reason !== null) await setPayment(tx, id, { reason: null });
  }
  const { provider, todo } = payment;
  const attempt = await attemptOf(tx, payment, visit);
  if (todo !== "refund") return { todo, provider, attempt };
  const back = charge && visit ? await toGiveBack(tx, payment, charge, visit) : null;
  return back ? { todo, provider, attempt, ...back } : await end(tx, payment, "paid");
}

async function attemptOf(tx: Tx, payment: Payment, visit: Appointment | undefined): Promise<Attempt> {
  const { id: paymentId, amountMinor, currency, providerId, createdAt } = payment;
  const phone = payment.payerPhone ?? (visit ? ((await payerOf(tx, visit))?.phone ?? null) : null);
  return { paymentId, amountMinor, currency, phone, createdAt, providerId };
}

/** What of this attempt's money is hers again and has not gone back; null where nothing is. */
async function toGiveBack(tx: Tx, { provider, providerId }: Payment, charge: Charge, { state }: Appointment) {
  const entry = providerId === null ? undefined : await paidEntry(tx, provider, providerId);
  if (!entry) return null;
  const { minor: returnedMinor } = await returnedOf(tx, provider, entry.transactionId);
  const left = refundable({ state, dueMinor: charge.dueMinor, sums: await sumsOf(tx, charge.id) });
  const amountMinor = Math.min(left, entry.amountMinor - returnedMinor);
  return amountMinor > 0 ? { amountMinor, returnedMinor } : null;
}

/** There is nothing to ask. */
async function end(tx: Tx, { id }: Payment, state: Over): Promise<null> {
  await setPayment(tx, id, { ...isOver(state) });
  return null;
}
