import { z } from "zod";
import { webAddress } from "./config-address.ts";

/** One account at Stripe. */
export type StripeConfig = Readonly<{
  secretKey: string;
  /** Several only while they rotate. */
  webhookSecrets: readonly string[];
  apiUrl: string;
}>;

/** The variables of Stripe. */
export const stripeVariables = {
  STRIPE_SECRET_KEY: z
    .string()
    .regex(/^[sr]k_(test|live)_\w+$/, "must be a secret or restricted key, like sk_live_…")
    .optional(),
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_\w+( *, *whsec_\w+)*$/, "must be signing secrets like whsec_…, separated by commas")
    .transform((text) => text.split(",").map((one) => one.trim()))
    .optional(),
  STRIPE_API_URL: webAddress
    .refine((url) => new URL(url).pathname === "/", "must be an address without a path")
    .default("https://api.stripe.com"),
};

type Values = z.infer<z.ZodObject<typeof stripeVariables>>;

/** Both or neither: without the one nobody can pay, without the other nothing that is paid is believed. */
export function stripeOf(values: Values, problems: string[]): StripeConfig | undefined {
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecrets, STRIPE_API_URL: apiUrl } = values;
  if (secretKey === undefined && webhookSecrets === undefined) return undefined;
  const missing = secretKey === undefined ? "STRIPE_SECRET_KEY" : "STRIPE_WEBHOOK_SECRET";
  if (secretKey !== undefined && webhookSecrets !== undefined)
    return Object.freeze({ secretKey, webhookSecrets: Object.freeze(webhookSecrets), apiUrl });
  problems.push(`${missing} is missing; the other STRIPE_ variable needs it`);
  return undefined;
}
