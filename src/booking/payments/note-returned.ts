import { owed } from "../../core/payment.ts";
import { appointmentById } from "../../store/appointments.ts";
import { type Charge, chargeById } from "../../store/charges.ts";
import type { Tx } from "../../store/engine.ts";
import { addEntry, paidEntry, returnedOf, sumsOf } from "../../store/ledger.ts";
import { paymentByProvider, setPayment } from "../../store/payments.ts";
import { writeTask } from "../../store/tasks.ts";
import { BOUNCED } from "./give-back.ts";
import { settleCharge } from "./settle-charge.ts";
import { tellReturned } from "./tell-payer.ts";

/** A movement of money, as its provider names it. */
type Movement = { readonly provider: string; readonly transactionId: string };

/**
 * Writes down how much of a payment went back in all, by us or in the provider's own pages; told twice, or out of order, it
 * counts once. Where it is less than before, a refund bounced: the money is with us again.
 */
export async function noteReturned(tx: Tx, { provider, transactionId }: Movement, totalMinor: number): Promise<void> {
  const entry = await paidEntry(tx, provider, transactionId);
  if (!entry) return;
  const { minor, count } = await returnedOf(tx, provider, transactionId);
  const more = totalMinor - minor;
  if (more === 0) return;
  const { chargeId, currency } = entry;
  await addEntry(tx, {
    ...{ chargeId, currency, provider, amountMinor: Math.abs(more) },
    kind: more > 0 ? "refunded" : "paid",
    transactionId: `${transactionId} ${more > 0 ? "back" : "again"} ${count + 1}`,
  });
  if (more < 0) await markBounced(tx, provider, transactionId);
  const charge = chargeId === null ? undefined : await chargeById(tx, chargeId);
  if (!charge) return;
  if (more > 0) await forgive(tx, charge, `${transactionId} forgiven ${count + 1}`);
  await settleCharge(tx, charge, "tell");
  const visit = await appointmentById(tx, charge.appointmentId);
  if (visit && more > 0) await tellReturned(tx, visit, { minor: more, currency });
}

async function markBounced(tx: Tx, provider: string, transactionId: string): Promise<void> {
  const payment = await paymentByProvider(tx, provider, transactionId);
  if (payment) await setPayment(tx, payment.id, { reason: BOUNCED });
}

/** Whoever gave the fee of a booked visit back in the provider's own pages asks for none; the clinic is told. */
async function forgive(tx: Tx, { id: chargeId, dueMinor, currency, appointmentId }: Charge, transactionId: string) {
  const visit = await appointmentById(tx, appointmentId);
  const amountMinor = owed({ dueMinor, sums: await sumsOf(tx, chargeId) });
  if (!visit || amountMinor === 0 || !KEPT.has(visit.state)) return;
  await addEntry(tx, { chargeId, kind: "waived", amountMinor, currency, provider: "staff", transactionId });
  const { locationId, patientId, contactId } = visit;
  await writeTask(tx, {
    ...{ kind: "refund.outside", reason: "the fee of a booked visit was given back" },
    ...{ appointmentId, patientId, contactId, locationId },
  });
}

const KEPT: ReadonlySet<string> = new Set(["booked", "confirmed", "arrived", "fulfilled"]);
