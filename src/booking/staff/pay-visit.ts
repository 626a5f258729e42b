import { type PayWay, WAYS } from "../../core/payment-provider.ts";
import { refuse, refuseMember } from "../../core/problem.ts";
import { mayUse, type Staff } from "../../core/staff.ts";
import { type Appointment, appointmentById } from "../../store/appointments.ts";
import { type Charge, chargeById, chargeOf } from "../../store/charges.ts";
import type { Tx } from "../../store/engine.ts";
import { paymentById } from "../../store/payments.ts";
import { payerOf } from "../payments/payer.ts";
import { useUp } from "../payments/redeem-voucher.ts";
import { startAttempt } from "../payments/start-payment.ts";
import { waysAt } from "../payments/ways.ts";
import type { Gone, Outcome } from "./done.ts";
import { phoneAt } from "./links.ts";
import { amountDue, type ShownVisit, shown } from "./payment-view.ts";
import { isVisit, visitInScope } from "./scope.ts";

/**
 * How a fee is to be paid: by a voucher's code, or by a provider that asks the patient, on another phone if one is named; or
 * by what an attempt of hers, begun before, has brought.
 */
export type PaymentWish = {
  readonly way?: "voucher" | PayWay | undefined;
  readonly code?: string | undefined;
  readonly phone?: string | undefined;
  readonly attemptId?: number | undefined;
};

/** A visit, the fee it costs, and where in the request its payment stands. */
type Unpaid = { readonly visit: Appointment; readonly charge: Charge; readonly at: "" | "/payment" };

/** Pays for a visit that waits for its fee, or has it asked for: what comes of that is told by reading the visit, and by text. */
export async function payVisit(
  tx: Tx,
  staff: Staff,
  { appointmentId, ...wish }: PaymentWish & { readonly appointmentId: number },
): Promise<Outcome<ShownVisit>> {
  const visit = await visitInScope(tx, staff, appointmentId);
  const charge = await chargeOf(tx, visit.id);
  const isOpen = visit.state === "pending_payment" && (visit.holdEndsAt ?? 0) > tx.now;
  if (!charge || (!isOpen && wish.attemptId === undefined)) refuse({ type: "wrong-state", state: visit.state });
  const no = await paid(tx, staff, { visit, charge, at: "" }, wish);
  const row = await appointmentById(tx, appointmentId);
  return no ?? (await shown(tx, row && isVisit(row) ? row : visit));
}

/** Does what was wished; a "no" leaves the visit waiting for another payment. */
export async function paid(tx: Tx, staff: Staff, unpaid: Unpaid, wish: PaymentWish): Promise<Gone | null> {
  const { visit, charge, at } = unpaid;
  const members = Object.entries(wish).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  const allow = (...names: readonly string[]) => {
    const other = members.find((name) => !names.includes(name));
    if (other) refuseMember(`${at}/${other}`, "not-for-this-way");
  };
  const { way, code, phone, attemptId } = wish;
  if (attemptId !== undefined) {
    allow("attemptId");
    return await outcomeOf(tx, staff, unpaid, attemptId);
  }
  if (way === undefined) refuseMember(`${at}/way`, "needed");
  if (way === "voucher") {
    allow("way", "code");
    if (code === undefined) refuseMember(`${at}/code`, "needed");
    const no = await useUp(tx, staff, charge, code);
    return no && (await failed(tx, charge, `voucher-${no}`));
  }
  const isPrompt = WAYS[way].asksBy === "prompt";
  allow("way", ...(isPrompt ? ["phone"] : []));
  if (!(await waysAt(tx, visit.locationId, charge.currency)).includes(way)) refuseMember(`${at}/way`, "not-offered");
  const payerPhone = phone === undefined ? null : await phoneAt(tx, phone, visit.locationId, `${at}/phone`);
  if (isPrompt && payerPhone === null && !(await payerOf(tx, visit))) refuseMember(`${at}/phone`, "needed");
  await startAttempt(tx, unpaid, way, payerPhone);
  return null;
}

/** What became of an attempt that the caller names: a "no" if it came to nothing, for then the fee is still to be paid. */
async function outcomeOf(tx: Tx, staff: Staff, { visit, charge, at }: Unpaid, attemptId: number): Promise<Gone | null> {
  const attempt = await paymentById(tx, attemptId);
  const its = attempt?.chargeId == null ? undefined : await chargeById(tx, attempt.chargeId);
  const theirs = its && (await appointmentById(tx, its.appointmentId));
  // Also of another visit of hers, which she gave up for this one: what it brought counts for this one already.
  const isHers = theirs?.patientId === visit.patientId && mayUse(staff, theirs.locationId);
  if (!attempt || !isHers) refuseMember(`${at}/attemptId`, "unknown");
  if (attempt.state !== "failed" && attempt.state !== "ended") return null;
  // Whatever else has paid it since.
  const now = await appointmentById(tx, visit.id);
  if (now?.state !== "pending_payment") return null;
  return await failed(tx, charge, attempt.state === "failed" ? (attempt.reason ?? "failed") : "withdrawn");
}

async function failed(tx: Tx, charge: Charge, reason: string): Promise<Gone> {
  return { gone: { type: "payment-failed", reason, ...(await amountDue(tx, charge)) } };
}
