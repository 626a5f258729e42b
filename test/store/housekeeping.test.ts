import { expect, onTestFinished, test } from "vitest";
import { forgetPiece } from "../../src/store/housekeeping.ts";
import { testDatabase } from "../helpers/database.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

async function kept() {
  const { engine, run, clock } = await testDatabase();
  onTestFinished(() => engine.close());
  const { raw } = engine;
  const insert = raw.prepare(
    "insert into inbound_events (key, at, kind, length, text_hmac, outcome, reply) values (randomblob(16), ?, 'text', 4, x'01', 'done', 'Hello')",
  );
  const event = (age: number) => Number(insert.run(clock.now - age).lastInsertRowid);
  const many = (n: number, make: () => void) => raw.transaction(() => Array.from({ length: n }, make))();
  const forget = async () => {
    let pieces = 1;
    while (await run(forgetPiece)) pieces += 1;
    return pieces;
  };
  const events = () =>
    raw.prepare("select id, text_hmac is not null as hmac, reply from inbound_events order by id").all();
  const count = (table: string) => raw.prepare(`select count(*) from ${table}`).pluck().get();
  return { raw, run, clock, event, many, forget, events, count };
}

test("what a person wrote is told by nothing after an hour, our reply goes after 7 days and the key after 400", async () => {
  const { event, forget, events, clock } = await kept();
  event(401 * DAY);
  event(399 * DAY);
  event(7 * DAY + 1);
  event(7 * DAY - 1);
  event(HOUR + 1);
  event(HOUR - 1);
  await forget();
  const whole = [
    { id: 2, hmac: 0, reply: null },
    { id: 3, hmac: 0, reply: null },
    { id: 4, hmac: 0, reply: "Hello" },
    { id: 5, hmac: 0, reply: "Hello" },
  ];
  expect(events()).toEqual([...whole, { id: 6, hmac: 1, reply: "Hello" }]);
  clock.now += 2;
  await forget();
  expect(events()).toEqual([
    ...whole.slice(0, 2),
    ...[4].map((id) => ({ id, hmac: 0, reply: null })),
    ...[5, 6].map((id) => ({ id, hmac: 0, reply: "Hello" })),
  ]);
});

test("it goes in pieces, and no piece is the last while there is more", async () => {
  const { event, many, run, forget, count, clock } = await kept();
  many(1_300, () => void event(401 * DAY));
  expect(await run(forgetPiece)).toBe(true);
  expect(count("inbound_events")).toBe(800);
  await forget();
  expect(count("inbound_events")).toBe(0);
  clock.now += HOUR;
  expect(await run(forgetPiece)).toBe(false);
});

test("old timers go even behind a pending one that stays for ever", async () => {
  const { raw, many, forget, clock, count } = await kept();
  const insert = raw.prepare("insert into timers (kind, due_at, state) values ('reminder', ?, ?)");
  insert.run(clock.now + DAY, "pending");
  insert.run(clock.now - 29 * DAY, "fired");
  many(700, () => insert.run(clock.now - DAY, "fired"));
  insert.run(clock.now - 31 * DAY, "retired");
  insert.run(clock.now - 31 * DAY, "pending");
  await forget();
  expect(count("timers")).toBe(703);
  clock.now += 32 * DAY;
  await forget();
  expect(raw.prepare("select state from timers").pluck().all()).toEqual(["pending", "pending"]);
});

test("a dialog goes 7 days after its last turn", async () => {
  const { raw, forget, clock, count } = await kept();
  raw.exec("insert into contacts (phone, created_at) values ('+919812300001', 1), ('+919812300002', 1)");
  const insert = raw.prepare(
    "insert into dialogs (contact_id, dialog, channel_kind, named, named_at, last_turn_at) values (?, '{}', 'text', '[]', 0, ?)",
  );
  insert.run(1, clock.now - 7 * DAY - 1);
  insert.run(2, clock.now - 7 * DAY + 1);
  await forget();
  expect(raw.prepare("select contact_id from dialogs").pluck().all()).toEqual([2]);
  clock.now += HOUR;
  await forget();
  expect(count("dialogs")).toBe(0);
});

test("what a message said goes after 7 days though nobody told its end; what waits keeps it", async () => {
  const { raw, forget, clock } = await kept();
  raw.exec("insert into contacts (phone, created_at) values ('+919812300001', 1)");
  const insert = raw.prepare(
    "insert into messages (contact_id, channel, purpose, state, content, created_at, updated_at) values (1, '', 'x', ?, '[]', ?, 0)",
  );
  const old = clock.now - 7 * DAY - 1;
  for (const state of ["inline", "accepted", "sent", "queued", "sending"]) insert.run(state, old);
  insert.run("sent", old + 2);
  await forget();
  expect(raw.prepare("select state from messages where content is not null").pluck().all()).toEqual([
    "queued",
    "sending",
    "sent",
  ]);
});

test("what a payment provider sent goes after 30 days, a payer's name with it", async () => {
  const { raw, forget, clock, count } = await kept();
  const insert = raw.prepare(
    "insert into payment_events (provider, path, key, body, at) values ('mpesa', '', ?, 'x', ?)",
  );
  insert.run("old", clock.now - 30 * DAY - 1);
  insert.run("new", clock.now - 30 * DAY + 1);
  await forget();
  expect(count("payment_events")).toBe(1);
});
