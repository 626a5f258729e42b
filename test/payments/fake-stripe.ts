import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import Stripe from "stripe";
import { type Chance, FINE, underway } from "./chance.ts";
import shapes from "./shapes/stripe.json" with { type: "json" };
import { chargeShape, eventShape, type FakeSession, refundShape, sessionShape } from "./stripe-shapes.ts";

/** The signing secret of the fake's webhook. */
export const STRIPE_SECRET = "whsec_test_0123456789abcdef";
/** The key of its account. */
export const STRIPE_KEY = "sk_test_0123456789abcdef";

type Answer = { readonly status: number; readonly body: object };
type Form = URLSearchParams;

const webhooks = new Stripe(STRIPE_KEY).webhooks;

/**
 * Stripe as far as we use it, over real HTTP: sessions, refunds and signed events. It remembers everything, keys of once-only
 * requests too, so that a test can ask what became of the money; `clock` is its own, in milliseconds.
 */
export async function fakeStripe(clock: () => number, chance: Chance = FINE) {
  let odds = chance;
  const sessions: FakeSession[] = [];
  const once = new Map<string, { readonly form: string; readonly answer: Answer }>();
  const { pending, report, deliver } = underway(() => odds);
  let gateway = "";
  let serial = 0;
  const said: object[] = [];

  const server = createServer(async (request, response) => {
    const fate = odds.answer();
    const body = await text(request);
    const { status, body: answer } = fate === "busy" ? refused(503, "api_error") : answered(request, body);
    if (fate === "lost") return void request.socket.destroy();
    said.push(answer);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  function answered({ method, url = "", headers }: IncomingMessage, body: string): Answer {
    if (headers.authorization !== `Bearer ${STRIPE_KEY}`) return refused(401, "invalid_request_error");
    const { pathname: path } = new URL(url, "http://fake");
    const key = headers["idempotency-key"];
    if (method !== "POST" || typeof key !== "string") return act(method, path, new URLSearchParams(body));
    const known = once.get(key);
    if (known) return known.form === body ? known.answer : refused(400, "idempotency_error");
    const answer = act(method, path, new URLSearchParams(body));
    if (answer.status < 500) once.set(key, { form: body, answer });
    return answer;
  }

  function act(method: string | undefined, path: string, form: Form): Answer {
    if (method === "POST" && path === "/v1/checkout/sessions") return created(form);
    if (method === "POST" && path === "/v1/refunds") return refundedBy(form);
    const [, id, verb] = /^\/v1\/checkout\/sessions\/(\w+)(\/expire)?$/.exec(path) ?? [];
    const session = sessions.find((one) => one.id === id);
    if (!session) return refused(404, "invalid_request_error", "resource_missing");
    runOut(session);
    if (method === "GET") return { status: 200, body: sessionShape(session, true) };
    return verb ? expired(session) : refused(404, "invalid_request_error");
  }

  function created(form: Form): Answer {
    const expiresAt = Number(form.get("expires_at"));
    const lasts = expiresAt - clock() / 1_000;
    if (lasts < 1_800 - 1 || lasts > 86_400) return refused(400, "invalid_request_error", "parameter_invalid");
    const amount = Number(form.get("line_items[0][price_data][unit_amount]"));
    if (amount < 50) return refused(400, "invalid_request_error", "amount_too_small");
    serial += 1;
    const metadata = metadataIn(form, "metadata");
    const session: FakeSession = {
      ...{ id: `cs_test_a1${serial}`, intent: `pi_${serial}`, charge: `ch_${serial}`, expiresAt, amount, metadata },
      currency: form.get("line_items[0][price_data][currency]") ?? "",
      intentMetadata: metadataIn(form, "payment_intent_data[metadata]"),
      ...{ status: "open", payment: "unpaid", intentStatus: "requires_payment_method", refundedTotal: 0 },
    };
    sessions.push(session);
    return { status: 200, body: sessionShape(session, false) };
  }

  function expired(session: FakeSession): Answer {
    if (session.status !== "open") return refused(400, "invalid_request_error");
    session.status = "expired";
    tell("checkout.session.expired", sessionShape(session, false));
    return { status: 200, body: sessionShape(session, false) };
  }

  function runOut(session: FakeSession): void {
    if (session.status === "open" && session.expiresAt * 1_000 <= clock()) expired(session);
  }

  function refundedBy(form: Form): Answer {
    const session = sessions.find(({ intent }) => intent === form.get("payment_intent"));
    if (session?.payment !== "paid") return refused(400, "invalid_request_error", "resource_missing");
    return giveBack(session, Number(form.get("amount")), metadataIn(form, "metadata"));
  }

  function giveBack(session: FakeSession, amount: number, metadata: object): Answer {
    if (session.refundedTotal + amount > session.amount)
      return refused(400, "invalid_request_error", "charge_already_refunded");
    session.refundedTotal += amount;
    serial += 1;
    tell("charge.refunded", chargeShape(session));
    return { status: 200, body: refundShape(session, `re_${serial}`, amount, "succeeded", metadata) };
  }

  /** Sends an event, signed when it leaves. */
  function tell(type: string, object: object): void {
    serial += 1;
    const event = eventShape(`evt_${serial}`, type, object, Math.floor(clock() / 1_000));
    said.push(event);
    report(() => post(JSON.stringify(event)));
  }

  async function post(payload: string, secret = STRIPE_SECRET, timestamp = Math.floor(clock() / 1_000)) {
    const signature = webhooks.generateTestHeaderString({ payload, secret, timestamp });
    const headers = { "content-type": "application/json; charset=utf-8", "stripe-signature": signature };
    return await fetch(`${gateway}/payments/stripe`, { method: "POST", headers, body: payload });
  }

  function last(): FakeSession {
    const session = sessions.at(-1);
    if (!session) throw new Error("nobody has a link");
    return session;
  }

  return {
    ...{ sessions, pending, deliver, post, last, said },
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => void server.close(),
    reaches: (url: string) => {
      gateway = url;
    },
    /** From now on things go wrong like this. */
    fares: (next: Chance) => {
      odds = next;
    },
    /** She pays on Stripe's page; false where it no longer takes money. `slowly`: her bank takes its time. */
    pays: (session = last(), slowly = false): boolean => {
      runOut(session);
      if (session.status !== "open") return false;
      session.status = "complete";
      session.payment = slowly ? "unpaid" : "paid";
      session.intentStatus = slowly ? "processing" : "succeeded";
      tell("checkout.session.completed", sessionShape(session, false));
      return true;
    },
    /** What the slow bank says in the end. */
    bankSays: (isYes: boolean, session = last()): void => {
      session.payment = isYes ? "paid" : "unpaid";
      session.intentStatus = isYes ? "succeeded" : "requires_payment_method";
      const type = `checkout.session.async_payment_${isYes ? "succeeded" : "failed"}`;
      tell(type, sessionShape(session, false));
    },
    /** Somebody gives money back in Stripe's own pages. */
    givesBack: (amount: number, session = last()) => giveBack(session, amount, {}),
    /** A refund bounces: the card is closed. */
    bounces: (amount: number, session = last()): void => {
      session.refundedTotal -= amount;
      tell("refund.failed", refundShape(session, "re_x", amount, "failed", session.intentMetadata));
    },
    /** Money that moved to us and stayed. */
    kept: () => sessions.reduce((sum, one) => sum + (one.payment === "paid" ? one.amount - one.refundedTotal : 0), 0),
  };
}

function refused(status: number, type: string, code?: string): Answer {
  const { code: _, ...shape } = shapes.error.error;
  return { status, body: { error: { ...shape, type, ...(code ? { code } : {}), message: "refused" } } };
}

function metadataIn(form: Form, name: string): Record<string, string> {
  const members = [...form].flatMap(([key, value]) => {
    const member = key.startsWith(`${name}[`) ? key.slice(name.length + 1, -1) : null;
    return member === null ? [] : [[member, value] as const];
  });
  return Object.fromEntries(members);
}

async function text(request: IncomingMessage): Promise<string> {
  let all = "";
  for await (const chunk of request) all += String(chunk);
  return all;
}
