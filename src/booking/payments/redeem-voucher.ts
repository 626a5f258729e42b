import type { Answer } from "../../core/effects.ts";
import { invariant } from "../../core/errors.ts";
import { type VoucherRefusal, voucher } from "../../payments/voucher/voucher.ts";
import type { Charge } from "../../store/charges.ts";
import type { Tx } from "../../store/engine.ts";
import { type Asker, actorOf } from "../asker.ts";
import { type Guesser, hasGuessedTooOften, noteGuess } from "../guesses.ts";
import { queueNotice } from "../notices.ts";
import { acting } from "../workers/acting.ts";
import { dueOf, nothingDue, unpaidVisit } from "./find-due.ts";
import { payAtOnce } from "./pay-at-once.ts";

/** Pays with a prepaid code, once. A number nobody has counts as a guess. */
export async function redeemVoucher(tx: Tx, asker: Asker, visitId: number, code: string): Promise<Answer> {
  const unpaid = await unpaidVisit(tx, asker, visitId);
  if (!unpaid) return await nothingDue(tx, asker, visitId);
  const reason = await useUp(tx, asker, unpaid.charge, code);
  if (reason) return { type: "voucher.refused", reason };
  if (await unpaidVisit(tx, asker, visitId)) return await dueOf(tx, asker, unpaid, true);
  // Whoever paid for somebody else has been told by this turn, and nobody else has.
  const by = actorOf(await acting(tx, asker, unpaid.visit.patientId));
  await queueNotice(tx, { appointmentId: visitId, change: "booked", by });
  return await nothingDue(tx, asker, visitId);
}

/** Uses a code up for a charge, and counts its money; null if it did, otherwise why not. Who guesses too often finds none. */
export async function useUp(tx: Tx, guesser: Guesser, charge: Charge, code: string): Promise<VoucherRefusal | null> {
  if (await hasGuessedTooOften(tx, guesser, "voucher.unknown")) return "unknown";
  const no = await payAtOnce(tx, voucher, charge, { token: code, amountMinor: null }, "told already");
  if (no === "unknown") await noteGuess(tx, guesser, "voucher.unknown");
  invariant(no !== "noted-already", "a voucher that was used is refused");
  return no;
}
