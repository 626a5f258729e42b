import { codeFrom, isChecked } from "../../core/check-digit.ts";
import { invariant } from "../../core/errors.ts";
import type { Money } from "../../core/sentence.ts";
import type { Tx } from "../../store/engine.ts";
import { createVoucher } from "../../store/vouchers.ts";

/** Digits of a voucher, the last a check digit: long enough that guessing ten a day finds none. */
const VOUCHER_DIGITS = 12;

/** A new voucher; its code is told now and kept nowhere. */
export async function newVoucher(tx: Tx, worth: Money): Promise<string> {
  // 47 bits, so that every one of 9 · 10^10 bodies is as likely as the next to within 0.1 %.
  const code = codeFrom(Buffer.from(tx.random(6)).readUIntBE(0, 6), VOUCHER_DIGITS);
  invariant(await createVoucher(tx, code, worth), "two vouchers of ninety thousand million are alike");
  return code;
}

/** Whether these digits can be a voucher's, and none of them was mistyped. */
export function isVoucherCode(code: string): boolean {
  return code.length === VOUCHER_DIGITS && isChecked(code);
}
