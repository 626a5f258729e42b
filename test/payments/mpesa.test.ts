import { describe, expect, it, onTestFinished } from "vitest";
import { claimAsking } from "../../src/booking/payments/ask-provider.ts";
import { mpesa } from "../../src/payments/mpesa/mpesa.ts";
import { linkPatient } from "../../src/store/patients.ts";
import { as } from "../helpers/booking.ts";
import { arriving } from "./chance.ts";
import { fakeMpesa, type MpesaFaults, mpesaAccount, PATH_SECRET } from "./fake-mpesa.ts";
import { payingWorld } from "./world.ts";

async function world(faults: MpesaFaults = {}) {
  const fake = await fakeMpesa(faults);
  onTestFinished(fake.stop);
  const account = mpesaAccount(fake.url);
  const paying = await payingWorld((clock) => [mpesa(account, clock)]);
  fake.reaches(paying.gateway.url);
  const arrives = arriving(fake, paying.drain);
  const post = (what: string, body: object | string, secret = PATH_SECRET) =>
    fetch(`${paying.gateway.url}/payments/paybill/${secret}/${what}`, {
      method: "POST",
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  return {
    ...paying,
    fake,
    arrives,
    post,
    reference: () => String(paying.pluck("select reference from appointments")[0]),
  };
}

describe("a prompt on the phone", () => {
  it("asks the person's own number for the fee, and books when she has answered", async () => {
    const { asks, fake, arrives, states, said, ledger } = await world();
    await asks();
    expect(fake.asked[0]).toMatchObject({ Amount: 200, PartyB: "600000", AccountReference: "P1" });
    expect(String(fake.asked[0]?.["PhoneNumber"])).toMatch(/^9198\d+$/);
    expect(String(fake.asked[0]?.["CallBackURL"])).toBe(
      `https://gw.example.org/payments/paybill/${PATH_SECRET}/prompt/1`,
    );
    await fake.answers(0);
    await arrives();
    expect([states(), ledger(), said()]).toEqual([["booked"], ["paid 20000"], ["pay.done"]]);
  });

  it.each([1032, 1037] as const)("says so when she does not pay (%i), and can be asked again", async (code) => {
    const { asks, fake, arrives, states, said, anaAsks, drain, clock } = await world();
    const visitId = await asks();
    await fake.answers(code);
    await arrives();
    expect([states(), said()]).toEqual([["pending_payment"], ["pay.failed"]]);
    clock.now += 61_000;
    await anaAsks({ type: "startPayment", visitId, way: "mpesa" });
    await drain();
    await fake.answers(0);
    await arrives();
    expect(states()).toEqual(["booked"]);
  });

  it("asks whoever says that she will pay, on her own telephone", async () => {
    const { anaBooks, benAsks, benContact, anaContact, ana, drain, run, fake, arrives, pluck, said } = await world();
    const { id: visitId } = await anaBooks(0);
    await run((tx) => linkPatient(tx, benContact, ana));
    await benAsks({ type: "startPayment", visitId, way: "mpesa" });
    await drain();
    const phone = pluck(`select phone from contacts where id = ${benContact}`);
    expect([`+${fake.asked[0]?.["PhoneNumber"]}`]).toEqual(phone);
    await fake.answers(0);
    await arrives();
    // She is told what the dialog promised her, and nothing of whom it was for; Ana hears of her visit.
    expect([pluck("select contact_id from messages order by id"), said()]).toEqual([
      [anaContact, benContact],
      ["pay.done", "pay.thanks"],
    ]);
    expect(JSON.parse(String(pluck("select content from messages order by id")[1]))).toEqual([
      { type: "say", sentence: { key: "pay.thanks", with: { fee: { minor: 20_000, currency: "KES" } } } },
    ]);
    await arrives();
    expect(said()).toHaveLength(2);
    // Whose telephone it was is forgotten with the attempt.
    expect(pluck("select payer_phone from payments")).toEqual([null]);
  });

  it("does not ask twice within a minute", async () => {
    const { asks, anaAsks, drain, fake } = await world();
    const visitId = await asks();
    await anaAsks({ type: "startPayment", visitId, way: "mpesa" });
    await drain();
    expect(fake.prompts).toHaveLength(1);
  });

  it("is asked about after 30 and 90 seconds where nothing is reported", async () => {
    const { asks, fake, states, later } = await world({ loseOutcome: true });
    await asks();
    await later(31);
    expect(states()).toEqual(["pending_payment"]);
    await fake.answers(0);
    await later(50);
    expect(states()).toEqual(["pending_payment"]);
    await later(10);
    expect(states()).toEqual(["booked"]);
  });

  it("counts once, however often and however late it is reported", async () => {
    const { asks, fake, arrives, states, ledger } = await world({ outcomes: 3 });
    await asks();
    await fake.answers(0);
    await arrives();
    await arrives();
    expect([states(), ledger()]).toEqual([["booked"], ["paid 20000"]]);
  });

  it("is found by its outcome though the answer to it was lost, and never sent again", async () => {
    const { asks, fake, arrives, states, later } = await world({ loseAnswer: true });
    await asks();
    await later(120);
    expect(fake.prompts).toHaveLength(1);
    await fake.answers(0);
    await arrives();
    expect(states()).toEqual(["booked"]);
  });

  it("is found by the paybill number's own report where its answer and its outcome are lost", async () => {
    const { asks, fake, arrives, states, ledger, later } = await world({ loseAnswer: true });
    await asks();
    await later(61);
    await fake.answers(0);
    // Newest first: the outcome, then what the paybill number tells.
    fake.pending.shift();
    await arrives();
    expect([states(), ledger()]).toEqual([["booked"], ["paid 20000"]]);
  });

  it("is asked about for hours more where we were away for days ourselves, and then is a person's to find out", async () => {
    const { asks, fake, states, later, tasks, clock } = await world({ loseOutcome: true });
    await asks();
    for (let n = 0; n < 4; n += 1) await later(100);
    clock.now += 3 * 24 * 3_600_000;
    for (let n = 0; n < 6; n += 1) await later(1_801);
    expect([states(), tasks()]).toEqual([["pending_payment"], []]);
    for (let n = 0; n < 4; n += 1) await later(1_801);
    expect(tasks()).toEqual(["payment.unproven"]);
    expect(fake.prompts).toHaveLength(1);
  });

  it("is not sent again by whoever died while trying a refused one once more", async () => {
    const { asks, fake, later, run } = await world({ staleTokens: 2 });
    await asks();
    expect(fake.prompts).toHaveLength(0);
    // The second try is claimed; perhaps it got through.
    await later(0);
    await run(async (tx) => claimAsking({ ...tx, now: tx.now + 11_000 }, 1));
    await later(90);
    expect(fake.prompts).toHaveLength(0);
  });

  it("books nothing by a forged outcome", async () => {
    const { asks, fake, post, drain, states, ledger } = await world();
    await asks();
    const forged = {
      Body: {
        stkCallback: {
          ...{ MerchantRequestID: "x", CheckoutRequestID: fake.prompts[0]?.id, ResultCode: 0, ResultDesc: "paid" },
          CallbackMetadata: { Item: [{ Name: "Amount", Value: 200 }] },
        },
      },
    };
    expect((await post("prompt/1", forged)).status).toBe(200);
    await drain();
    expect((await post("prompt/1", forged, "another-secret-of-that-length")).status).toBe(403);
    expect((await post("prompt/99", forged)).status).toBe(200);
    await drain();
    expect([states(), ledger()]).toEqual([["pending_payment"], []]);
  });

  it("has its time extended once while she is being asked, and then ends", async () => {
    const { asks, holdEnds, states, clock } = await world();
    const visitId = await asks();
    expect(await holdEnds(visitId)).toBe("later");
    const before = clock.now;
    expect(await holdEnds(visitId)).toBe("expired");
    expect(clock.now - before).toBe(5 * 60_000);
    expect(states()).toEqual(["expired"]);
  });

  it("takes the seat back when she answers after the end, and owes the money if it is gone", async () => {
    for (const isGone of [false, true]) {
      const { asks, holdEnds, fake, arrives, states, tasks, benAsks, s1100, ben } = await world();
      const visitId = await asks();
      await holdEnds(visitId);
      await holdEnds(visitId);
      if (isGone) {
        const held = as(await benAsks({ type: "holdSlot", slotId: s1100, care: "eye" }), "slot.held");
        await benAsks({ type: "book", holdId: held.holdId, who: { patientId: ben } });
      }
      await fake.answers(0);
      await arrives();
      expect(states()[0]).toBe(isGone ? "expired" : "booked");
      expect(tasks()).toEqual(isGone ? ["refund.due"] : []);
    }
  });

  it("survives stale tokens, and gives up politely where Safaricom refuses", async () => {
    const stale = await world({ staleTokens: 1 });
    await stale.asks();
    expect(stale.fake.prompts).toHaveLength(1);
    const refusing = await world({ refuse: { status: 400, errorCode: "400.002.02" } });
    await refusing.asks();
    expect(refusing.said()).toEqual(["pay.failed"]);
    expect(refusing.pluck("select reason from payments")).toEqual(["400.002.02"]);
  });
});

describe("money that a person sends by herself", () => {
  it("is asked about first and books once it is proven", async () => {
    const { anaBooks, fake, arrives, states, ledger, reference } = await world();
    await anaBooks(0);
    expect(await fake.sends(PATH_SECRET, reference(), 200, "OEI2AK4Q16")).toBe(true);
    await arrives();
    expect([states(), ledger()]).toEqual([["booked"], ["paid 20000"]]);
  });

  it("is refused before it moves: too much, for no visit, or once the time is over", async () => {
    const { anaBooks, fake, clock, reference } = await world();
    await anaBooks(0);
    expect(await fake.sends(PATH_SECRET, reference(), 201, "T1")).toBe(false);
    expect(await fake.sends(PATH_SECRET, "1234567", 200, "T2")).toBe(false);
    expect(await fake.sends(PATH_SECRET, "P1", 200, "T3")).toBe(false);
    clock.now += 10 * 60_000;
    expect(await fake.sends(PATH_SECRET, reference(), 200, "T4")).toBe(false);
  });

  it("books nothing by a forged confirmation, nor by an answer to a question nobody asked", async () => {
    const { anaBooks, post, arrives, states, ledger, reference, fake } = await world();
    await anaBooks(0);
    const forged = {
      TransID: "FORGED1",
      TransAmount: "200.00",
      BillRefNumber: reference(),
      BusinessShortCode: "600000",
    };
    await post("confirmation", forged);
    await arrives();
    const parameters = {
      ResultParameter: [
        { Key: "TransactionStatus", Value: "Completed" },
        { Key: "Amount", Value: 200 },
      ],
    };
    await post("result", { Result: { ResultCode: 0, ConversationID: "guessed", ResultParameters: parameters } });
    await arrives();
    expect([states(), ledger(), fake.moved.size]).toEqual([["pending_payment"], [], 0]);
  });

  it("does not count our own prompts' money twice", async () => {
    const { asks, fake, arrives, post, ledger, drain } = await world();
    await asks();
    await fake.answers(0);
    await arrives();
    await post("confirmation", { TransID: "NLJ7RT61SV", TransAmount: "200.00", BillRefNumber: "P1" });
    await drain();
    expect(ledger()).toEqual(["paid 20000"]);
  });

  it("is kept as a task where it names no visit, though Safaricom did not ask", async () => {
    const { fake, arrives, post, tasks, ledger } = await world();
    fake.moved.set("T9", { amount: 50, completed: true });
    await post("confirmation", { TransID: "T9", TransAmount: "50", BillRefNumber: "mama" });
    await arrives();
    expect([tasks(), ledger()]).toEqual([["payment.unknown"], ["paid 5000"]]);
  });
});

it("answers anything, and keeps no name in a table", async () => {
  const { post, drain, anaBooks, fake, arrives, reference, engine } = await world();
  for (const body of [
    "",
    "null",
    "[]",
    "{",
    '{"Body":1}',
    '{"Body":{"stkCallback":[]}}',
    '{"Result":{"ResultCode":{}}}',
  ]) {
    for (const what of ["prompt/1", "result", "confirmation", "validation", "timeout", ""]) {
      expect((await post(what, body)).status).toBe(200);
    }
  }
  await drain();
  await anaBooks(0);
  await fake.sends(PATH_SECRET, reference(), 200, "T1");
  await arrives();
  const rows = ["payments", "ledger", "charges", "tasks", "messages", "audit"].map((table) =>
    engine.raw.prepare(`select * from ${table}`).all(),
  );
  expect(JSON.stringify(rows)).toContain("T1");
  expect(JSON.stringify(rows)).not.toContain("Wanjiru");
});
