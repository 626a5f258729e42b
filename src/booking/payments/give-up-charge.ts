import { chargeOf } from "../../store/charges.ts";
import type { Tx } from "../../store/engine.ts";
import { withdrawPayments } from "../../store/payments.ts";
import { noteRefund } from "./note-refund.ts";

/** What follows for the money of a visit that was cancelled: nobody is asked for it any more, and what was paid is hers. */
export async function giveUpCharge(tx: Tx, visitId: number): Promise<void> {
  const charge = await chargeOf(tx, visitId);
  if (!charge) return;
  await withdrawPayments(tx, charge.id);
  await noteRefund(tx, charge);
}
