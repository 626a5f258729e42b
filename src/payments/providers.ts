import type { PaymentProvider } from "../core/payment-provider.ts";
import type { MpesaAccount } from "./mpesa/api.ts";
import { mpesa } from "./mpesa/mpesa.ts";

/** Accounts at providers; one that is not there is switched off. */
type Accounts = { readonly mpesa: Omit<MpesaAccount, "publicUrl"> | undefined; readonly publicUrl: string };

/** The providers of payments that are switched on. */
export function paymentProviders({ mpesa: account, publicUrl }: Accounts): readonly PaymentProvider[] {
  return account ? [mpesa({ ...account, publicUrl }, Date.now)] : [];
}
