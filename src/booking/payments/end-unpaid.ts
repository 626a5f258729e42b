import { invariant } from "../../core/errors.ts";
import { HOLD_EXTENSION_MS } from "../../core/payment.ts";
import { changeAppointment } from "../../store/appointment-changes.ts";
import type { Appointment } from "../../store/appointments.ts";
import { chargeOf, extendOnce, overdueVisit } from "../../store/charges.ts";
import type { Tx } from "../../store/engine.ts";
import { hasSubmitted, withdrawPayments } from "../../store/payments.ts";
import { SYSTEM } from "../asker.ts";
import { noteRefund } from "./note-refund.ts";
import { tellUnpaid } from "./tell-payer.ts";

/** Ends a visit whose time to pay in is over: once it is extended while a provider has asked her, otherwise its seat is free. */
export async function endUnpaid(tx: Tx, visit: Appointment): Promise<"expired" | "later"> {
  const charge = await chargeOf(tx, visit.id);
  invariant(charge, `visit ${visit.id} waits for a fee`);
  if ((await hasSubmitted(tx, charge.id)) && (await extendOnce(tx, charge.id))) {
    const set = { holdEndsAt: tx.now + HOLD_EXTENSION_MS };
    await changeAppointment(tx, visit, set, { actor: SYSTEM, act: "extend" });
    return "later";
  }
  const ended = await changeAppointment(tx, visit, { state: "expired" }, { actor: SYSTEM, act: "expire" });
  invariant(ended, `visit ${visit.id} keeps its seat until it ends`);
  await withdrawPayments(tx, charge.id);
  await tellUnpaid(tx, ended);
  await noteRefund(tx, charge);
  return "expired";
}

/** Ends one visit whose time to pay in is over, if its timer was lost; answers whether there was one. */
export async function endOverdue(tx: Tx): Promise<boolean> {
  const visit = await overdueVisit(tx);
  if (visit) await endUnpaid(tx, visit);
  return visit !== undefined;
}
