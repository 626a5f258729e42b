import { expect, test } from "vitest";
import { reportMessage } from "../../src/booking/report-message.ts";
import { requestCallback } from "../../src/booking/request-callback.ts";
import type { DeliveryReport } from "../../src/core/delivery.ts";
import { claimMessage } from "../../src/store/outbox.ts";
import { mondayInNabha, read } from "../helpers/booking.ts";
import { at } from "../helpers/district.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const CALLER = "+919812300009";
const OURS = "+919876500101";

async function ringing() {
  const world = await mondayInNabha();
  const { run, engine, clock } = world;
  engine.raw.prepare("update locations set gateway_number = ?").run(OURS);
  let serial = 0;
  const ring = (from = CALLER, { sid = `CA${++serial}`, to = OURS } = {}) =>
    run((tx) =>
      requestCallback(
        tx,
        { channel: "twilio-voice", providerId: sid, from, to },
        { country: "IN", countries: new Set(["IN"]) },
      ),
    );
  const calls = () =>
    engine.raw
      .prepare("select id, state, not_before as at, sender from messages where purpose = 'callback' order by id")
      .all() as { id: number; state: string; at: number; sender: string }[];
  const outcomes = () => engine.raw.prepare("select outcome from inbound_events order by id").pluck().all();
  /** The call goes out and ends so. */
  const goes = async (id: number, state: DeliveryReport["state"]) => {
    await run((tx) =>
      claimMessage(tx, id, { channel: "twilio-voice", bodyHash: null, language: "en", segments: null, costMicros: 1 }),
    );
    clock.now += 30 * SECOND;
    const trouble = state === "failed" ? ("transient" as const) : null;
    const report = { messageId: id, providerId: `CX${id}`, state, errorCode: null, trouble, sequence: 3, minutes: 1 };
    await run((tx) => reportMessage(tx, report, 0));
  };
  return { ...world, ring, calls, outcomes, goes };
}

test("whoever rings is called back after 10 to 30 seconds, from the number she rang, and knows no contact before", async () => {
  const { ring, calls, clock, outcomes } = await ringing();
  await ring();
  expect(outcomes()).toEqual(["queued"]);
  const [call] = calls();
  const wait = (call?.at ?? 0) - clock.now;
  expect(wait >= 10 * SECOND && wait <= 30 * SECOND).toBe(true);
  expect(call).toMatchObject({ state: "queued", sender: OURS });
});

test("however often she rings, one call waits for her, and a repeated request changes nothing", async () => {
  const { ring, calls, outcomes } = await ringing();
  await ring(CALLER, { sid: "CA9" });
  await ring(CALLER, { sid: "CA9" });
  for (let n = 0; n < 5; n++) await ring();
  expect(calls()).toHaveLength(1);
  expect(outcomes()).toEqual(["queued", ...Array(5).fill("already")]);
});

test("a crowd that rings in one second is not called in one second", async () => {
  const { ring, calls } = await ringing();
  for (let n = 0; n < 40; n++) await ring(`+9198123${String(n).padStart(5, "0")}`);
  const seconds = new Set(calls().map((call) => Math.floor(call.at / SECOND)));
  expect(seconds.size).toBeGreaterThan(15);
});

test.each([
  ["05:59:00", "02 06:00"],
  ["06:00:00", "02 06:00"],
  ["21:59:00", "02 21:59"],
  ["22:00:00", "03 06:00"],
  ["23:30:00", "03 06:00"],
])("rung at %s she is called at %s", async (time, called) => {
  const { ring, calls, clock } = await ringing();
  clock.now = at(`2026-03-02 ${time.slice(0, 5)}`);
  await ring();
  expect(read(Math.floor((calls()[0]?.at ?? 0) / MINUTE) * MINUTE)).toBe(called);
});

test.each([
  ["anonymous", "withheld"],
  ["+266696687", "withheld"],
  ["", "withheld"],
  ["56161", "short-code"],
  ["VM-HEALTH", "alphanumeric"],
  ["+911", "invalid"],
  ["+447400123456", "country"],
  ["+911860266", "invalid"],
  ["+9118602662345", "costly"],
])("%j is never called, and becomes no contact: %s", async (from, outcome) => {
  const { ring, calls, outcomes, engine } = await ringing();
  const contacts = () => engine.raw.prepare("select count(*) from contacts").pluck().get();
  const before = contacts();
  await ring(from);
  expect([calls(), outcomes(), contacts()]).toEqual([[], [outcome], before]);
});

test("what is not taken is tried again 5 and 60 minutes after it rang, and then no more", async () => {
  const { ring, calls, clock, goes } = await ringing();
  await ring();
  const rangAt: number[] = [];
  for (const id of [1, 2, 3]) {
    clock.now = calls()[id - 1]?.at ?? 0;
    rangAt.push(clock.now);
    await goes(id, "failed");
  }
  expect(calls().map(({ state }) => state)).toEqual(["failed", "failed", "failed"]);
  expect(rangAt.slice(1).map((ms, n) => ms - (rangAt[n] ?? 0))).toEqual([5 * MINUTE, 60 * MINUTE]);
});

test("a try at night waits for the morning", async () => {
  const { ring, calls, clock, goes } = await ringing();
  clock.now = at("2026-03-02 21:58");
  await ring();
  clock.now = calls()[0]?.at ?? 0;
  await goes(1, "failed");
  expect(read(calls()[1]?.at ?? 0)).toBe("03 06:00");
});

test("ringing again while a try waits brings it forward; after a call that was taken it is a new one", async () => {
  const { ring, calls, clock, goes } = await ringing();
  await ring();
  clock.now = calls()[0]?.at ?? 0;
  await goes(1, "failed");
  await ring();
  expect((calls()[1]?.at ?? 0) - clock.now).toBeLessThanOrEqual(30 * SECOND);
  expect(calls()).toHaveLength(2);
  await goes(2, "delivered");
  await ring();
  expect(calls().map(({ state }) => state)).toEqual(["failed", "delivered", "queued"]);
});

test("a number is called 8 times in 24 hours; then the clinic is asked to call", async () => {
  const { ring, calls, goes, outcomes, engine } = await ringing();
  for (let id = 1; id <= 8; id++) {
    await ring();
    await goes(id, "delivered");
  }
  await ring();
  expect(outcomes().at(-1)).toBe("limit");
  expect(calls()).toHaveLength(8);
  expect(engine.raw.prepare("select kind from tasks").pluck().all()).toEqual(["call.back"]);
});

test("a database allows one waiting call-back a number, whatever writes it", async () => {
  const { ring, engine } = await ringing();
  await ring();
  expect(() =>
    engine.raw.exec(
      "insert into messages (contact_id, channel, purpose, state, created_at, updated_at) select contact_id, '', 'callback', 'queued', 0, 0 from messages",
    ),
  ).toThrow(/UNIQUE/);
});
