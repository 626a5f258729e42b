import shapes from "./shapes/stripe.json" with { type: "json" };

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
 * What Stripe sends: the recorded shapes, with what the fake knows put into them. The members that surround those we read are
 * there too, so that nothing we do leans on their absence.
 */

/** A checkout.session; expanded where it was asked for so. */
export function sessionShape(session: FakeSession, isExpanded: boolean): object {
  const { id, intent, amount, currency, metadata, status, payment, expiresAt } = session;
  const shape = status === "complete" ? shapes.sessionCompleted : shapes.session;
  return {
    ...{ ...shape, id, amount_subtotal: amount, amount_total: amount, currency, metadata, status },
    ...{ payment_status: payment, created: expiresAt - 3_600, expires_at: expiresAt },
    // There is no payment before she pays.
    payment_intent: status === "complete" ? (isExpanded ? intentShape(session) : intent) : null,
    url: status === "open" ? `https://checkout.stripe.com/c/pay/${id}#fidkdWxOYHwnPyd1blpxYHZxWjA0` : null,
  };
}

function intentShape(session: FakeSession): object {
  const { intent: id, amount, currency, intentMetadata: metadata, intentStatus: status, payment } = session;
  return {
    ...{ ...shapes.intent, id, amount, amount_received: payment === "paid" ? amount : 0, currency, metadata, status },
    latest_charge: payment === "paid" ? chargeShape(session) : null,
  };
}

/** A charge; it has the metadata of its payment. */
export function chargeShape(session: FakeSession): object {
  const { charge: id, intent, amount, currency, refundedTotal, intentMetadata: metadata } = session;
  return {
    ...{ ...shapes.charge, id, amount, amount_captured: amount, amount_refunded: refundedTotal, currency, metadata },
    ...{ payment_intent: intent, refunded: refundedTotal === amount },
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
  return { ...shapes.refund, id, amount, charge, currency, metadata, payment_intent, status };
}

/** An event. */
export function eventShape(id: string, type: string, object: object, created: number): object {
  return { ...shapes.event, id, created, data: { object }, type };
}
