import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { demoToken } from "../../src/booking/demo-district.ts";
import { newVoucher } from "../../src/payments/voucher/codes.ts";
import { type Engine, openEngine } from "../../src/store/engine.ts";
import { breaches } from "../../src/store/invariants.ts";
import { seededRandom } from "../helpers/demo.ts";
import { clientOf, type Got } from "../http/rest/world.ts";
import { chanceOf, FINE } from "../payments/chance.ts";
import { fakeMpesa } from "../payments/fake-mpesa.ts";
import { fakeStripe, STRIPE_KEY, STRIPE_SECRET } from "../payments/fake-stripe.ts";
import { type Program, program } from "./gateway.ts";

/** 6 kills in CI, 100 with PROOF_LONG=1. */
const KILLS = process.env["PROOF_LONG"] === "1" ? 100 : 6;
const CLIENTS = 4;
const SEED = Number(process.env["SEED"] ?? Date.now() % 1_000_000);
const HOUR = 3_600_000;
const PATH_SECRET = "a-long-and-random-path-secret";
/** Answers lost, providers busy, reports lost, doubled and overtaken, each now and then. */
const RATES = { lostAnswer: 0.08, busy: 0.08, lostReport: 0.1, doubled: 0.2, overtaken: 0.3 };

const random = seededRandom(SEED);
const folder = mkdtempSync(join(tmpdir(), "gateway-payment-crash-"));
const stopping: (() => unknown)[] = [];
afterAll(async () => {
  for (const stop of stopping) await stop();
  rmSync(folder, { recursive: true, force: true });
});

type Request = { readonly path: string; readonly once: string; readonly body: object; answer: Got | null };

/** Both providers, outside what is killed, and the people who pay there or do not. */
async function providers() {
  const mpesa = await fakeMpesa({}, chanceOf(SEED, RATES));
  const stripe = await fakeStripe(Date.now, chanceOf(SEED + 1, RATES));
  let isOver = false;
  const pumping: Promise<void>[] = [];
  stopping.push(mpesa.stop, stripe.stop, async () => {
    isOver = true;
    await Promise.all(pumping);
  });
  /** Somebody who is told nothing is told again, as both providers do it. */
  const pump = async (pending: (() => Promise<unknown>)[]) => {
    while (!isOver) {
      const next = pending.shift();
      const answer = next && (await next().catch(() => null));
      if (next && !(answer instanceof Response && answer.ok)) pending.push(next);
      if (!next || !answer) await pause(20);
    }
  };
  /** Who is prompted answers, and who has a link may pay there. */
  const people = async (hasLink: (session: string) => boolean) => {
    while (!isOver) {
      await pause(30);
      if (mpesa.prompts.some(({ code }) => code === null)) await mpesa.answers(random() < 0.7 ? 0 : 1032);
      const open = stripe.sessions.filter(({ id, status }) => status === "open" && hasLink(id));
      const one = open[Math.floor(random() * open.length)];
      if (one && random() < 0.5) stripe.pays(one);
    }
  };
  return { mpesa, stripe, begin };

  function begin(hasLink: (session: string) => boolean): void {
    pumping.push(pump(mpesa.pending), pump(stripe.pending), people(hasLink));
  }
}

/** Patients booked by a system, each paid for in one way or another; some are cancelled. */
function crowd(
  gateway: Program,
  slots: readonly { readonly doctorId: number; readonly start: string }[],
  codes: string[],
) {
  const ask = clientOf(gateway.url, demoToken ?? "");
  const requests: Request[] = [];
  const send = async (request: Request): Promise<boolean> => {
    const { path, body, once } = request;
    const got = await ask(path, { body, once, seen: "*" }).catch(() => null);
    if (!got) return false;
    if (request.answer) expect([got.status, got.body], once).toEqual([request.answer.status, request.answer.body]);
    request.answer = got;
    expect([200, 201, 402, 409], JSON.stringify(got.body)).toContain(got.status);
    return true;
  };
  const once = async (path: string, body: object): Promise<Got | null> => {
    const request: Request = { path, once: `${SEED}-${requests.length}`, body, answer: null };
    requests.push(request);
    return (await send(request)) ? request.answer : null;
  };
  const payment = () => {
    const n = random();
    if (n < 0.4) return { way: "stripe" };
    if (n < 0.8) return { way: "mpesa", phone: "+254712345678" };
    // Some try one that another has used.
    return { way: "voucher", code: (random() < 0.5 ? codes.pop() : codes[0]) ?? "123456789012" };
  };
  const oneVisit = async (): Promise<boolean> => {
    const patient = await once("/v1/patients", { name: "Zarina", locationId: 1 });
    const { doctorId, start } = slots[Math.floor(random() * slots.length)] ?? { doctorId: 0, start: "" };
    const body = { patientId: patient?.body.patientId, doctorId, desiredDateTime: start, payment: payment() };
    const visit = patient && (await once("/v1/appointments", body));
    if (visit?.status !== 201 || random() < 0.8) return visit !== null;
    return (await once(`/v1/appointments/${visit.body.appointmentId}/cancel`, {})) !== null;
  };
  const client = async () => {
    while (await oneVisit());
  };
  return { requests, send, client };
}

