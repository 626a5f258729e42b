import { invariant } from "../../core/errors.ts";
import { refundable } from "../../core/payment.ts";
import { appointmentById } from "../../store/appointments.ts";
import type { Charge } from "../../store/charges.ts";
import type { Tx } from "../../store/engine.ts";
import { sumsOf } from "../../store/ledger.ts";
import { finishTasksOf, writeTask } from "../../store/tasks.ts";
import { CREDIT_KEPT_MS, planGivingBack } from "./give-back.ts";

const REFUND_DUE = "refund.due";

/** Sees to it that money which is hers again is a task and, where its provider can, given back; the task is closed once nothing is left. */
export async function noteRefund(tx: Tx, charge: Charge): Promise<void> {
  const visit = await appointmentById(tx, charge.appointmentId);
  invariant(visit, `charge ${charge.id} is for a visit`);
  const { dueMinor } = charge;
  const left = refundable({ state: visit.state, dueMinor, sums: await sumsOf(tx, charge.id) });
  if (left === 0 || visit.state === "pending_payment") return await finishTasksOf(tx, visit, REFUND_DUE, "settled");
  const { id: appointmentId, patientId, contactId, locationId } = visit;
  await writeTask(tx, {
    kind: REFUND_DUE,
    reason: "see gateway payments",
    appointmentId,
    patientId,
    contactId,
    locationId,
  });
  const isOff = visit.state === "cancelled" || visit.state === "expired";
  await planGivingBack(tx, charge, isOff ? tx.now + CREDIT_KEPT_MS : tx.now);
}
