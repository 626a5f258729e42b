import type Stripe from "stripe";
import type { Queried } from "../../core/payment-provider.ts";
import { minorOfStripe } from "./amounts.ts";

/** A session of Stripe's checkout, its payment and charge expanded. */
export type Session = Stripe.Checkout.Session;

/** How an attempt stands. */
export function outcomeOf(session: Session): Queried {
  const { id, status, payment_status, amount_total, currency } = session;
  if (payment_status === "paid" && amount_total !== null && currency !== null) {
    const money = currency.toUpperCase();
    return {
      ...{ result: "paid", transactionId: id, currency: money },
      ...{ amountMinor: minorOfStripe(amount_total, money), returnedMinor: minorOfStripe(returnedOf(session), money) },
    };
  }
  if (status === "expired") return { result: "failed", reason: "expired" };
  if (status === "complete" && hasFailed(session)) return { result: "failed", reason: "payment failed" };
  return { result: "open" };
}

/** What went back, refunds under way among it. */
function returnedOf({ payment_intent: intent }: Session): number {
  const charge = typeof intent === "object" ? intent?.latest_charge : null;
  return typeof charge === "object" ? (charge?.amount_refunded ?? 0) : 0;
}

/** A bank that takes its time has said no. */
function hasFailed({ payment_intent: intent }: Session): boolean {
  return typeof intent === "object" && (intent?.status === "requires_payment_method" || intent?.status === "canceled");
}
