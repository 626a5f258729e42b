import { validateRequest } from "twilio/lib/webhooks/webhooks.js";
import type { Form } from "./form.ts";

/** Whether one of the tokens signed this form for this address; false, never an error, whatever was sent. */
export function isSigned(authTokens: readonly string[], signature: string, url: string, form: Form): boolean {
  if (signature === "") return false;
  try {
    return authTokens.some((token) => validateRequest(token, signature, url, form));
  } catch {
    // The library throws on an address it cannot parse; a stranger must not be able to turn that into an error of ours.
    return false;
  }
}
