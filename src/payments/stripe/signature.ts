import type Stripe from "stripe";
import type { Delivery } from "../../core/payment-provider.ts";

/** Stripe's own tolerance: a delivery older than this is a replay. */
const TOLERANCE_S = 300;

/**
 * Whether a delivery is signed with one of our secrets (several only while they rotate), within five minutes of now. The
 * SDK bounds only the past: a delivery of tomorrow's date could be kept and played again for a day.
 */
export function isSigned(webhooks: Stripe["webhooks"], secrets: readonly string[], delivery: Delivery): boolean {
  const { body, header, now } = delivery;
  const signature = header("stripe-signature");
  const times = [...signature.matchAll(/(?:^|,)t=([^,]*)/g)].map(([, at]) => Number(at));
  const [at = Number.NaN] = times;
  if (times.length !== 1 || !(at <= now / 1_000 + TOLERANCE_S)) return false;
  return secrets.some((secret) => {
    try {
      webhooks.constructEvent(Buffer.from(body), signature, secret, TOLERANCE_S, undefined, now);
      return true;
    } catch {
      return false;
    }
  });
}
