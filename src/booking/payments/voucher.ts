import { codeFrom, isChecked } from "../../core/check-digit.ts";
import type { Answer } from "../../core/effects.ts";
import { invariant } from "../../core/errors.ts";
import type { Money } from "../../core/sentence.ts";
import type { Charge } from "../../store/charges.ts";
import type { Tx } from "../../store/engine.ts";
import { createVoucher, useVoucher, voucherByCode } from "../../store/vouchers.ts";
import { type Asker, actorOf } from "../asker.ts";
import { type Guesser, hasGuessedTooOften, noteGuess } from "../guesses.ts";
import { queueNotice } from "../notices.ts";
import { acting } from "../workers/acting.ts";
import { dueOf, nothingDue, unpaidVisit } from "./find-due.ts";
import { takeMoney } from "./take-money.ts";

/** Digits of a voucher, the last a check digit: long enough that guessing ten a day finds none. */
const VOUCHER_DIGITS = 12;

/** A new voucher; its code is told now and kept nowhere. */
export async function newVoucher(tx: Tx, worth: Money): Promise<string> {
  // 47 bits, so that every one of 9 · 10^10 bodies is as likely as the next to within 0.1 %.
  const code = codeFrom(Buffer.from(tx.random(6)).readUIntBE(0, 6), VOUCHER_DIGITS);
  invariant(await createVoucher(tx, code, worth), "two vouchers of ninety thousand million are alike");
  return code;
}

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

/** Why a code pays nothing. */
export type VoucherRefusal = "unknown" | "used" | "currency";

/** Uses a code up for a charge, and counts its money; null if it did, otherwise why not. */
export async function useUp(tx: Tx, guesser: Guesser, charge: Charge, code: string): Promise<VoucherRefusal | null> {
  if (await hasGuessedTooOften(tx, guesser, "voucher.unknown")) return "unknown";
  const isWhole = code.length === VOUCHER_DIGITS && isChecked(code);
  const voucher = isWhole ? await voucherByCode(tx, code) : undefined;
  if (!voucher) {
    await noteGuess(tx, guesser, "voucher.unknown");
    return "unknown";
  }
  const { id: chargeId, currency } = charge;
  if (voucher.usedAt !== null) return "used";
  if (voucher.currency !== currency) return "currency";
  invariant(await useVoucher(tx, voucher.id, chargeId), `voucher ${voucher.id} is unused`);
  const money = { chargeId, amountMinor: voucher.amountMinor, currency };
  await takeMoney(tx, { ...money, provider: "voucher", transactionId: String(voucher.id) }, "told already");
  return null;
}
