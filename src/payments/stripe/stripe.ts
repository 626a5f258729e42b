import Stripe from "stripe";
import type {
  Attempt,
  Cancelled,
  Declined,
  OutsideProvider,
  Queried,
  Refunded,
  Requested,
} from "../../core/payment-provider.ts";
import { jsonOf } from "../json.ts";
import { stripeAmount } from "./amounts.ts";
import { outcomeOf, type Session } from "./session.ts";
import { stripeEvents } from "./shapes.ts";
import { isSigned } from "./signature.ts";

/** One account at Stripe, or anything compatible at another address. */
export type StripeAccount = {
  readonly secretKey: string;
  readonly webhookSecrets: readonly string[];
  readonly apiUrl: string;
  /** Our own address: where people come back to, and what tells our payments from others of the account. */
  readonly publicUrl: string;
};

/** Stripe answers within a second; three calls of one refund must end before somebody else looks after it. */
const PATIENCE_MS = 10_000;
/** Stripe takes 30 minutes to a day from now; with this the last repetition of a request still may. We end it ourselves, with the hold. */
const LINK_LASTS_S = 3_600;

/** Stripe: a link to a page of Stripe's where she pays by whatever the account takes. */
export function stripe(account: StripeAccount): OutsideProvider {
  const api = apiOf(account);
  return {
    settles: "outside",
    name: "stripe",
    path: "stripe",
    trust: "signed",
    verify: (delivery) => isSigned(api.webhooks, account.webhookSecrets, delivery),
    parse: (body) => stripeEvents(jsonOf(body), account.publicUrl),
    offered: () => null,
    answer: () => ({ received: true }),
    request: (attempt) => requested(api, account, attempt),
    query: (attempt) => queried(api, attempt),
    cancel: (attempt) => cancelled(api, attempt),
    refund: (attempt, amountMinor, returnedMinor) => refunded(api, account, attempt, { amountMinor, returnedMinor }),
  };
}

function apiOf({ secretKey, apiUrl }: StripeAccount): Stripe {
  const { protocol, hostname, port } = new URL(apiUrl);
  return new Stripe(secretKey, {
    ...{ host: hostname, protocol: protocol === "http:" ? "http" : "https" },
    ...(port === "" ? {} : { port }),
    // What failed is tried again by our own rows, which survive us.
    ...{ maxNetworkRetries: 0, timeout: PATIENCE_MS, telemetry: false },
  });
}

/** The same key and the same fields again are the same link: Stripe keeps keys for a day. */
async function requested(api: Stripe, { publicUrl }: StripeAccount, attempt: Attempt): Promise<Requested> {
  const { paymentId, amountMinor, currency, createdAt } = attempt;
  const metadata = { gateway: publicUrl, payment: String(paymentId) };
  const price = { currency: currency.toLowerCase(), unit_amount: stripeAmount(amountMinor, currency) };
  try {
    const { id: providerId, url: link } = await api.checkout.sessions.create(
      {
        mode: "payment",
        // Whoever looks over her shoulder learns nothing.
        line_items: [{ quantity: 1, price_data: { ...price, product_data: { name: "Visit" } } }],
        ...{ metadata, payment_intent_data: { metadata } },
        expires_at: Math.floor(createdAt / 1_000) + LINK_LASTS_S,
        success_url: `${publicUrl}/pay`,
        // What she pays is what is owed, in its own currency.
        adaptive_pricing: { enabled: false },
      },
      { idempotencyKey: `payment-${paymentId}-${createdAt}` },
    );
    return link ? { result: "offered", providerId, link } : { result: "declined", reason: "no link", retry: false };
  } catch (error) {
    return declined(error);
  }
}

async function queried(api: Stripe, { providerId }: Attempt): Promise<Queried> {
  if (providerId === null) return { result: "open" };
  try {
    return outcomeOf(await session(api, providerId));
  } catch (error) {
    return isUnknown(error) ? { result: "failed", reason: "unknown" } : { result: "open" };
  }
}

/** Ends the link, so that nobody pays for a seat that is gone. */
async function cancelled(api: Stripe, { providerId }: Attempt): Promise<Cancelled> {
  if (providerId === null) return "ended";
  try {
    const { status } = await session(api, providerId);
    if (status === "complete") return "open";
    if (status === "open") await api.checkout.sessions.expire(providerId);
    return "ended";
  } catch (error) {
    return isUnknown(error) ? "ended" : "unknown";
  }
}

/** Gives back once: where more or less went back than we know of, that is told first and nothing is given. */
async function refunded(
  api: Stripe,
  { publicUrl }: StripeAccount,
  { paymentId, providerId, currency }: Attempt,
  { amountMinor, returnedMinor }: { readonly amountMinor: number; readonly returnedMinor: number },
): Promise<Refunded> {
  if (providerId === null) return { result: "declined", reason: "unknown", retry: false };
  try {
    const before = await session(api, providerId);
    const paid = outcomeOf(before);
    if (paid.result !== "paid") return { result: "declined", reason: "not paid", retry: false };
    if (paid.returnedMinor !== returnedMinor) return { result: "refunded", paid };
    await api.refunds.create(
      {
        payment_intent: intentOf(before),
        amount: stripeAmount(amountMinor, currency),
        metadata: { gateway: publicUrl, payment: String(paymentId) },
      },
      { idempotencyKey: `refund-${providerId}-${returnedMinor}-${amountMinor}` },
    );
    const after = outcomeOf(await session(api, providerId));
    return after.result === "paid"
      ? { result: "refunded", paid: after }
      : { result: "declined", reason: "lost", retry: true };
  } catch (error) {
    return declined(error);
  }
}

async function session(api: Stripe, id: string): Promise<Session> {
  return await api.checkout.sessions.retrieve(id, { expand: ["payment_intent.latest_charge"] });
}

function intentOf({ payment_intent: intent }: Session): string {
  return typeof intent === "string" ? intent : (intent?.id ?? "");
}

/** What Stripe refuses it will refuse again, unless it was too busy, or its answer was lost. */
function declined(error: unknown): Declined {
  const isRefusal =
    error instanceof Stripe.errors.StripeInvalidRequestError || error instanceof Stripe.errors.StripeCardError;
  const reason = error instanceof Stripe.errors.StripeError ? (error.code ?? error.type) : "unreachable";
  return { result: "declined", reason, retry: !isRefusal };
}

function isUnknown(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeError && error.code === "resource_missing";
}
