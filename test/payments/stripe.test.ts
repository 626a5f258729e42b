import { describe, expect, it, onTestFinished } from "vitest";
import { claimAsking } from "../../src/booking/payments/ask-provider.ts";
import { chargeByReference, giveBackNow } from "../../src/booking/payments/by-staff.ts";
import { stripe } from "../../src/payments/stripe/stripe.ts";
import { as } from "../helpers/booking.ts";
import { publicUrl } from "../http/gateway.ts";
import { arriving } from "./chance.ts";
import { fakeStripe, STRIPE_KEY, STRIPE_SECRET } from "./fake-stripe.ts";
import { type Death, mortal } from "./mortal.ts";
import { PAGES, payingWorld } from "./world.ts";

async function world(webhookSecrets: readonly string[] = [STRIPE_SECRET], death?: Death) {
  let now = () => 0;
  const fake = await fakeStripe(() => now());
  onTestFinished(fake.stop);
  const account = { secretKey: STRIPE_KEY, webhookSecrets, apiUrl: fake.url, publicUrl };
  const paying = await payingWorld(() => mortal(stripe(account), death));
  now = () => paying.clock.now;
  fake.reaches(paying.gateway.url);
  const arrives = arriving(fake, paying.drain);
  /** Ana opens the link of the last text that had one. */
  const opens = async (language = "en"): Promise<Response> => {
    const links = paying.pluck("select content from messages where purpose = 'link' order by id");
    const [, code] = new RegExp(`${PAGES}(\\w+)`).exec(String(links.at(-1))) ?? [];
    const headers = { "accept-language": language };
    return await fetch(`${paying.gateway.url}/pay/${code}`, { redirect: "manual", headers });
  };
  return { ...paying, fake, arrives, opens };
}

describe("a link", () => {
  it("is texted, leads to Stripe's page, and books when she has paid there", async () => {
    const { asks, fake, opens, arrives, states, ledger, said } = await world();
    await asks();
    expect(said()).toEqual(["pay.link"]);
    const opened = await opens();
    expect([opened.status, opened.headers.get("location")]).toEqual([
      303,
      "https://checkout.stripe.com/c/pay/cs_test_a11#fidkdWxOYHwnPyd1blpxYHZxWjA0",
    ]);
    expect(fake.last()).toMatchObject({ amount: 20_000, currency: "kes", intentMetadata: { payment: "1" } });
    fake.pays();
    await arrives();
    expect([states(), ledger(), said()]).toEqual([["booked"], ["paid 20000"], ["pay.link", "pay.done"]]);
    expect((await opens()).status).toBe(410);
  });

  it("keeps the seat for 15 minutes from the booking, is never longer open, and is closed with the hold", async () => {
    const { asks, anaAsks, drain, clock, fake, holdEnds, states, opens, arrives, said } = await world();
    const from = clock.now;
    const visitId = await asks();
    clock.now += 60_000;
    await anaAsks({ type: "startPayment", visitId, way: "stripe" });
    await drain();
    expect(fake.sessions).toHaveLength(1);
    expect(said()).toEqual(["pay.link", "pay.link"]);
    expect(await holdEnds(visitId)).toBe("expired");
    expect(clock.now - from).toBe(15 * 60_000);
    expect(states()).toEqual(["expired"]);
    expect((await opens()).status).toBe(410);
    expect(fake.last().status).toBe("expired");
    expect(fake.pays()).toBe(false);
    await arrives();
    expect(said()).toEqual(["pay.link", "pay.link", "pay.over"]);
  });

  it.each(["before", "after"] as const)("is closed though a worker dies %s it has asked Stripe to", async (step) => {
    const { asks, holdEnds, later, fake, errors } = await world([STRIPE_SECRET], { at: "cancel", step });
    const visitId = await asks();
    await holdEnds(visitId);
    expect(errors.splice(0)).toHaveLength(1);
    await later(61);
    expect([fake.last().status, fake.pays()]).toEqual(["expired", false]);
  });

  it("is closed when she pays another way, and made anew when a part is paid", async () => {
    const { asks, anaAsks, drain, fake, run, states, ledger, voucher, arrives } = await world();
    const visitId = await asks();
    await anaAsks({ type: "redeemVoucher", visitId, code: await voucher(5_000) });
    await arrives();
    expect(fake.last().status).toBe("expired");
    await anaAsks({ type: "startPayment", visitId, way: "stripe" });
    await drain();
    expect(fake.sessions.map(({ amount, status }) => `${status} ${amount}`)).toEqual(["expired 20000", "open 15000"]);
    fake.pays();
    await arrives();
    expect([states(), ledger()]).toEqual([["booked"], ["paid 5000", "paid 15000"]]);
    expect(await run(async () => fake.kept())).toBe(15_000);
  });

  it("waits for a slow bank five minutes longer; its no is told, its late yes takes the seat back", async () => {
    for (const isYes of [true, false]) {
      const { asks, fake, arrives, states, said, holdEnds, clock } = await world();
      const visitId = await asks();
      fake.pays(fake.last(), true);
      await arrives();
      expect(states()).toEqual(["pending_payment"]);
      if (isYes) {
        expect(await holdEnds(visitId)).toBe("later");
        clock.now += 5 * 60_000;
        expect(await holdEnds(visitId)).toBe("expired");
      }
      fake.bankSays(isYes);
      await arrives();
      expect(states()).toEqual([isYes ? "booked" : "pending_payment"]);
      expect(said().at(-1)).toBe(isYes ? "pay.done" : "pay.failed");
    }
  });

  it("is found paid by asking, though nothing is ever reported", async () => {
    const { asks, fake, states, later } = await world();
    await asks();
    fake.pays();
    fake.pending.splice(0);
    await later(29);
    expect(states()).toEqual(["pending_payment"]);
    await later(2);
    expect(states()).toEqual(["booked"]);
  });

  it("is made once though answers are lost and Stripe is busy, and given up after three times", async () => {
    const fates = ["lost", "busy", "given"] as const;
    const { asks, fake, later, said, states } = await world();
    let n = 0;
    fake.fares({ answer: () => fates[n++] ?? "given", report: () => ({ copies: 1, isOvertaken: false }) });
    await asks();
    await later(11);
    await later(11);
    expect([fake.sessions.length, said()]).toEqual([1, ["pay.link"]]);
    const other = await world();
    other.fake.fares({ answer: () => "busy", report: () => ({ copies: 1, isOvertaken: false }) });
    await other.asks();
    for (let tries = 1; tries < 3; tries += 1) await other.later(11);
    expect([other.said(), other.states(), states()]).toEqual([
      ["pay.failed"],
      ["pending_payment"],
      ["pending_payment"],
    ]);
  });
});

