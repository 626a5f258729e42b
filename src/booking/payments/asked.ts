import { invariant } from "../../core/errors.ts";
import type { Cancelled, Queried, Refunded, Requested } from "../../core/payment-provider.ts";
import type { Tx } from "../../store/engine.ts";
import { type Payment, paymentById, setPayment } from "../../store/payments.ts";
import { writeTask } from "../../store/tasks.ts";
import { isOver } from "./attempt.ts";
import { attemptFailed, attemptPaid } from "./attempt-ends.ts";
import { offerLink } from "./offer-link.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const RETRY_MS = 10 * SECOND;
const REQUESTS_MAX = 3;
/** A link that cannot be withdrawn for so long has run out by itself. */
const CANCELS_MAX = 360;
/** Refunds are tried for some two days, each time after twice as long, at most this. */
const REFUNDS_MAX = 50;
const REFUND_RETRY_MS = 60 * MINUTE;
/** When a provider that says nothing is asked what became of an attempt, after it was made. */
const QUERY_AFTER_MS = [30 * SECOND, 90 * SECOND, 5 * MINUTE] as const;
/** Then every half an hour for a day: money that may have come is not forgotten. */
const QUERY_EVERY_MS = 30 * MINUTE;
const QUERY_FOR_MS = 24 * 60 * MINUTE;
/** After a day in which we were away ourselves there are still some hours of asking. */
const QUERIES_MIN = 12;

/** A prompt may have got through: only its outcome will tell, and where that never comes, a person at the clinic. */
export async function inDoubt(tx: Tx, { id }: Pick<Payment, "id">): Promise<void> {
  const askAt = tx.now + QUERY_AFTER_MS[0];
  await setPayment(tx, id, { state: "submitted", todo: "query", askAt, attempt: 0 });
}

/** Writes down what came of asking a person for money; `pages` is where our own short addresses of links begin. */
export async function requested(tx: Tx, id: number, result: Requested, pages: string): Promise<void> {
  const payment = await attempt(tx, id);
  const isNamed = result.result === "submitted" || result.result === "offered";
  if (payment.state !== "requested") {
    // It was withdrawn meanwhile; now that it has a name it can be.
    if (!isNamed || payment.providerId !== null || payment.state === "paid") return;
    return await setPayment(tx, id, { providerId: result.providerId, todo: "cancel", askAt: tx.now, attempt: 0 });
  }
  if (result.result === "unknown") return await inDoubt(tx, payment);
  if (result.result === "declined") {
    const { reason, retry } = result;
    if (!retry || payment.attempt >= REQUESTS_MAX) return await attemptFailed(tx, payment, reason);
    return await setPayment(tx, id, { reason, askAt: tx.now + RETRY_MS });
  }
  const { providerId } = result;
  // A visit that was given up meanwhile has its attempt withdrawn first.
  const todo = payment.todo === "cancel" ? "cancel" : "query";
  const askAt = todo === "cancel" ? tx.now : tx.now + QUERY_AFTER_MS[0];
  const state = result.result;
  await setPayment(tx, id, { state, providerId, todo, askAt, attempt: 0, reason: null });
  if (result.result === "offered" && todo === "query") await offerLink(tx, payment, result.link, pages);
}

/** Writes down what a query says. This is the truth: what came unsigned was only the reason to ask. */
export async function queried(tx: Tx, id: number, result: Queried): Promise<void> {
  const payment = await attempt(tx, id);
  switch (result.result) {
    case "paid":
      return await attemptPaid(tx, payment, result);
    case "failed":
      return await attemptFailed(tx, payment, result.reason);
    case "later":
      return await askLater(tx, payment, result.queryId);
    default:
      return await askLater(tx, payment, payment.queryId);
  }
}

/** Writes down whether an attempt could be withdrawn; where it could not, its outcome is asked for as before. */
export async function cancelled(tx: Tx, id: number, result: Cancelled): Promise<void> {
  const payment = await attempt(tx, id);
  if (payment.state === "paid" || payment.state === "failed") return await setPayment(tx, id, { todo: null });
  const wasAsked = payment.providerId !== null || payment.state === "submitted";
  if (!wasAsked || result === "ended") return await setPayment(tx, id, isOver("ended"));
  if (result === "unknown" && payment.attempt < CANCELS_MAX)
    return await setPayment(tx, id, { askAt: tx.now + RETRY_MS });
  await setPayment(tx, id, { todo: "query", askAt: tx.now + QUERY_AFTER_MS[0], attempt: 0 });
}

/** Writes down what came of giving money back; what a provider refuses stays a task for a person. */
export async function refunded(tx: Tx, id: number, result: Refunded): Promise<void> {
  const payment = await attempt(tx, id);
  if (result.result === "refunded") {
    await setPayment(tx, id, { todo: null });
    return await attemptPaid(tx, { ...payment, todo: null }, result.paid);
  }
  const isLast = !result.retry || payment.attempt >= REFUNDS_MAX;
  const askAt = tx.now + Math.min(REFUND_RETRY_MS, RETRY_MS * 2 ** Math.min(payment.attempt, 10));
  await setPayment(tx, id, isLast ? { todo: null, reason: result.reason } : { askAt });
}

async function attempt(tx: Tx, id: number): Promise<Payment> {
  const payment = await paymentById(tx, id);
  invariant(payment, "an attempt stays");
  return payment;
}

async function askLater(tx: Tx, payment: Payment, queryId: string | null): Promise<void> {
  const { id, createdAt, attempt: asked, provider, providerId } = payment;
  // Meanwhile it was withdrawn, or its money came: that has a time of its own, or none.
  if (payment.todo !== "query") return await setPayment(tx, id, { queryId });
  const next = QUERY_AFTER_MS[asked];
  // Without the provider's id there is nothing to ask: only a report of its own will tell.
  const isAsked = providerId === null || asked >= QUERIES_MIN;
  if (next === undefined && isAsked && tx.now > createdAt + QUERY_FOR_MS) {
    await setPayment(tx, id, { todo: null, payerPhone: null });
    // A provider's statement names the attempt by its own id, or by the account we gave.
    return await writeTask(tx, { kind: "payment.unproven", reason: `${provider} ${providerId ?? `P${id}`}` });
  }
  const askAt = next === undefined ? tx.now + QUERY_EVERY_MS : Math.max(createdAt + next, tx.now + RETRY_MS);
  await setPayment(tx, id, { queryId, askAt });
}
