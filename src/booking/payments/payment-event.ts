import type { PaymentEvent, PayWay } from "../../core/payment-provider.ts";
import { visitByReference } from "../../store/appointments.ts";
import { chargeOf } from "../../store/charges.ts";
import type { Tx } from "../../store/engine.ts";
import {
  createPayment,
  type Payment,
  paymentById,
  paymentByProvider,
  paymentByQuery,
  setPayment,
} from "../../store/payments.ts";
import { attemptFailed, attemptPaid } from "./attempt-ends.ts";

/** Acts on what a provider sent with its signature: that is proof. What else has moved, it is asked about. */
export async function provenEvent(tx: Tx, provider: PayWay, event: PaymentEvent): Promise<void> {
  const { about, kind } = event;
  const payment = about.by === "payment" ? await named(tx, provider, about.paymentId, about.providerId) : null;
  if (!payment) return;
  if (kind === "paid") return await attemptPaid(tx, payment, event);
  if (kind === "failed") return await attemptFailed(tx, payment, event.reason);
  // While a refund is under way its own outcome tells how much went back.
  const isBusy = payment.todo === "refund" && payment.attempt > 0;
  if (kind === "changed" && !isBusy) await setPayment(tx, payment.id, { todo: "query", askAt: tx.now });
  if (kind === "submitted" && payment.state === "offered") await setPayment(tx, payment.id, { state: "submitted" });
}

/**
 * Acts on what a provider sent without proof. Only the answer to a query of ours counts, for nobody else knows the word
 * under which it comes; anything else is but a reason to ask.
 */
export async function unprovenEvent(tx: Tx, provider: PayWay, event: PaymentEvent): Promise<void> {
  const { about } = event;
  if (about.by === "query") return await answered(tx, provider, about.queryId, event);
  const payment =
    about.by === "payment"
      ? await named(tx, provider, about.paymentId, about.providerId)
      : await sentByHerself(tx, provider, event, about);
  // Even of an attempt that failed or ended: money may come late.
  if (payment && payment.state !== "paid") await setPayment(tx, payment.id, { todo: "query", askAt: tx.now });
}

async function answered(tx: Tx, provider: string, queryId: string, event: PaymentEvent): Promise<void> {
  const payment = await paymentByQuery(tx, provider, queryId);
  if (!payment || payment.state === "paid") return;
  if (event.kind === "failed") return await attemptFailed(tx, payment, event.reason);
  if (event.kind === "paid" && event.currency === payment.currency && event.transactionId === payment.providerId)
    await attemptPaid(tx, payment, event);
}

/** The attempt of ours that an address names; its provider's id may be news, because the answer to the request was lost. */
async function named(tx: Tx, provider: string, id: number, providerId: string | null): Promise<Payment | null> {
  const payment = await paymentById(tx, id);
  if (payment?.provider !== provider) return null;
  if (providerId === null) return payment;
  if (payment.providerId !== null) return payment.providerId === providerId ? payment : null;
  if (await paymentByProvider(tx, provider, providerId)) return null;
  await setPayment(tx, id, { providerId });
  return { ...payment, providerId };
}

/** Money that a person sent by herself: it is an attempt that was not asked for, and is proven like any other. */
async function sentByHerself(
  tx: Tx,
  provider: PayWay,
  event: PaymentEvent,
  { reference, providerId }: { readonly reference: string; readonly providerId: string },
): Promise<Payment | null> {
  const known = await paymentByProvider(tx, provider, providerId);
  if (known || event.kind !== "paid") return known ?? null;
  const visitId = await visitByReference(tx, reference);
  const charge = visitId === undefined ? undefined : await chargeOf(tx, visitId);
  const { amountMinor, currency } = event;
  const money = { chargeId: charge?.id ?? null, provider, amountMinor, currency, providerId };
  return await createPayment(tx, { ...money, state: "submitted", todo: "query" });
}