describe("a delivery", () => {
  const paid = (paymentId: number, gateway = publicUrl) =>
    JSON.stringify({
      ...{ id: "evt_x", object: "event", type: "checkout.session.completed" },
      data: {
        object: {
          ...{ id: "cs_test_a11", object: "checkout.session", payment_status: "paid", amount_total: 20_000 },
          ...{ currency: "kes", metadata: { gateway, payment: String(paymentId) } },
        },
      },
    });

  it("is refused without our signature, and outside five minutes of now on either side", async () => {
    const { asks, fake, drain, clock, ledger } = await world(["whsec_old", STRIPE_SECRET]);
    await asks();
    const at = (seconds: number) => Math.floor(clock.now / 1_000) + seconds;
    const status = async (...[body, secret, time]: Parameters<typeof fake.post>) =>
      (await fake.post(body, secret, time)).status;
    expect(await status(paid(1), "whsec_other")).toBe(403);
    expect(await status(paid(1), STRIPE_SECRET, at(-301))).toBe(403);
    expect(await status(paid(1), STRIPE_SECRET, at(302))).toBe(403);
    await drain();
    expect(ledger()).toEqual([]);
    expect(await status(paid(1), STRIPE_SECRET, at(-299))).toBe(200);
    expect(await status(paid(1), "whsec_old", at(299))).toBe(200);
    await drain();
    expect(ledger()).toEqual(["paid 20000"]);
  });

  it("with two times in its signature, or none, is refused", async () => {
    const { gateway } = await world();
    for (const signature of ["", "v1=00", "t=1,t=2,v1=00", "t=x,v1=00"]) {
      const headers = { "stripe-signature": signature };
      const answer = await fetch(`${gateway.url}/payments/stripe`, { method: "POST", headers, body: paid(1) });
      expect(answer.status).toBe(403);
    }
  });

  it("about nothing of ours changes nothing: another shop of the account, no attempt, no event", async () => {
    const { asks, fake, drain, ledger, states } = await world();
    await asks();
    const bodies = [
      paid(1, "https://shop.example.org"),
      paid(99),
      paid(1).replace("cs_test_a11", "cs_other"),
      "{}",
      "[1]",
    ];
    for (const body of bodies) expect((await fake.post(body)).status).toBe(200);
    await drain();
    expect([ledger(), states()]).toEqual([[], ["pending_payment"]]);
  });
});

