import { invariant } from "../../core/errors.ts";
import type { AtOnceProvider, Handed } from "../../core/payment-provider.ts";
import { appointmentById } from "../../store/appointments.ts";
import type { Charge } from "../../store/charges.ts";
import type { Tx } from "../../store/engine.ts";
import { paidEntry } from "../../store/ledger.ts";
import type { Telling } from "./settle-charge.ts";
import { takeMoney } from "./take-money.ts";

/**
 * Takes what is handed over for a charge, counts its money and does what follows, all in this transaction; null if it did, and
 * where the very same was counted before. Otherwise why not: `noted-already`, it was counted as something else.
 */
export async function payAtOnce<Refusal extends string>(
  tx: Tx,
  provider: AtOnceProvider<Tx, Refusal>,
  charge: Charge,
  handed: Pick<Handed, "token" | "amountMinor">,
  telling: Telling,
): Promise<Refusal | "noted-already" | null> {
  const { id: chargeId, currency } = charge;
  const visit = await appointmentById(tx, charge.appointmentId);
  invariant(visit, `charge ${chargeId} is for a visit`);
  const taken = await provider.take(tx, { chargeId, currency, locationId: visit.locationId, ...handed });
  if (taken.result === "refused") return taken.reason;
  const { amountMinor, transactionId } = taken;
  const known = await paidEntry(tx, provider.name, transactionId);
  if (known) return known.chargeId === chargeId && known.amountMinor === amountMinor ? null : "noted-already";
  await takeMoney(tx, { chargeId, amountMinor, currency, provider: provider.name, transactionId }, telling);
  return null;
}
