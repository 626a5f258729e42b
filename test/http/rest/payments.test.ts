import { expect, test, vi } from "vitest";
import { claimAsking } from "../../../src/booking/payments/ask-provider.ts";
import { cancelled, queried, requested } from "../../../src/booking/payments/asked.ts";
import { endOverdue } from "../../../src/booking/payments/end-unpaid.ts";
import { switchWays } from "../../../src/booking/payments/ways.ts";
import { PRIORITY } from "../../../src/core/delivery.ts";
import type { PayWay } from "../../../src/core/payment-provider.ts";
import { newVoucher } from "../../../src/payments/voucher/codes.ts";
import { breaches } from "../../../src/store/invariants.ts";
import { listen } from "./listen.ts";
import { fresh, restWorld } from "./world.ts";

/** Nabha's doctor must be paid 200 rupees ahead, by a voucher, by M-Pesa or by a link. */
async function paidAhead() {
  const world = await restWorld();
  const { engine, make, clinics, doctors, schedules, ask, timesOf, run } = world;
  const fee = `update practitioners set fee_minor = 20000, fee_currency = 'KES' where id = ${doctors.own.id}`;
  engine.raw.exec(`${fee}; update schedules set pay = 'ahead' where id = ${schedules.own.id};
    update locations set pay_ways = '["mpesa","stripe"]' where id = ${clinics.own.id}`);
  await run((tx) => switchWays(tx, ["mpesa", "stripe"]));
  const contactId = make.contact(clinics.own.id).id;
  const { id: patientId } = make.patient("Ana", contactId, { locationId: clinics.own.id });
  const books = async (payment?: object, who = patientId, once = fresh()) => {
    const body = {
      patientId: who,
      doctorId: doctors.own.id,
      desiredDateTime: timesOf().start,
      ...(payment ? { payment } : {}),
    };
    return { ...(await ask("/v1/appointments", { body, once })), again: () => ask("/v1/appointments", { body, once }) };
  };
  const post = (path: string, body: object = {}, token = world.admin) =>
    ask(`/v1${path}`, { body, once: fresh(), token });
  return {
    ...{ ...world, patientId, books, post },
    read: (id: number) => ask(`/v1/appointments/${id}`),
    voucher: (minor = 20_000, currency = "KES") => run((tx) => newVoucher(tx, { minor, currency })),
    asked: async () => {
      const id = Number(engine.raw.prepare("select max(id) from payments").pluck().get());
      return { id, asking: await run((tx) => claimAsking(tx, id)) };
    },
    texts: () => engine.raw.prepare("select content from messages order by id").pluck().all().map(String),
  };
}

test("a visit that waits for its fee is 201 pending_payment, and is never called booked before", async () => {
  const { books, read, post, run } = await paidAhead();
  const booked = await books();
  expect(booked.status).toBe(201);
  expect(booked.body).toMatchObject({
    ...{ status: "pending_payment", message: "Pay KSh 200 before 8:05 am.", notified: "none" },
    payment: { feeMinor: 20_000, paidMinor: 0, owedMinor: 20_000, payBefore: "2026-03-02T08:05:00+05:30" },
  });
  const { paymentId } = booked.body.payment;
  expect((await post(`/payments/${paymentId}/take`, { amountMinor: 20_000, receipt: "R-1" })).body).toMatchObject({
    ...{ status: "booked", paidMinor: 20_000, owedMinor: 0 },
  });
  expect((await read(booked.body.appointmentId)).body).toMatchObject({ status: "booked" });
  expect(await run(breaches)).toEqual([]);
});

test("a voucher in the request books at once; one that pays nothing is 402 and leaves the time to pay another way", async () => {
  const { books, post, voucher, token, run } = await paidAhead();
  const code = await voucher();
  expect((await books({ way: "voucher", code })).body).toMatchObject({ status: "booked", notified: "text" });
  const refused = await books({ way: "voucher", code });
  expect([refused.status, refused.body]).toEqual([
    402,
    {
      ...{ type: "https://sms.example.org/problems/payment-failed", title: "The fee was not paid", status: 402 },
      ...{ reason: "voucher-used", appointmentId: 2, paymentId: 2, owedMinor: 20_000, currency: "KES" },
      payBefore: "2026-03-02T08:05:00+05:30",
    },
  ]);
  expect((await refused.again()).body).toEqual(refused.body);
  const pay = (body: object) => post("/appointments/2/payment", body, token);
  expect((await pay({ way: "voucher", code: "123456789012" })).body.reason).toBe("voucher-unknown");
  expect((await pay({ way: "voucher", code: await voucher(20_000, "INR") })).body.reason).toBe("voucher-currency");
  expect((await pay({ way: "voucher", code: await voucher(5_000) })).body.payment).toMatchObject({ owedMinor: 15_000 });
  expect((await pay({ way: "voucher", code: await voucher(15_000) })).body.status).toBe("booked");
  expect((await pay({ way: "voucher", code: await voucher() })).body).toMatchObject({ status: 409, state: "booked" });
  expect(await run(breaches)).toEqual([]);
});

