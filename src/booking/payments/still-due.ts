import { invariant } from "../../core/errors.ts";
import { owed } from "../../core/payment.ts";
import type { Moment } from "../../core/places.ts";
import type { Money } from "../../core/sentence.ts";
import type { Appointment } from "../../store/appointments.ts";
import { chargeOf } from "../../store/charges.ts";
import type { Tx } from "../../store/engine.ts";
import { sumsOf } from "../../store/ledger.ts";

/** What is still to be paid for a visit that waits for its fee, and until when. */
export async function stillDue(
  tx: Tx,
  { id, holdEndsAt, zone }: Appointment,
): Promise<{ readonly fee: Money; readonly until: Moment }> {
  const charge = await chargeOf(tx, id);
  invariant(charge && holdEndsAt !== null, `visit ${id} waits for a fee`);
  const minor = owed({ dueMinor: charge.dueMinor, sums: await sumsOf(tx, charge.id) });
  return { fee: { minor, currency: charge.currency }, until: { at: holdEndsAt, zone } };
}
