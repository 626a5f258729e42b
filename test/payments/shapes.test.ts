import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type Stripe from "stripe";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Attempt } from "../../src/core/payment-provider.ts";
import { mpesa } from "../../src/payments/mpesa/mpesa.ts";
import { stripe } from "../../src/payments/stripe/stripe.ts";
import { STRIPE_SECRET } from "./fake-stripe.ts";
import { mpesaPaybill, mpesaPrompt, stripeLink } from "./rails.ts";
import mpesaShapes from "./shapes/mpesa.json" with { type: "json" };
import stripeShapes from "./shapes/stripe.json" with { type: "json" };

/*
 * Messages as Safaricom (developer.safaricom.co.ke: M-Pesa Express, its query, C2B, transaction status) and Stripe
 * (docs.stripe.com/api) document them, in `shapes/`: the adapters read them, and what the fakes say is shaped like them.
 */

const GATEWAY = "https://sms.example.org";
const MPESA = {
  ...{ consumerKey: "key", consumerSecret: "secret", shortCode: "600638", passKey: "pass", initiator: "api" },
  ...{ securityCredential: "cred", publicUrl: GATEWAY, pathSecret: "secret" },
};
const ATTEMPT: Attempt = {
  ...{ paymentId: 7, amountMinor: 20_000, currency: "KES", phone: "+254708374149", createdAt: 0 },
  providerId: "ws_CO_191220191020363925",
};
const bytes = (message: object) => Buffer.from(JSON.stringify(message));

/** A provider that answers each address with one recorded message. */
async function answering(of: Readonly<Record<string, readonly [status: number, message: object]>>): Promise<string> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "", "http://provider").pathname;
    const [status, message] = of[path] ?? of["*"] ?? [404, {}];
    request.resume().on("end", () => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(message));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("M-Pesa's messages as they are documented", () => {
  const { parse, offered } = mpesa({ ...MPESA, apiUrl: "http://127.0.0.1:1" }, () => 0);
  const about = { by: "payment", paymentId: 7, providerId: ATTEMPT.providerId };
  const money = { amountMinor: 20_000, currency: "KES" };
  const sent = { by: "reference", reference: "9400749", providerId: "RKTQDM7W6S" };
  const query = { by: "query", queryId: "AG_20210709_1234409f86436c583e3f" };

  it.each([
    ["callbackPaid", "prompt/7", { kind: "paid", about, ...money, transactionId: ATTEMPT.providerId }],
    ["callbackCancelled", "prompt/7", { kind: "failed", about, reason: "1032" }],
    ["callbackTimeout", "prompt/7", { kind: "failed", about, reason: "1037" }],
    ["confirmation", "confirmation", { kind: "paid", about: sent, ...money, transactionId: "RKTQDM7W6S" }],
    ["movementCompleted", "result", { kind: "paid", about: query, ...money, transactionId: "RKTQDM7W6S" }],
    ["movementUnknown", "result", { kind: "failed", about: query, reason: "2032" }],
  ] as const)("%s is read", (name, path, event) => {
    expect(parse(bytes(mpesaShapes[name]), `secret/${path}`)).toEqual([event]);
  });

  it("a validation is a question, and nothing else is", () => {
    const question = { about: { reference: "9400749" }, ...money, transactionId: "RKTQDM7W6S" };
    expect(offered(bytes(mpesaShapes.validation), "secret/validation")).toEqual(question);
    expect(offered(bytes(mpesaShapes.confirmation), "secret/confirmation")).toBeNull();
    const { answer } = mpesa({ ...MPESA, apiUrl: "" }, () => 0);
    expect([answer("accept"), answer("closed")]).toEqual([
      mpesaShapes.validationAccepted,
      mpesaShapes.validationRejected,
    ]);
  });

  const paid = { result: "paid", ...money, transactionId: ATTEMPT.providerId, returnedMinor: 0 };
  it.each([
    [200, "promptPaid", paid],
    [200, "promptCancelled", { result: "failed", reason: "1032" }],
    [500, "promptStillOpen", { result: "open" }],
    [200, "promptUnderProcessing", { result: "open" }],
    [503, "error", { result: "open" }],
  ] as const)("a query answered %i %s is read", async (status, name, outcome) => {
    const token = [200, mpesaShapes.token] as const;
    const apiUrl = await answering({ "/oauth/v1/generate": token, "*": [status, mpesaShapes[name]] });
    expect(await mpesa({ ...MPESA, apiUrl }, () => 0).query(ATTEMPT)).toEqual(outcome);
  });

  it("a prompt that was taken, and a question about a movement, are read", async () => {
    const apiUrl = await answering({
      "/oauth/v1/generate": [200, mpesaShapes.token],
      "/mpesa/stkpush/v1/processrequest": [200, mpesaShapes.promptAccepted],
      "/mpesa/transactionstatus/v1/query": [200, mpesaShapes.movementAsked],
    });
    const provider = mpesa({ ...MPESA, apiUrl }, () => 0);
    expect(await provider.request(ATTEMPT)).toEqual({ result: "submitted", providerId: ATTEMPT.providerId });
    const later = await provider.query({ ...ATTEMPT, providerId: "RKTQDM7W6S" });
    expect(later).toEqual({ result: "later", queryId: query.queryId });
  });
});

