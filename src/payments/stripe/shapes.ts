import type { About, PaymentEvent } from "../../core/payment-provider.ts";
import { type Json, objectIn, textIn } from "../json.ts";
import { minorOfStripe } from "./amounts.ts";

/** What an event of Stripe's says; none where it is about nothing of ours: an account may sell other things too. */
export function stripeEvents(event: Json | null, gateway: string): readonly PaymentEvent[] {
  const object = objectIn(objectIn(event, "data"), "object");
  const about = aboutIn(object, gateway);
  if (!about) return [];
  switch (textIn(event, "type")) {
    case "checkout.session.completed":
    case "checkout.session.async_payment_succeeded":
      return textIn(object, "payment_status") === "unpaid" ? [{ kind: "submitted", about }] : paidIn(object, about);
    case "checkout.session.async_payment_failed":
      return [{ kind: "failed", about, reason: "async_payment_failed" }];
    case "checkout.session.expired":
      return [{ kind: "failed", about, reason: "expired" }];
    case "charge.refunded":
    case "refund.failed":
      return [{ kind: "changed", about: { ...about, providerId: null } }];
    default:
      return [];
  }
}

/** We wrote on each thing whose it is and for which attempt; a charge has that from its payment intent. */
function aboutIn(object: Json | null, gateway: string): Extract<About, { readonly by: "payment" }> | null {
  const metadata = objectIn(object, "metadata");
  const paymentId = Number(textIn(metadata, "payment") ?? Number.NaN);
  if (textIn(metadata, "gateway") !== gateway || !Number.isSafeInteger(paymentId)) return null;
  return { by: "payment", paymentId, providerId: textIn(object, "id") };
}

function paidIn(session: Json | null, about: About): readonly PaymentEvent[] {
  const [transactionId, amount] = [textIn(session, "id"), session?.["amount_total"]];
  const currency = textIn(session, "currency")?.toUpperCase() ?? null;
  if (transactionId === null || currency === null || typeof amount !== "number" || amount <= 0) return [];
  return [{ kind: "paid", about, amountMinor: minorOfStripe(amount, currency), currency, transactionId }];
}
