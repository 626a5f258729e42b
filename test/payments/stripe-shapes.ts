/** A session as the fake remembers it, with its payment and charge. */
export type FakeSession = {
  readonly id: string;
  readonly intent: string;
  readonly charge: string;
  readonly amount: number;
  readonly currency: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly intentMetadata: Readonly<Record<string, string>>;
  /** Seconds. */
  readonly expiresAt: number;
  status: "open" | "complete" | "expired";
  payment: "unpaid" | "paid";
  intentStatus: "requires_payment_method" | "processing" | "succeeded";
  refundedTotal: number;
};

/*
 * What Stripe sends, as docs.stripe.com/api documents it (checkout.session, payment_intent, charge, refund, event); with the
 * members that surround those we read, so that nothing we do leans on their absence.
 */

/** A checkout.session; expanded where it was asked for so. */
export function sessionShape(session: FakeSession, isExpanded: boolean): object {
  const { id, intent, amount, currency, metadata, status, payment, expiresAt } = session;
  const begun = status === "complete";
  return {
    ...{ id, object: "checkout.session", adaptive_pricing: { enabled: false }, after_expiration: null },
    ...{ amount_subtotal: amount, amount_total: amount, automatic_tax: { enabled: false, status: null } },
    ...{ client_reference_id: null, created: expiresAt - 3_600, currency, customer: null },
    customer_details: begun ? { address: null, email: "wanjiru@example.org", name: "Wanjiru", phone: null } : null,
    ...{ expires_at: expiresAt, livemode: false, locale: null, metadata, mode: "payment" },
    // There is no payment before she pays.
    payment_intent: begun ? (isExpanded ? intentShape(session) : intent) : null,
    ...{ payment_method_types: ["card"], payment_status: payment, recovered_from: null, status },
    ...{ success_url: "https://sms.example.org/pay", ui_mode: "hosted_page" },
    url: status === "open" ? `https://checkout.stripe.com/c/pay/${id}#fidkdWxOYHwnPyd1blpxYHZxWjA0` : null,
  };
}

function intentShape(session: FakeSession): object {
  const { intent: id, amount, currency, intentMetadata: metadata, intentStatus: status, payment } = session;
  return {
    ...{ id, object: "payment_intent", amount, amount_received: payment === "paid" ? amount : 0, currency },
    ...{ latest_charge: payment === "paid" ? chargeShape(session) : null, livemode: false, metadata, status },
  };
}

/** A charge; it has the metadata of its payment. */
export function chargeShape({
  charge: id,
  intent,
  amount,
  currency,
  refundedTotal,
  intentMetadata,
}: FakeSession): object {
  return {
    ...{ id, object: "charge", amount, amount_captured: amount, amount_refunded: refundedTotal, captured: true },
    billing_details: { address: null, email: "wanjiru@example.org", name: "Wanjiru", phone: null },
    ...{ currency, disputed: false, livemode: false, metadata: intentMetadata, paid: true, payment_intent: intent },
    ...{ refunded: refundedTotal === amount, status: "succeeded" },
  };
}

/** A refund. */
export function refundShape(
  session: FakeSession,
  id: string,
  amount: number,
  status: string,
  metadata: object,
): object {
  const { charge, intent: payment_intent, currency } = session;
  return { id, object: "refund", amount, charge, currency, metadata, payment_intent, reason: null, status };
}

/** An event. */
export function eventShape(id: string, type: string, object: object, created: number): object {
  return {
    ...{ id, object: "event", api_version: "2026-10-28.endive", created, data: { object } },
    ...{ livemode: false, pending_webhooks: 1, request: { id: null, idempotency_key: null }, type },
  };
}
