import type { Appointment } from "../../store/appointments.ts";
import { chargeOf, feeAheadOf } from "../../store/charges.ts";
import type { Tx } from "../../store/engine.ts";

/** Whether a visit may go to a slot without any money moving: what must be paid ahead there is what it was charged. */
export async function isSameFee(tx: Tx, visit: Appointment, slotId: number): Promise<boolean> {
  const charge = await chargeOf(tx, visit.id);
  const fee = await feeAheadOf(tx, slotId);
  return (charge?.dueMinor ?? 0) === (fee?.minor ?? 0) && charge?.currency === fee?.currency;
}
