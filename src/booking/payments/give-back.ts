import { isPayWay, WAYS } from "../../core/payment-provider.ts";
import type { Charge } from "../../store/charges.ts";
import type { Tx } from "../../store/engine.ts";
import { paidEntry, returnedOf } from "../../store/ledger.ts";
import { hastenPaymentTimer } from "../../store/payment-timers.ts";
import { type Payment, paidPayments, setPayment } from "../../store/payments.ts";

/** What was paid for a visit that is off counts for the next one (3.3 c); so long it is kept before it goes back. */
export const CREDIT_KEPT_MS = 24 * 3_600_000;

/** Why what was given back is with us again. */
export const BOUNCED = "bounced";

/**
 * Has money of this charge that is hers again given back by its provider, where one can. One payment at a time, so that
 * no two refunds are of the same money; what comes of it plans the next. False if it is for a person to do.
 */
export async function planGivingBack(
  tx: Tx,
  charge: Charge,
  notBefore: number,
  how: "by itself" | "told to" = "by itself",
): Promise<boolean> {
  const paid = await paidPayments(tx, charge.id);
  const planned = paid.find(({ todo }) => todo === "refund");
  if (planned) {
    // What is under way stays as it is.
    if (planned.attempt === 0) await hastenPaymentTimer(tx, planned.id, notBefore);
    return true;
  }
  const next = await firstToGiveBack(tx, paid, how);
  if (next) await setPayment(tx, next.id, { todo: "refund", askAt: notBefore, attempt: 0 });
  return next !== undefined;
}

async function firstToGiveBack(
  tx: Tx,
  paid: readonly Payment[],
  how: "by itself" | "told to",
): Promise<Payment | undefined> {
  for (const payment of paid) {
    const { provider, providerId, reason } = payment;
    // What a provider has refused is tried again only when a person says so, and what bounced would bounce again.
    if (reason !== null && (how === "by itself" || reason === BOUNCED)) continue;
    if (providerId === null || !isPayWay(provider) || !WAYS[provider].givesBack) continue;
    const entry = await paidEntry(tx, provider, providerId);
    if (entry && entry.amountMinor > (await returnedOf(tx, provider, providerId)).minor) return payment;
  }
  return undefined;
}

/** Whether money of this charge is on its way back at this moment: then it is nobody's to count. */
export async function isGivingBack(tx: Tx, chargeId: number): Promise<boolean> {
  const paid = await paidPayments(tx, chargeId);
  return paid.some(({ todo, attempt }) => todo === "refund" && attempt > 0);
}
