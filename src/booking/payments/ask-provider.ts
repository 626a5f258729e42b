import { invariant } from "../../core/errors.ts";
import type { Attempt, PaymentTodo, Queried, Requested } from "../../core/payment-provider.ts";
import { appointmentById } from "../../store/appointments.ts";
import { chargeById } from "../../store/charges.ts";
import { contactById } from "../../store/contacts.ts";
import type { Tx } from "../../store/engine.ts";
import { claimPayment, type Payment, paymentById, setPayment } from "../../store/payments.ts";
import { writeTask } from "../../store/tasks.ts";
import { attemptFailed, attemptPaid } from "./attempt-ends.ts";

/** What a provider is to be asked, once this is durable. */
export type Asking = { readonly todo: PaymentTodo; readonly provider: string; readonly attempt: Attempt };

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** A provider answers in seconds; who claimed and died is followed after this. */
const LEASE_MS = MINUTE;
const RETRY_MS = 10 * SECOND;
const REQUESTS_MAX = 3;
/** When a provider that says nothing is asked what became of an attempt, after it was made. */
const QUERY_AFTER_MS = [30 * SECOND, 90 * SECOND, 5 * MINUTE] as const;
/** Then every half an hour for a day: money that may have come is not forgotten. */
const QUERY_EVERY_MS = 30 * MINUTE;
const QUERY_FOR_MS = 24 * 60 * MINUTE;

/** Claims what is due about one attempt; null if nothing is, or nothing can be asked any more. */
export async function claimAsking(tx: Tx, id: number): Promise<Asking | null> {
  const payment = await claimPayment(tx, id, LEASE_MS);
  if (!payment?.todo) return null;
  const visit = await visitOf(tx, payment);
  if (payment.todo === "request") {
    if (visit?.state !== "pending_payment") return await stop(tx, payment);
    // Whoever claimed it before may have asked, and a person asked twice may pay twice: its outcome is waited for.
    if (payment.attempt > 1 && payment.reason === null) return await doubtful(tx, payment);
  }
  const phone = visit?.contactId == null ? null : ((await contactById(tx, visit.contactId))?.phone ?? null);
  const { amountMinor, currency, providerId, provider, todo } = payment;
  const endsAt = visit?.holdEndsAt ?? tx.now;
  return { todo, provider, attempt: { paymentId: id, amountMinor, currency, phone, endsAt, providerId } };
}

async function visitOf(tx: Tx, { chargeId }: Payment) {
  const charge = chargeId === null ? undefined : await chargeById(tx, chargeId);
  return charge ? await appointmentById(tx, charge.appointmentId) : undefined;
}

async function stop(tx: Tx, { id }: Payment): Promise<null> {
  await setPayment(tx, id, { state: "ended", todo: null });
  return null;
}

async function doubtful(tx: Tx, { id }: Payment): Promise<null> {
  await setPayment(tx, id, { state: "submitted", todo: null });
  return null;
}

/** Writes down what came of asking a person for money. */
export async function requested(tx: Tx, id: number, result: Requested): Promise<void> {
  const payment = await paymentById(tx, id);
  invariant(payment, "an attempt stays");
  if (payment.state !== "requested") return;
  if (result.result === "unknown") return void (await doubtful(tx, payment));
  if (result.result === "declined") {
    const { reason, retry } = result;
    if (!retry || payment.attempt >= REQUESTS_MAX) return await attemptFailed(tx, payment, reason);
    return await setPayment(tx, id, { reason, todoAt: tx.now + RETRY_MS });
  }
  const { providerId } = result;
  // A visit that was given up meanwhile has its attempt withdrawn first.
  const todo = payment.todo === "cancel" ? "cancel" : "query";
  const todoAt = todo === "cancel" ? tx.now : tx.now + QUERY_AFTER_MS[0];
  await setPayment(tx, id, { state: "submitted", providerId, todo, todoAt, attempt: 0, reason: null });
}

/** Writes down what a query says. This is the truth: what came unsigned was only the reason to ask. */
export async function queried(tx: Tx, id: number, result: Queried): Promise<void> {
  const payment = await paymentById(tx, id);
  invariant(payment, "an attempt stays");
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
export async function cancelled(tx: Tx, id: number, result: "ended" | "open"): Promise<void> {
  const payment = await paymentById(tx, id);
  invariant(payment, "an attempt stays");
  if (payment.state !== "requested" && payment.state !== "submitted") return await setPayment(tx, id, { todo: null });
  if (result === "ended" || payment.providerId === null) return void (await stop(tx, payment));
  await setPayment(tx, id, { todo: "query", todoAt: tx.now + QUERY_AFTER_MS[0], attempt: 0 });
}

async function askLater(tx: Tx, payment: Payment, queryId: string | null): Promise<void> {
  const { id, createdAt, attempt, provider, providerId } = payment;
  const next = QUERY_AFTER_MS[attempt];
  if (next === undefined && tx.now > createdAt + QUERY_FOR_MS) {
    await setPayment(tx, id, { todo: null });
    return await writeTask(tx, { kind: "payment.unproven", reason: `${provider} ${providerId}` });
  }
  const todoAt = next === undefined ? tx.now + QUERY_EVERY_MS : Math.max(createdAt + next, tx.now + RETRY_MS);
  await setPayment(tx, id, { queryId, todoAt });
}
