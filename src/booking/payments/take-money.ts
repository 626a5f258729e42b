import { chargeById } from "../../store/charges.ts";
import type { Tx } from "../../store/engine.ts";
import { addEntry, type Entry } from "../../store/ledger.ts";
import { writeTask } from "../../store/tasks.ts";
import { settleCharge, type Telling } from "./settle-charge.ts";

/** Money that came, as the ledger keeps it. */
export type Money = Omit<Entry, "kind">;

/**
 * Takes money: first it is written down, and whatever follows comes of that. What is reported twice changes nothing; what
 * names no visit of ours, or comes in another currency, is kept and becomes a task.
 */
export async function takeMoney(tx: Tx, money: Money, telling: Telling): Promise<void> {
  const charge = money.chargeId === null ? undefined : await chargeById(tx, money.chargeId);
  const isOurs = charge?.currency === money.currency;
  if (!(await addEntry(tx, { ...money, chargeId: isOurs ? charge.id : null, kind: "paid" }))) return;
  if (isOurs) await settleCharge(tx, charge, telling);
  else await writeTask(tx, { kind: "payment.unknown", reason: `${money.provider} ${money.transactionId}` });
}
