import type { Answer } from "../../core/effects.ts";
import { owed } from "../../core/payment.ts";
import type { PayWay } from "../../core/payment-provider.ts";
import type { Tx } from "../../store/engine.ts";
import { sumsOf } from "../../store/ledger.ts";
import { createPayment, openPayment } from "../../store/payments.ts";
import type { Asker } from "../asker.ts";
import { nothingDue, unpaidVisit } from "./find-due.ts";

/** A prompt is answered or gone within a minute; until then a second one would only confuse. */
const PROMPT_LASTS_MS = 60_000;

/** Has the person asked for what she owes, by a provider, after commit; asking twice within a minute asks once. */
export async function startPayment(tx: Tx, asker: Asker, visitId: number, way: PayWay): Promise<Answer> {
  const unpaid = await unpaidVisit(tx, asker, visitId);
  if (!unpaid) return await nothingDue(tx, asker, visitId);
  const { id: chargeId, dueMinor, currency } = unpaid.charge;
  if (!(await openPayment(tx, chargeId, tx.now - PROMPT_LASTS_MS))) {
    const amountMinor = owed({ dueMinor, sums: await sumsOf(tx, chargeId) });
    const attempt = { chargeId, provider: way, amountMinor, currency, providerId: null };
    await createPayment(tx, { ...attempt, state: "requested", todo: "request" });
  }
  return { type: "payment.started" };
}