test("a prompt goes to the phone that is named, else to the patient's own; what became of it is read", async () => {
  const { books, asked, run, read, make, clinics } = await paidAhead();
  const own = await books({ way: "mpesa" });
  expect(own.body).toMatchObject({
    status: "pending_payment",
    payment: { attempt: { way: "mpesa", state: "requested" } },
  });
  expect((await asked()).asking?.attempt.phone).toMatch(/^\+9198/);
  const { id } = await asked();
  const seen = (await read(own.body.appointmentId)).headers.get("etag");
  await run((tx) => queried(tx, id, { result: "failed", reason: "1032" }));
  const failed = await read(own.body.appointmentId);
  expect(failed.body.payment).toMatchObject({ owedMinor: 20_000, attempt: { state: "failed", reason: "1032" } });
  expect(failed.headers.get("etag")).not.toBe(seen);
  const { id: nobodys } = make.patient("Bina", null, { locationId: clinics.own.id });
  await books({ way: "mpesa", phone: "98765 43210" }, nobodys);
  expect((await asked()).asking?.attempt.phone).toBe("+919876543210");
  const none = await books({ way: "mpesa" }, make.patient("Chandra", null, { locationId: clinics.own.id }).id);
  expect([none.status, none.body.errors]).toEqual([400, [{ in: "body", pointer: "/payment/phone", code: "needed" }]]);
});

test("an attempt that is named is 402 once it has failed, with what is due and until when, and 200 otherwise", async () => {
  const { books, asked, run, read, post, token, voucher, make, clinics, keyFor } = await paidAhead();
  const { appointmentId, payment } = (await books({ way: "mpesa" })).body;
  const { attemptId } = payment.attempt;
  const names = (id: number, key = token) => post(`/appointments/${appointmentId}/payment`, { attemptId: id }, key);
  expect([(await names(attemptId)).status, (await names(99)).body.errors[0].pointer]).toEqual([200, "/attemptId"]);
  await asked();
  await run((tx) => queried(tx, attemptId, { result: "failed", reason: "1032" }));
  const failed = await names(attemptId);
  expect([failed.status, failed.body]).toMatchObject([
    402,
    {
      reason: "1032",
      owedMinor: 20_000,
      currency: "KES",
      payBefore: (await read(appointmentId)).body.payment.payBefore,
    },
  ]);
  const again = await post(`/appointments/${appointmentId}/payment`, { way: "mpesa" }, token);
  expect([again.status, again.body.payment.attempt.state]).toEqual([200, "requested"]);
  // Chosen instead, another way has it withdrawn before anybody was asked.
  await post(`/appointments/${appointmentId}/payment`, { way: "stripe" }, token);
  await asked();
  const withdrawn = await run((tx) => claimAsking(tx, again.body.payment.attempt.attemptId));
  expect(withdrawn?.todo).toBe("cancel");
  await run((tx) => cancelled(tx, again.body.payment.attempt.attemptId, "ended"));
  expect((await names(again.body.payment.attempt.attemptId)).body).toMatchObject({ status: 402, reason: "withdrawn" });
  await post(`/appointments/${appointmentId}/payment`, { way: "voucher", code: await voucher() }, token);
  expect((await names(attemptId)).body.status).toBe("booked");
  // Another patient's attempt is nobody's to name, and neither is one at another clinic.
  const { id: other } = make.patient("Bina", null, { locationId: clinics.own.id });
  const named = await books({ attemptId }, other);
  expect([named.status, named.body.errors[0]]).toMatchObject([400, { pointer: "/payment/attemptId", code: "unknown" }]);
  expect((await names(attemptId, (await keyFor("receptionist", [clinics.other.id])).token)).status).toBe(404);
});

test("a link keeps the time for 15 minutes, is texted to the patient and read here", async () => {
  const { books, asked, run, read, texts, engine } = await paidAhead();
  const { body } = await books({ way: "stripe" });
  expect(body.payment.payBefore).toBe("2026-03-02T08:15:00+05:30");
  const { id, asking } = await asked();
  expect(asking?.todo).toBe("request");
  const offered = { result: "offered", providerId: "cs_1", link: "https://checkout.stripe.com/c/pay/cs_1" } as const;
  await run((tx) => requested(tx, id, offered, "https://sms.example.org/pay/"));
  const { attempt } = (await read(body.appointmentId)).body.payment;
  expect(attempt).toMatchObject({ way: "stripe", state: "offered" });
  expect(attempt.link).toMatch(/^https:\/\/sms\.example\.org\/pay\/\w{10}$/);
  expect(texts().join()).toContain(attempt.link);
  // She has asked for nothing herself: it keeps to the hours of news, and to her opting out.
  expect(engine.raw.prepare("select priority from messages").pluck().all()).toEqual([PRIORITY.notice]);
});

