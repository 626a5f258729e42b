import { currencyOf, minorOf } from "../core/money.ts";
import { newVoucher } from "../payments/voucher/codes.ts";
import type { Command } from "./command.ts";

/** Most vouchers made at once: one sheet of them. */
const AT_ONCE_MAX = 200;

/** `voucher create <amount> <currency> [how many]`: prints each code once; nothing can show it again. */
export const voucherCommand: Command = {
  usage: "voucher create <amount> <currency> [how many]",
  about: "make prepaid codes and print them, once",
  run: async ({ engine, print }, [act, amount = "", code = "", many = "1", ...rest]) => {
    if (act !== "create" || rest.length > 0 || !/^\d{1,3}$/.test(many) || Number(many) > AT_ONCE_MAX) return 2;
    try {
      const currency = currencyOf(code);
      const worth = { minor: minorOf(amount, currency), currency };
      if (worth.minor === 0) return 2;
      for (let n = 0; n < Number(many); n += 1) print(await engine.transact((tx) => newVoucher(tx, worth)));
      return 0;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      print(error.message);
      return 1;
    }
  },
};
