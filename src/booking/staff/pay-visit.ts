import { type PayWay, WAYS } from "../../core/payment-provider.ts";
import { refuse, refuseMember } from "../../core/problem.ts";
import type { Staff } from "../../core/staff.ts";
import { type Appointment, appointmentById } from "../../store/appointments.ts";
import { type Charge, chargeOf } from "../../store/charges.ts";
import type { Tx } from "../../store/engine.ts";
import { payerOf } from "../payments/payer.ts";
import { startAttempt } from "../payments/start-payment.ts";
import { useUp } from "../payments/voucher.ts";
import { waysAt } from "../payments/ways.ts";
import type { Gone, Outcome } from "./done.ts";
import { phoneAt } from "./links.ts";
import { amountDue, type ShownVisit, shown } from "./payment-view.ts";
import { isVisit, visitInScope } from "./scope.ts";

/** How a fee is to be paid: by a voucher's code, or by a provider that asks the patient, on another phone if one is named. */
export type PaymentWish = {
  readonly way: "voucher" | PayWay;
  readonly code?: string | undefined;
  readonly phone?: string | undefined;
};

/** Pays for a visit that waits for its fee, or has it asked for: what comes of that is told by reading the visit, and by text. */
export async function payVisit(
  tx: Tx,
  staff: Staff,
  { appointmentId, ...wish }: PaymentWish & { readonly appointmentId: number },
): Promise<Outcome<ShownVisit>> {
  const visit = await visitInScope(tx, staff, appointmentId);
  const charge = await chargeOf(tx, visit.id);
  const isOpen = visit.state === "pending_payment" && (visit.holdEndsAt ?? 0) > tx.now;
  if (!charge || !isOpen) refuse({ type: "wrong-state", state: visit.state });
  const no = await paid(tx, staff, { visit, charge }, wish);
  const row = await appointmentById(tx, appointmentId);
  return no ?? (await shown(tx, row && isVisit(row) ? row : visit));
}

/** Does what was wished; a "no" leaves the visit waiting for another payment. */
export async function paid(
  tx: Tx,
  staff: Staff,
  unpaid: { readonly visit: Appointment; readonly charge: Charge },
  { way, code, phone }: PaymentWish,
): Promise<Gone | null> {
  const { visit, charge } = unpaid;
  if (way === "voucher") {
    if (phone !== undefined) refuseMember("/payment/phone", "not-for-this-way");
    if (code === undefined) refuseMember("/payment/code", "needed");
    const no = await useUp(tx, staff, charge, code);
    if (no === null) return null;
    return { gone: { type: "payment-failed", reason: `voucher-${no}`, ...(await amountDue(tx, charge)) } };
  }
  if (code !== undefined) refuseMember("/payment/code", "not-for-this-way");
  if (!(await waysAt(tx, visit.locationId, charge.currency)).includes(way)) refuseMember("/payment/way", "not-offered");
  const isPrompt = WAYS[way].asksBy === "prompt";
  if (phone !== undefined && !isPrompt) refuseMember("/payment/phone", "not-for-this-way");
  const payerPhone = phone === undefined ? null : await phoneAt(tx, phone, visit.locationId, "/payment/phone");
  if (isPrompt && payerPhone === null && !(await payerOf(tx, visit))) refuseMember("/payment/phone", "needed");
  await startAttempt(tx, unpaid, way, payerPhone);
  return null;
}
