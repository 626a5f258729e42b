import { z } from "zod";

/** An address on the web, without a slash at the end. */
export const webAddress = z
  .string()
  .refine(isPlainAddress, "must be an http or https address without user, query and fragment")
  .transform((url) => url.replace(/\/+$/, ""));

function isPlainAddress(text: string): boolean {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return false;
  const url = new URL(text);
  // Providers sign neither a fragment nor credentials, so such an address would refuse every webhook.
  return !/[?#]/.test(text) && url.username === "" && url.password === "";
}