test("the stream tells each step of a fee, to those whose clinic it is at, and nothing about the patient", async () => {
  const world = await paidAhead();
  const { books, asked, run, post, keyFor, clinics, doctors } = world;
  const elsewhere = await keyFor("clinic_admin", [clinics.other.id]);
  const own = await listen(world, `?locationId=${clinics.own.id}`);
  const others = [
    await listen(world, "", { authorization: `Bearer ${elsewhere.token}` }),
    await listen(world, `?doctorId=${doctors.other.id}`),
  ];
  const fees = () => own.events.filter(({ event }) => event === "payment").map(({ data }) => data);
  const { appointmentId, payment } = (await books({ way: "stripe" })).body;
  const { id } = await asked();
  const offered = { result: "offered", providerId: "cs_1", link: "https://checkout.stripe.com/c/pay/cs_1" } as const;
  await run((tx) => requested(tx, id, offered, "https://sms.example.org/pay/"));
  await vi.waitFor(() => expect(fees().at(-1)?.["attempt"]).toMatchObject({ state: "offered" }));
  expect(fees().at(-1)).toEqual({
    ...{ ...payment, appointmentId, doctorId: doctors.own.id, locationId: clinics.own.id, status: "pending_payment" },
    attempt: { ...payment.attempt, state: "offered", link: expect.stringMatching(/^https:.*\/pay\/\w{10}$/) },
  });
  await post(`/payments/${payment.paymentId}/take`, { amountMinor: 20_000, receipt: "R-1" });
  await vi.waitFor(() => expect(fees().at(-1)).toMatchObject({ status: "booked", owedMinor: 0, paidMinor: 20_000 }));
  // Whoever was cut off before is told again, and of another clinic's fee nobody is.
  const late = await listen(world, "?lastEventId=0");
  await vi.waitFor(() => expect(late.events.filter(({ event }) => event === "payment")).toHaveLength(fees().length));
  expect(others.flatMap(({ events }) => events.filter(({ event }) => event === "payment"))).toEqual([]);
});

test("a way that is off or not offered, and members that go with another, change nothing", async () => {
  const { books, run, engine, voucher } = await paidAhead();
  const code = async (payment: object) =>
    (await books(payment)).body.errors.map((one: { pointer: string; code: string }) => `${one.pointer} ${one.code}`)[0];
  await run((tx) => switchWays(tx, ["stripe"]));
  expect(await code({ way: "mpesa" satisfies PayWay })).toBe("/payment/way not-offered");
  expect(await code({})).toBe("/payment/way needed");
  expect(await code({ way: "voucher" })).toBe("/payment/code needed");
  expect(await code({ way: "stripe", attemptId: 1 })).toBe("/payment/way not-for-this-way");
  expect(await code({ way: "voucher", code: await voucher(), phone: "9" })).toBe("/payment/phone not-for-this-way");
  expect(await code({ way: "stripe", code: await voucher() })).toBe("/payment/code not-for-this-way");
  expect(await code({ way: "stripe", phone: "9876543210" })).toBe("/payment/phone not-for-this-way");
  expect(engine.raw.prepare("select count(*) from appointments where reference is not null").pluck().get()).toBe(0);
});

test("it ends after five minutes, and moves only once it is paid", async () => {
  const { books, ask, read, engine, clock, timesOf } = await paidAhead();
  const { body, headers } = await books();
  const move = { body: { desiredDateTime: timesOf().start }, once: fresh(), seen: headers.get("etag") ?? "*" };
  const refused = await ask(`/v1/appointments/${body.appointmentId}/reschedule`, move);
  expect([refused.status, refused.body.state]).toEqual([409, "unpaid"]);
  clock.now += 5 * 60_000 - 1;
  expect(await engine.transact(endOverdue)).toBe(false);
  clock.now += 1;
  expect(await engine.transact(endOverdue)).toBe(true);
  expect((await read(body.appointmentId)).body.status).toBe("expired");
});

