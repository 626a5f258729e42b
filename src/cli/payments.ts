import { chargeByReference, giveBackNow, noteRefunded, waiveFee } from "../booking/payments/by-staff.ts";
import { payAtOnce } from "../booking/payments/pay-at-once.ts";
import { AppError } from "../core/errors.ts";
import { amountText, minorOf } from "../core/money.ts";
import { moneyOf, owed, refundable } from "../core/payment.ts";
import { clinic } from "../payments/clinic/clinic.ts";
import type { Charge } from "../store/charges.ts";
import type { Engine, Tx } from "../store/engine.ts";
import { chargesListed, unknownMoney } from "../store/payment-reports.ts";
import type { Command, Shell } from "./command.ts";
import { counted } from "./words.ts";

/** What staff do with money: look, take it at the clinic, note that it was given back, ask for none. */
export const paymentsCommand: Command = {
  usage: "payments [list | take | refund <reference> <amount> <receipt> | refund | waive <reference>]",
  about: "list fees paid ahead; note money taken or given back; have it given back; waive a fee",
  run: async (shell, [act = "list", reference, amount, receipt, ...rest]) => {
    if (rest.length > 0) return 2;
    if (act === "list" && reference === undefined) return await list(shell);
    if (reference === undefined) return 2;
    if (act === "waive" && amount === undefined) {
      return await change(shell, reference, (tx, charge) => waiveFee(tx, charge));
    }
    if (act === "refund" && amount === undefined) {
      return await change(shell, reference, (tx, charge) => giveBackNow(tx, charge));
    }
    if ((act !== "take" && act !== "refund") || amount === undefined || receipt === undefined) return 2;
    return await change(shell, reference, async (tx, charge) => {
      const minor = amountOf(amount, charge);
      if (act === "refund") return await noteRefunded(tx, charge, minor, receipt);
      return await payAtOnce(tx, clinic, charge, { token: receipt, amountMinor: minor }, "tell");
    });
  },
};

async function list({ engine, print }: Shell): Promise<0> {
  const charges = await chargesListed(engine.read);
  for (const { reference, clinic, state, currency, ...charge } of charges) {
    const text = (minor: number) => amountText({ minor, currency });
    const back = refundable({ state, ...charge });
    const what = [
      `fee ${text(charge.dueMinor)}`,
      `paid ${text(moneyOf(charge.sums))}`,
      ...(state === "pending_payment" ? [`owed ${text(owed(charge))}`] : []),
      ...(charge.sums.waived > 0 ? [`waived ${text(charge.sums.waived)}`] : []),
      ...(back > 0 && state !== "pending_payment" ? [`TO GIVE BACK ${text(back)}`] : []),
    ];
    print([reference, clinic, state, ...what].join("  "));
  }
  for (const { provider, transactionId, amountMinor: minor, currency } of await unknownMoney(engine.read)) {
    print(`whose?  ${provider} ${transactionId}  ${amountText({ minor, currency })}`);
  }
  print(`${counted(charges.length, "fee")} to be paid ahead.`);
  return 0;
}

async function change(
  { engine, print }: { readonly engine: Engine; readonly print: Shell["print"] },
  reference: string,
  act: (tx: Tx, charge: Charge) => Promise<keyof typeof REFUSED | null>,
): Promise<0 | 1> {
  const no = await engine.transact(async (tx) => await act(tx, await chargeByReference(tx, reference)));
  print(no ? REFUSED[no] : `Noted for visit ${reference}.`);
  return no ? 1 : 0;
}

const REFUSED = {
  "nothing-owed": "nothing is owed for this visit",
  "not-hers": "so much is not hers again",
  "noted-already": "that has been noted already",
  "on-its-way-back": "its provider is giving it back just now",
  "by-hand": "no provider can give it back: give it back by hand, and note it with an amount and a receipt",
} as const;

function amountOf(text: string, { currency }: Charge): number {
  try {
    return minorOf(text, currency);
  } catch (error) {
    throw error instanceof RangeError ? new AppError("invalid", error.message) : error;
  }
}
