import { moneyOf, owed, refundable } from "../../core/payment.ts";
import type { AmountDue } from "../../core/problem.ts";
import { isoAt } from "../../core/time.ts";
import { type Appointment, appointmentById } from "../../store/appointments.ts";
import { type Charge, chargeOf } from "../../store/charges.ts";
import type { Tx } from "../../store/engine.ts";
import { sumsOf } from "../../store/ledger.ts";
import { lastPayment, type Payment } from "../../store/payments.ts";
import type { Visited } from "./scope.ts";
import { type VisitView, visitView } from "./visit-view.ts";

/** A fee to be paid ahead as REST shows it, in minor units of its currency. */
export type PaymentView = {
  readonly paymentId: number;
  readonly currency: string;
  readonly feeMinor: number;
  /** What lies with us. */
  readonly paidMinor: number;
  readonly waivedMinor: number;
  readonly owedMinor: number;
  /** What is hers again and has not gone back. */
  readonly refundDueMinor: number;
  /** The time is kept until then; absent once it waits no more. */
  readonly payBefore?: string;
  /** The last time she was asked for it. */
  readonly attempt?: AttemptView;
};

/** One attempt to be paid through a provider. */
type AttemptView = {
  readonly attemptId: number;
  readonly way: string;
  readonly state: Payment["state"];
  readonly amountMinor: number;
  /** The provider's word of why it failed. */
  readonly reason?: string;
  /** Where she pays, while she can. */
  readonly link?: string;
};

/** A visit with its payment. */
export type ShownVisit = VisitView & { readonly payment?: PaymentView };

/** A visit as REST shows it, with what is to be paid ahead for it; while it waits for that, its version counts what moves. */
export async function shown(tx: Tx, row: Visited): Promise<{ readonly value: ShownVisit; readonly tag: string }> {
  const charge = await chargeOf(tx, row.id);
  if (!charge) return { value: visitView(row), tag: String(row.version) };
  const payment = await paymentView(tx, charge, row);
  const { attempt, paidMinor } = payment;
  const moved = row.state === "pending_payment" ? [paidMinor, attempt?.attemptId, attempt?.state, attempt?.link] : [];
  return { value: { ...visitView(row), payment }, tag: [row.version, ...moved].join(".").replace(/[^\w.]/g, "") };
}

/** What is to be paid ahead for a visit, and where its money stands. */
export async function paymentView(tx: Tx, charge: Charge, row: Appointment): Promise<PaymentView> {
  const { id: paymentId, currency, dueMinor: feeMinor } = charge;
  const sums = await sumsOf(tx, charge.id);
  const isPending = row.state === "pending_payment";
  const last = await lastPayment(tx, charge.id);
  return {
    ...{ paymentId, currency, feeMinor, paidMinor: moneyOf(sums), waivedMinor: sums.waived },
    owedMinor: isPending ? owed({ dueMinor: feeMinor, sums }) : 0,
    refundDueMinor: isPending ? 0 : refundable({ state: row.state, dueMinor: feeMinor, sums }),
    ...(isPending && row.holdEndsAt !== null ? { payBefore: isoAt(row.holdEndsAt, row.zone) } : {}),
    ...(last ? { attempt: attemptView(last) } : {}),
  };
}

function attemptView({ id: attemptId, provider: way, state, amountMinor, reason, page }: Payment): AttemptView {
  return {
    ...{ attemptId, way, state, amountMinor },
    ...(state === "failed" && reason !== null ? { reason } : {}),
    ...(state === "offered" && page !== null ? { link: page } : {}),
  };
}

/** What is still to be paid for a visit that waits for it. */
export async function amountDue(tx: Tx, charge: Charge): Promise<AmountDue> {
  const row = await appointmentById(tx, charge.appointmentId);
  const owedMinor = owed({ dueMinor: charge.dueMinor, sums: await sumsOf(tx, charge.id) });
  const payBefore = row ? isoAt(row.holdEndsAt ?? tx.now, row.zone) : "";
  return { appointmentId: charge.appointmentId, paymentId: charge.id, owedMinor, currency: charge.currency, payBefore };
}
