import { invariant } from "../../core/errors.ts";
import type { AtOnceProvider } from "../../core/payment-provider.ts";
import type { Tx } from "../../store/engine.ts";
import { useVoucher, voucherByCode } from "../../store/vouchers.ts";
import { isVoucherCode } from "./codes.ts";

/** Why a code pays nothing. */
export type VoucherRefusal = "unknown" | "used" | "currency";

/** Prepaid codes: each pays once, whatever it is worth, and only in its own currency. */
export const voucher: AtOnceProvider<Tx, VoucherRefusal> = {
  settles: "at once",
  name: "voucher",
  take: async (tx, { chargeId, currency, token }) => {
    const found = isVoucherCode(token) ? await voucherByCode(tx, token) : undefined;
    if (!found) return { result: "refused", reason: "unknown" };
    if (found.usedAt !== null) return { result: "refused", reason: "used" };
    if (found.currency !== currency) return { result: "refused", reason: "currency" };
    invariant(await useVoucher(tx, found.id, chargeId), `voucher ${found.id} is unused`);
    return { result: "taken", amountMinor: found.amountMinor, transactionId: String(found.id) };
  },
};
