import { type Form, formOf } from "./form.ts";
import { isSigned } from "./verify.ts";

/** A provider's request as it came in, read whole, nothing in it believed yet. */
export type WebhookRequest = Readonly<{
  /** Path and query exactly as requested. */
  originalUrl: string;
  header: (name: string) => string;
  body: Uint8Array;
}>;

/** What a webhook says, or why it is refused: not a readable form, or not signed by the provider. */
export type Received<T> = Readonly<{ ok: true; value: T } | { ok: false; reason: "malformed" | "unsigned" }>;

/** One Twilio account whose webhooks are configured under `publicUrl`; several tokens only while they rotate. */
export type Signing = Readonly<{ publicUrl: string; authTokens: readonly string[] }>;

/** Reads signed webhooks of one account. */
export function receiver({ publicUrl, authTokens }: Signing) {
  return <T>(request: WebhookRequest, parse: (form: Form) => T | null): Received<T> => {
    const form = formOf(request.body);
    if (form === null) return { ok: false, reason: "malformed" };
    // The address is the configured one: Host and X-Forwarded-* are whatever the sender writes.
    const url = publicUrl + request.originalUrl;
    if (!isSigned(authTokens, request.header("x-twilio-signature"), url, form))
      return { ok: false, reason: "unsigned" };
    const value = parse(form);
    return value === null ? { ok: false, reason: "malformed" } : { ok: true, value };
  };
}

/** The query of an address as requested. */
export function queryOf(originalUrl: string): URLSearchParams {
  const question = originalUrl.indexOf("?");
  return new URLSearchParams(question === -1 ? "" : originalUrl.slice(question + 1));
}
