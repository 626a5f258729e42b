import type { OutsideProvider } from "../core/payment-provider.ts";
import type { MpesaAccount } from "./mpesa/api.ts";
import { mpesa } from "./mpesa/mpesa.ts";
import type { StripeAccount } from "./stripe/stripe.ts";

/** Accounts at providers; one that is not there is switched off. */
type Accounts = {
  readonly mpesa: Omit<MpesaAccount, "publicUrl"> | undefined;
  readonly stripe: Omit<StripeAccount, "publicUrl"> | undefined;
  readonly publicUrl: string;
};

/** The providers of payments that are switched on. */
export async function paymentProviders(accounts: Accounts): Promise<readonly OutsideProvider[]> {
  const { publicUrl } = accounts;
  return [
    ...(accounts.mpesa ? [mpesa({ ...accounts.mpesa, publicUrl }, Date.now)] : []),
    ...(accounts.stripe ? [await stripeOf({ ...accounts.stripe, publicUrl })] : []),
  ];
}

/** Its SDK takes 120 ms and 15 MB to load (measured), which only those who use it shall pay. */
async function stripeOf(account: StripeAccount): Promise<OutsideProvider> {
  const { stripe } = await import("./stripe/stripe.ts");
  return stripe(account);
}
