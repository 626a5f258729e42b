import { minorDigits } from "../../core/money.ts";

/** Currencies that Stripe counts in whole units, and those it counts in thousandths (docs.stripe.com/currencies). */
const WHOLE = /^(BIF|CLP|DJF|GNF|JPY|KMF|KRW|MGA|PYG|RWF|VND|VUV|XAF|XOF|XPF)$/;
const THOUSANDTHS = /^(BHD|JOD|KWD|OMN|TND)$/;

function stripeDigits(currency: string): number {
  if (WHOLE.test(currency)) return 0;
  return THOUSANDTHS.test(currency) ? 3 : 2;
}

/** An amount as Stripe counts it: where it takes no such fraction, the next it takes. */
export function stripeAmount(minor: number, currency: string): number {
  const amount = Math.ceil(minor * 10 ** (stripeDigits(currency) - minorDigits(currency)));
  // Of thousandths Stripe takes tens only.
  return stripeDigits(currency) === 3 ? Math.ceil(amount / 10) * 10 : amount;
}

/** What Stripe counted, in the currency's smallest unit. */
export function minorOfStripe(amount: number, currency: string): number {
  return Math.round(amount * 10 ** (minorDigits(currency) - stripeDigits(currency)));
}