describe("Stripe's messages as they are documented", () => {
  const { session, sessionCompleted, charge, refund, intent, event, error } = stripeShapes;
  const account = { secretKey: "sk_test_0123456789abcdef", webhookSecrets: [STRIPE_SECRET], publicUrl: GATEWAY };
  const told = (type: string, object: object) => bytes({ ...event, type, data: { object } });
  const { parse } = stripe({ ...account, apiUrl: "http://127.0.0.1:1" });
  const about = { by: "payment", paymentId: 7, providerId: session.id };
  const money = { amountMinor: 20_000, currency: "KES", transactionId: session.id };
  const changed = { kind: "changed", about: { ...about, providerId: null } };

  it.each([
    ["checkout.session.completed", sessionCompleted, { kind: "paid", about, ...money }],
    ["checkout.session.completed", { ...sessionCompleted, payment_status: "unpaid" }, { kind: "submitted", about }],
    ["checkout.session.async_payment_succeeded", sessionCompleted, { kind: "paid", about, ...money }],
    ["checkout.session.async_payment_failed", session, { kind: "failed", about, reason: "async_payment_failed" }],
    ["checkout.session.expired", { ...session, status: "expired" }, { kind: "failed", about, reason: "expired" }],
    ["charge.refunded", { ...charge, amount_refunded: 20_000, refunded: true }, changed],
    ["refund.failed", { ...refund, status: "failed" }, changed],
  ] as const)("%s is read", (type, object, is) => {
    expect(parse(told(type, object), "")).toEqual([is]);
  });

  it.each([
    ["that is open", 200, session, { result: "open" }],
    ["that is over", 200, { ...session, status: "expired", url: null }, { result: "failed", reason: "expired" }],
    [
      "that is paid",
      200,
      { ...sessionCompleted, payment_intent: intent },
      { ...money, result: "paid", returnedMinor: 0 },
    ],
    ["that is not there", 404, error, { result: "failed", reason: "unknown" }],
  ] as const)("a session %s is read", async (_, status, message, outcome) => {
    const apiUrl = await answering({ "*": [status, message] });
    expect(await stripe({ ...account, apiUrl }).query({ ...ATTEMPT, providerId: session.id })).toEqual(outcome);
  });

  it("has no member that Stripe's own SDK does not know", () => {
    type Unknown =
      | Exclude<keyof typeof session | keyof typeof sessionCompleted, keyof Stripe.Checkout.Session>
      | Exclude<keyof typeof intent, keyof Stripe.PaymentIntent>
      | Exclude<keyof typeof charge, keyof Stripe.Charge>
      | Exclude<keyof typeof refund, keyof Stripe.Refund>
      | Exclude<keyof typeof event, keyof Stripe.Event>;
    // It compiles only where nothing is unknown.
    const isKnown: [Unknown] extends [never] ? true : false = true;
    expect(isKnown).toBe(true);
  });
});

describe("the fakes say what is documented, member for member and type for type:", () => {
  it("Safaricom's", async () => {
    for (const open of [mpesaPrompt, mpesaPaybill]) {
      const rail = await open();
      const { id } = await rail.anaBooks(0);
      await rail.begins(id);
      await rail.later(31);
      await rail.pays(id);
      await rail.arrives();
      expect(shapesOf(rail.told).filter((shape) => !shapesOf(Object.values(mpesaShapes)).includes(shape))).toEqual([]);
      expect(rail.told.length).toBeGreaterThan(4);
    }
  });

  it("Stripe's", async () => {
    const rail = await stripeLink();
    const { id: visitId } = await rail.anaBooks(0);
    await rail.begins(visitId);
    await rail.later(31);
    await rail.pays(visitId);
    await rail.arrives();
    await rail.anaAsks({ type: "cancelVisit", visitId });
    await rail.later(24 * 3_600 + 1);
    await rail.arrives();
    const { session, sessionCompleted, charge, refund, intent, event } = stripeShapes;
    const things = [session, sessionCompleted, { ...sessionCompleted, payment_intent: intent }, charge, refund];
    const known = shapesOf([...things, ...things.map((object) => ({ ...event, data: { object } }))]);
    expect(shapesOf(rail.told).filter((shape) => !known.includes(shape))).toEqual([]);
    expect(new Set(shapesOf(rail.told)).size).toBeGreaterThan(4);
  });
});

/** What a message is made of: its members by name, and of what type each is. Lists of named values are told by their names. */
function shapesOf(messages: readonly object[]): readonly string[] {
  return messages.map((message) => JSON.stringify(shapeOf(message)));
}

function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(named).map(shapeOf);
  if (value === null || typeof value !== "object") return value === null ? "null" : typeof value;
  const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  // What stands under metadata is ours.
  return Object.fromEntries(sorted.map(([key, one]) => [key, key === "metadata" ? "ours" : shapeOf(one)]));
}

function named(item: unknown): unknown {
  const { Name, Key, Value } = (item ?? {}) as Record<string, unknown>;
  const name = Name ?? Key;
  return typeof name === "string" ? { [name]: Value } : item;
}
