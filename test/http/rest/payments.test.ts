import { expect, test } from "vitest";
import { chargeByReference, takeCash } from "../../../src/booking/payments/by-staff.ts";
import { endOverdue } from "../../../src/booking/payments/end-unpaid.ts";
import { breaches } from "../../../src/store/invariants.ts";
import { fresh, restWorld } from "./world.ts";

/** Nabha's doctor must be paid 200 rupees ahead; a visit was just booked over REST. */
async function pending() {
  const world = await restWorld();
  const { engine, make, clinics, doctors, schedules, ask, timesOf } = world;
  const fee = `update practitioners set fee_minor = 20000, fee_currency = 'INR' where id = ${doctors.own.id}`;
  engine.raw.exec(`${fee}; update schedules set pay = 'ahead' where id = ${schedules.own.id}`);
  const { id: patientId } = make.patient("Ana", null, { locationId: clinics.own.id });
  const body = { patientId, doctorId: doctors.own.id, desiredDateTime: timesOf().start };
  const booked = await ask("/v1/appointments", { body, once: fresh() });
  const visit = `/v1/appointments/${booked.body.appointmentId}`;
  return { ...world, booked, visit, status: async () => (await ask(visit)).body.status };
}

test("a visit that waits for its fee is 201 pending_payment, and is never called booked before", async () => {
  const { booked, status, engine } = await pending();
  expect(booked.status).toBe(201);
  expect(booked.body).toMatchObject({ status: "pending_payment", message: "Pay Rs 200 before 8:05 am:" });
  await engine.transact(async (tx) => takeCash(tx, await chargeByReference(tx, booked.body.reference), 20_000, "R-1"));
  expect(await status()).toBe("booked");
  expect(await engine.transact(breaches)).toEqual([]);
});

test("it ends after five minutes, and moves only once it is paid", async () => {
  const { visit, ask, status, engine, clock, timesOf, booked } = await pending();
  const move = { body: { desiredDateTime: timesOf().start }, once: fresh(), seen: booked.headers.get("etag") ?? "*" };
  const refused = await ask(`${visit}/reschedule`, move);
  expect([refused.status, refused.body.state]).toEqual([409, "unpaid"]);
  clock.now += 5 * 60_000 - 1;
  expect(await engine.transact(endOverdue)).toBe(false);
  clock.now += 1;
  expect(await engine.transact(endOverdue)).toBe(true);
  expect(await status()).toBe("expired");
});

test("cancelled when paid, its money is to be given back", async () => {
  const { visit, ask, engine, booked } = await pending();
  await engine.transact(async (tx) => takeCash(tx, await chargeByReference(tx, booked.body.reference), 20_000, "R-1"));
  expect((await ask(`${visit}/cancel`, { body: {}, once: fresh(), seen: "*" })).status).toBe(200);
  expect(engine.raw.prepare("select kind from tasks where state = 'open'").pluck().all()).toEqual(["refund.due"]);
});