/** So much time goes by while nothing runs; of what Stripe may not have heard of yet it counts the age. */
function goesBy(engine: Engine, ms: number): void {
  engine.raw.exec(`update payments set created_at = created_at - ${ms} where state <> 'requested';
    update appointments set hold_ends_at = hold_ends_at - ${ms} where state = 'pending_payment';
    update timers set due_at = due_at - ${ms} where kind in ('hold.end', 'payment') and state = 'pending'`);
}

test("killed between any two steps of a payment, no money and no seat is lost, and nobody pays twice", async () => {
  process.stdout.write(`payment crash: SEED=${SEED}, ${KILLS} kills\n`);
  const { mpesa, stripe, begin } = await providers();
  const gateway = await program(folder, {
    ...{ STRIPE_SECRET_KEY: STRIPE_KEY, STRIPE_WEBHOOK_SECRET: STRIPE_SECRET, STRIPE_API_URL: stripe.url },
    ...{ MPESA_API_URL: mpesa.url, MPESA_CONSUMER_KEY: "key", MPESA_CONSUMER_SECRET: "secret" },
    ...{ MPESA_SHORT_CODE: "600000", MPESA_PASS_KEY: "pass", MPESA_INITIATOR: "api" },
    ...{ MPESA_SECURITY_CREDENTIAL: "cred", MPESA_PATH_SECRET: PATH_SECRET },
  });
  stopping.unshift(gateway.kill);
  mpesa.reaches(gateway.url);
  stripe.reaches(gateway.url);
  const engine = openEngine({ file: gateway.file, key: gateway.key });
  stopping.push(engine.close);
  engine.raw.exec(`update practitioners set fee_minor = 20000, fee_currency = 'KES'; update schedules set pay = 'ahead';
    update locations set pay_ways = '["mpesa","stripe"]'`);
  const codes: string[] = [];
  for (let n = 0; n < 50; n += 1)
    codes.push(await engine.transact((tx) => newVoucher(tx, { minor: 20_000, currency: "KES" })));
  await gateway.start();
  const count = (sql: string) => Number(engine.raw.prepare(sql).pluck().get());
  const hasLink = (session: string) =>
    count(`select count(*) from payments where provider_id = '${session}' and link is not null`) > 0;
  begin(hasLink);
  const found = await clientOf(gateway.url, demoToken ?? "")("/v1/slots?limit=100");
  const { requests, send, client } = crowd(gateway, found.body.slots, codes);
  for (let kill = 0; kill < KILLS; kill += 1) {
    const clients = Array.from({ length: CLIENTS }, client);
    await pause(150 + random() * 450);
    await gateway.kill();
    await Promise.all(clients);
    goesBy(engine, random() < 0.5 ? 61_000 : 200_000);
    await gateway.start();
    for (const request of requests.filter(({ answer }) => answer === null)) expect(await send(request)).toBe(true);
  }
  // Days go by in which nothing goes wrong, and whatever is open is asked about, withdrawn or given back.
  const open = () =>
    count(
      "select (select count(*) from payments where todo is not null) + (select count(*) from payment_events where done_at is null)",
    );
  mpesa.fares(FINE);
  stripe.fares(FINE);
  let rounds = 0;
  for (; rounds < 30 && (open() > 0 || stripe.pending.length + mpesa.pending.length > 0); rounds += 1) {
    await gateway.kill();
    goesBy(engine, 13 * HOUR);
    await gateway.start();
    await pause(500);
  }
  await gateway.kill();
  expect(open()).toBe(0);

  expect(engine.raw.pragma("integrity_check", { simple: true })).toBe("ok");
  expect(await engine.transact(breaches)).toEqual([]);
  const kept = (provider: string) =>
    count(
      `select coalesce(sum(iif(kind = 'paid', amount_minor, -amount_minor)), 0) from ledger where provider = '${provider}'`,
    );
  const prompted = mpesa.prompts.filter(({ code }) => code === 0);
  expect(kept("stripe"), "at Stripe").toBe(stripe.kept());
  expect(kept("mpesa"), "at M-Pesa").toBe(prompted.length * 20_000);
  expect(kept("voucher"), "by voucher").toBe(count("select count(*) from vouchers where used_at is not null") * 20_000);
  // Nobody was asked twice for one attempt, and no link outlives its seat.
  expect(new Set(mpesa.prompts.map(({ account }) => account)).size).toBe(mpesa.prompts.length);
  expect(new Set(stripe.sessions.map(({ metadata }) => metadata["payment"])).size).toBe(stripe.sessions.length);
  expect(stripe.sessions.filter(({ id, status }) => status === "open" && hasLink(id))).toEqual([]);
  expect(count("select count(*) from appointments where state = 'pending_payment'")).toBe(0);
  const booked = count("select count(*) from appointments where state = 'booked' and reference is not null");
  process.stdout.write(
    `payment crash: ${requests.length} requests, ${stripe.sessions.length} links, ${mpesa.prompts.length} prompts, ${booked} visits paid, ${rounds} rests\n`,
  );
  expect(Math.min(stripe.sessions.length, mpesa.prompts.length, booked)).toBeGreaterThan(0);
});