test("staff list fees, waive one, note a receipt once, and give back only what is hers again", async () => {
  const { books, post, ask, make, clinics, run, admin, keyFor } = await paidAhead();
  const patients = [1, 2].map(() => make.patient("Dia", null, { locationId: clinics.own.id }).id);
  const [first, second] = [await books(undefined, patients[0]), await books(undefined, patients[1])];
  const list = async (query = "") => (await ask(`/v1/payments?limit=1${query}`, { token: admin })).body;
  const page = await list();
  expect([page.payments.length, page.next]).toEqual([1, "1"]);
  expect((await list(`&after=${page.next}`)).payments[0]).toMatchObject({ paymentId: 2, owedMinor: 20_000 });
  expect((await post("/payments/1/waive")).body).toMatchObject({ status: "booked", waivedMinor: 20_000 });
  expect((await post("/payments/1/waive")).body).toMatchObject({ status: 409, state: "nothing-owed" });
  const note = { amountMinor: 25_000, receipt: "R-7" };
  expect((await post("/payments/2/take", note)).body).toMatchObject({ paidMinor: 25_000, refundDueMinor: 5_000 });
  expect((await post("/payments/2/take", note)).body).toMatchObject({ paidMinor: 25_000 });
  expect((await post("/payments/1/take", note)).body).toMatchObject({ status: 409, state: "noted-already" });
  expect((await post("/payments/2/refund")).body).toMatchObject({ status: 409, state: "by-hand" });
  const back = (amountMinor: number) => post("/payments/2/refund", { byHand: { amountMinor, receipt: "R-8" } });
  expect((await back(5_001)).body).toMatchObject({ status: 409, state: "not-hers" });
  expect((await back(5_000)).body).toMatchObject({ refundDueMinor: 0 });
  expect((await list("&status=pending_payment")).payments).toEqual([]);
  const { token: desk } = await keyFor("receptionist");
  expect((await post("/payments/2/waive", {}, desk)).status).toBe(403);
  expect([first.status, second.status, await run(breaches)]).toEqual([201, 201, []]);
});

test("a clinic says who may waive, and what a doctor takes there in its own currency", async () => {
  const { books, post, ask, engine, clinics, doctors, schedules, admin, keyFor, make } = await paidAhead();
  const { token: doctor } = await keyFor("doctor");
  const patients = [1, 2].map(() => make.patient("Dia", null, { locationId: clinics.own.id }).id);
  await books(undefined, patients[0]);
  expect((await post("/payments/1/waive", {}, doctor)).status).toBe(403);
  const patch = async (path: string, body: object) => {
    const seen = (await ask(`/v1${path}`, { token: admin })).headers.get("etag") ?? "";
    return await ask(`/v1${path}`, { method: "PATCH", body, seen, token: admin });
  };
  const clinic = `/locations/${clinics.own.id}`;
  expect((await patch(clinic, { waiveRoles: ["doctor"], currency: "XXY" })).status).toBe(400);
  const changed = await patch(clinic, { waiveRoles: ["doctor"], currency: "UGX" });
  expect([changed.status, changed.body]).toMatchObject([200, { waiveRoles: ["doctor"], currency: "UGX" }]);
  expect((await post("/payments/1/waive")).status).toBe(403);
  expect((await post("/payments/1/waive", {}, doctor)).body).toMatchObject({ status: "booked" });
  // Shillings of Uganda have no cents.
  const ownFee = await patch(`/schedules/${schedules.own.id}`, { feeMinor: 5_000 });
  expect(ownFee.body).toMatchObject({ pay: "ahead", feeMinor: 5_000 });
  expect((await ask(`/v1/practitioners/${doctors.own.id}`)).body).toMatchObject({
    fee: { minor: 20_000, currency: "KES" },
    offices: [{ locationId: clinics.own.id, fee: { minor: 5_000, currency: "UGX" } }],
  });
  expect((await books(undefined, patients[1])).body.payment).toMatchObject({ feeMinor: 5_000, currency: "UGX" });
  engine.raw.exec("update practitioners set fee_currency = null; update locations set currency = null");
  expect((await patch(`/schedules/${schedules.own.id}`, { feeMinor: 1 })).body.errors).toMatchObject([
    { pointer: "/feeMinor", code: "without-currency" },
  ]);
});

test("cancelled when paid, its money is to be given back, and no word of anybody's closes that", async () => {
  const { books, ask, post, engine } = await paidAhead();
  const { appointmentId, payment } = (await books()).body;
  await post(`/payments/${payment.paymentId}/take`, { amountMinor: 20_000, receipt: "R-1" });
  expect((await ask(`/v1/appointments/${appointmentId}/cancel`, { body: {}, once: fresh(), seen: "*" })).status).toBe(
    200,
  );
  const open = () => engine.raw.prepare("select kind from tasks where state = 'open'").pluck().all();
  expect(open()).toEqual(["refund.due"]);
  const taskId = engine.raw.prepare("select id from tasks where kind = 'refund.due'").pluck().get();
  expect((await post(`/tasks/${taskId}/done`, { outcome: "she is content" })).body).toMatchObject({ status: 409 });
  expect(open()).toEqual(["refund.due"]);
});