describe("money that is hers again", () => {
  it("goes back by itself a day after a visit is off, and is told", async () => {
    const { asks, anaAsks, fake, arrives, later, ledger, tasks, said } = await world();
    const visitId = await asks();
    fake.pays();
    await arrives();
    as(await anaAsks({ type: "cancelVisit", visitId }), "cancelled");
    await later(23 * 3_600);
    expect([fake.kept(), tasks()]).toEqual([20_000, ["refund.due"]]);
    await later(3_601);
    await arrives();
    expect([fake.kept(), tasks(), ledger()]).toEqual([0, [], ["paid 20000", "refunded 20000"]]);
    expect(said().at(-1)).toBe("pay.back");
  });

  it("counts for the next visit within that day instead", async () => {
    const { asks, anaAsks, anaBooks, fake, arrives, later, states, tasks } = await world();
    const visitId = await asks();
    fake.pays();
    await arrives();
    await anaAsks({ type: "cancelVisit", visitId });
    expect(await anaBooks(3)).toMatchObject({ state: "booked" });
    await later(25 * 3_600);
    expect([fake.kept(), tasks(), states()]).toEqual([20_000, [], ["cancelled", "booked"]]);
  });

  it("counts for nothing else while it is on its way back", async () => {
    const { asks, anaAsks, anaBooks, fake, arrives, run, states, later, pluck } = await world();
    const visitId = await asks();
    fake.pays();
    await arrives();
    await anaAsks({ type: "cancelVisit", visitId });
    const reference = () => String(pluck("select reference from appointments")[0]);
    expect(await run(async (tx) => giveBackNow(tx, await chargeByReference(tx, reference())))).toBe(null);
    // A worker has asked Stripe to give it back, and nobody knows yet what came of it.
    expect((await run((tx) => claimAsking(tx, 1)))?.todo).toBe("refund");
    expect(await anaBooks(3)).toMatchObject({ state: "pending_payment" });
    await later(61);
    expect([fake.kept(), states()]).toEqual([0, ["cancelled", "pending_payment"]]);
  });

  it("goes back at once where it is too much, once though answers are lost", async () => {
    const { asks, anaAsks, fake, arrives, later, voucher, ledger, states } = await world();
    const visitId = await asks();
    // She has Stripe's page open while she types a voucher: what she paid there arrives first.
    fake.pays();
    await anaAsks({ type: "redeemVoucher", visitId, code: await voucher(5_000) });
    let n = 0;
    const fates = ["given", "lost", "busy"] as const;
    fake.fares({ answer: () => fates[n++] ?? "given", report: () => ({ copies: 1, isOvertaken: false }) });
    await arrives();
    for (let tries = 0; tries < 5; tries += 1) await later(120);
    await arrives();
    expect([states(), fake.kept()]).toEqual([["booked"], 15_000]);
    expect(ledger()).toEqual(["paid 5000", "paid 20000", "refunded 5000"]);
  });

  it("given back in Stripe's pages is noted; a visit that is booked stays, and the clinic is told", async () => {
    const { asks, fake, arrives, states, ledger, tasks } = await world();
    await asks();
    fake.pays();
    await arrives();
    fake.givesBack(8_000);
    await arrives();
    expect([states(), tasks()]).toEqual([["booked"], ["refund.outside"]]);
    expect(ledger()).toEqual(["paid 20000", "refunded 8000", "waived 8000"]);
  });

  it("that bounces is with us again, and becomes a person's task", async () => {
    const { asks, anaAsks, fake, arrives, later, tasks, ledger, pluck } = await world();
    const visitId = await asks();
    fake.pays();
    await arrives();
    await anaAsks({ type: "cancelVisit", visitId });
    await later(24 * 3_600 + 1);
    await arrives();
    fake.bounces(20_000);
    await arrives();
    expect([tasks(), ledger()]).toEqual([["refund.due"], ["paid 20000", "refunded 20000", "paid 20000"]]);
    await later(48 * 3_600);
    expect([ledger().length, pluck("select count(*) from payments where todo is not null")]).toEqual([3, [0]]);
  });
});

it("keeps no payer's name in a table", async () => {
  const { asks, fake, arrives, engine } = await world();
  await asks();
  fake.pays();
  await arrives();
  const rows = ["payments", "ledger", "charges", "tasks", "messages", "audit"].map((table) =>
    engine.raw.prepare(`select * from ${table}`).all(),
  );
  expect(JSON.stringify(rows)).toContain("cs_test");
  expect(JSON.stringify(rows)).not.toMatch(/wanjiru/i);
});
