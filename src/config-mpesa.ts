import { z } from "zod";
import { webAddress } from "./config-address.ts";

/** One M-Pesa shortcode, as Safaricom's portal names its parts. */
export type MpesaConfig = Readonly<{
  apiUrl: string;
  consumerKey: string;
  consumerSecret: string;
  shortCode: string;
  passKey: string;
  initiator: string;
  securityCredential: string;
  /** Nothing that Safaricom sends is signed: this stands in the addresses we give it. */
  pathSecret: string;
}>;

/** The variables of M-Pesa. */
export const mpesaVariables = {
  MPESA_CONSUMER_KEY: z.string().optional(),
  MPESA_CONSUMER_SECRET: z.string().optional(),
  MPESA_SHORT_CODE: z
    .string()
    .regex(/^\d{5,7}$/, "must be 5 to 7 digits")
    .optional(),
  MPESA_PASS_KEY: z.string().optional(),
  MPESA_INITIATOR: z.string().optional(),
  MPESA_SECURITY_CREDENTIAL: z.string().optional(),
  MPESA_PATH_SECRET: z
    .string()
    .regex(/^[\w-]{24,}$/, "must be at least 24 letters, digits, - and _, and random")
    .optional(),
  MPESA_API_URL: webAddress.default("https://api.safaricom.co.ke"),
};

type Values = z.infer<z.ZodObject<typeof mpesaVariables>>;

/** All of it or nothing: half an account takes no money. */
export function mpesaOf(values: Values, problems: string[]): MpesaConfig | undefined {
  const given = {
    consumerKey: values.MPESA_CONSUMER_KEY,
    consumerSecret: values.MPESA_CONSUMER_SECRET,
    shortCode: values.MPESA_SHORT_CODE,
    passKey: values.MPESA_PASS_KEY,
    initiator: values.MPESA_INITIATOR,
    securityCredential: values.MPESA_SECURITY_CREDENTIAL,
    pathSecret: values.MPESA_PATH_SECRET,
  };
  const missing = Object.entries(given).filter(([, value]) => value === undefined);
  if (missing.length === Object.keys(given).length) return undefined;
  for (const [name] of missing) problems.push(`${variableOf(name)} is missing; the other MPESA_ variables need it`);
  return Object.freeze({ ...(given as Omit<MpesaConfig, "apiUrl">), apiUrl: values.MPESA_API_URL });
}

/** `passKey` → `MPESA_PASS_KEY`. */
function variableOf(name: string): string {
  return `MPESA_${name.replace(/[A-Z]/g, "_$&").toUpperCase()}`;
}
