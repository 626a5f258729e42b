import { expect, test } from "vitest";
import { handOver } from "../../src/booking/hand-over.ts";
import { reportMessage } from "../../src/booking/report-message.ts";
import { PRIORITY } from "../../src/core/delivery.ts";
import { NO_FAULTS } from "../../src/simulator/faults.ts";
import { delivering } from "./delivery-world.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

test("a queued text leaves, is reported, and what it said is forgotten", async () => {
  const { queue, outbox, rows, states, provider, hearReports } = await delivering();
  await queue();
  await outbox.drain();
  expect(states()).toEqual(["accepted"]);
  expect(provider.messages.all()).toMatchObject([{ from: "+919876500101", body: expect.stringMatching(/./) }]);
  await hearReports();
  expect(rows()).toMatchObject([
    { state: "delivered", content: null, segments: 1, cost_micros: 80_000, language: "en", channel: "twilio-sms" },
  ]);
});

test.each([
  ["busy", "failed transient"],
  ["no-answer", "failed transient"],
  ["unreachable", "failed unknown"],
] as const)(
  "a call that finds the phone %s has failed, and it is decided whom to reach instead",
  async (calls, state) => {
    const { queue, outbox, rows, states, provider, phoneOf, hearReports, anaContact, pluck } = await delivering();
    provider.handsets.set(phoneOf(anaContact), { calls });
    await queue({ kind: "call", content: null });
    await outbox.drain();
    expect(rows()).toMatchObject([{ channel: "twilio-voice", segments: null, cost_micros: 200_000 }]);
    await hearReports();
    expect(states()).toEqual([state]);
    expect(pluck("select message_id from timers where kind = 'delivery.failed'")).toEqual([1]);
  },
);

test("a call that was taken is delivered when it is over, and costs what it took", async () => {
  const { queue, outbox, rows, provider, phoneOf, hearReports, anaContact } = await delivering();
  provider.handsets.set(phoneOf(anaContact), { calls: "answers" });
  await queue({ kind: "call", content: null });
  await outbox.drain();
  await hearReports();
  expect(rows()).toMatchObject([{ state: "delivered", cost_micros: 100_000 }]);
});

test("what was sent though no answer came is found in the list and not sent again", async () => {
  const { queue, outbox, states, provider, pass } = await delivering({ faults: { ...NO_FAULTS, sentSilently: 1 } });
  await queue();
  await outbox.drain();
  expect(states()).toEqual(["sending"]);
  pass(59 * SECOND);
  await outbox.drain();
  expect(states()).toEqual(["sending"]);
  pass(SECOND);
  await outbox.drain();
  expect(states()).toEqual(["accepted"]);
  expect(provider.messages.all()).toHaveLength(1);
});

test("of two calls alike to one phone the second waits until the first is known to have left or not", async () => {
  const faults = { ...NO_FAULTS, sentSilently: 1 };
  const { queue, outbox, states, provider, pass } = await delivering({ faults });
  await queue({ kind: "call", content: null });
  await queue({ kind: "call", content: null });
  await outbox.drain();
  // Both in doubt at once, either could be taken for the other in the provider's list.
  expect(states()).toEqual(["sending", "queued alike"]);
  Object.assign(faults, { sentSilently: 0 });
  pass(MINUTE);
  await outbox.drain();
  pass(MINUTE);
  await outbox.drain();
  expect(states()).toEqual(["accepted", "accepted"]);
  expect(provider.calls.all()).toHaveLength(2);
});

test.each([
  ["dropped", "the connection was cut before"],
  ["broken", "the provider failed"],
])("what left no trace is sent again: %s", async (fault) => {
  const faults = { ...NO_FAULTS, [fault]: 1 };
  const { queue, outbox, states, provider, pass } = await delivering({ faults });
  await queue();
  await outbox.drain();
  expect(states()).toEqual(["sending"]);
  Object.assign(faults, { [fault]: 0 });
  pass(MINUTE);
  await outbox.drain();
  expect(states()).toEqual(["accepted"]);
  expect(provider.messages.all()).toHaveLength(1);
});

test("a process that died between commit and send has its message sent by another", async () => {
  const { queue, outbox, states, provider, pass, run, sending } = await delivering();
  const id = await queue();
  expect(await run((tx) => handOver(tx, sending, id))).toMatchObject({ step: "send" });
  // Here it dies.
  expect(await run((tx) => handOver(tx, sending, id))).toEqual({ step: "later" });
  await outbox.drain();
  expect(provider.messages.all()).toEqual([]);
  pass(MINUTE);
  await outbox.drain();
  expect(states()).toEqual(["accepted"]);
  expect(provider.messages.all()).toHaveLength(1);
});

test("nothing is sent again while the provider's list cannot be read", async () => {
  const faults = { ...NO_FAULTS, sentSilently: 1 };
  const world = await delivering({ faults, accountSid: `AC${"9".repeat(32)}` });
  const { queue, outbox, states, provider, pass } = world;
  await queue();
  await outbox.drain();
  // Another account: the API refuses us everything.
  expect(states()).toEqual(["queued configuration"]);
  expect(provider.messages.all()).toEqual([]);
  pass(MINUTE);
  await outbox.drain();
  expect(states()).toEqual(["queued configuration"]);
  expect(world.pluck("select kind from tasks")).toEqual(["sending.configuration"]);
});

test("of too much at once nothing is lost, and the rest is left alone for a while", async () => {
  const faults = { ...NO_FAULTS, tooMany: 1 };
  const { queue, outbox, states, provider, pass, people } = await delivering({ faults });
  await queue();
  await outbox.drain();
  expect(states()).toEqual(["queued rate"]);
  Object.assign(faults, { tooMany: 0 });
  for (const { id } of people(1)) await queue({ contactId: id });
  await outbox.drain();
  expect(provider.messages.all()).toEqual([]);
  pass(11 * SECOND);
  await outbox.drain();
  expect(states()).toEqual(["accepted", "accepted"]);
});

test("a number that stopped us is blocked, said so to the clinic, and written to no more", async () => {
  const { queue, outbox, states, provider, pluck, anaBooks, phoneOf, anaContact } = await delivering();
  await anaBooks(0);
  provider.handsets.set(phoneOf(anaContact), { texts: 21610 });
  await queue();
  await outbox.drain();
  expect(states()).toEqual(["failed opted_out"]);
  expect(pluck("select blocked_at is not null from contacts order by id")).toEqual([1, 0]);
  expect(pluck("select granted from consents where wording = 'carrier'")).toEqual([0]);
  expect(pluck("select kind from tasks")).toEqual(["opted.out"]);
  await queue();
  await outbox.drain();
  expect(states()).toEqual(["failed opted_out", "dropped blocked"]);
  expect(pluck("select message_id from timers where kind = 'delivery.failed'")).toEqual([1, 2]);
});

test.each([21211, 21612, 21614, 21408] as const)("what will never arrive fails at once: %i", async (code) => {
  const { queue, outbox, states, provider, pluck, phoneOf, anaContact } = await delivering();
  provider.handsets.set(phoneOf(anaContact), { texts: code });
  await queue();
  await outbox.drain();
  expect(states()).toEqual([code === 21408 || code === 21612 ? "failed configuration" : "failed permanent"]);
  expect(pluck("select message_id from timers where kind = 'delivery.failed'")).toEqual([1]);
});

test("a handset that was off is tried once more after 1 to 6 hours; then it is decided whom to reach instead", async () => {
  const { queue, outbox, states, rows, provider, pluck, phoneOf, anaContact, hearReports, pass, clock } =
    await delivering();
  provider.handsets.set(phoneOf(anaContact), { texts: 30003 });
  await queue();
  await outbox.drain();
  await hearReports();
  expect(states()).toEqual(["failed transient", "queued"]);
  const wait = Number(rows()[1]?.["not_before"]) - clock.now;
  expect(wait >= HOUR && wait <= 6 * HOUR).toBe(true);
  expect(rows()[1]).toMatchObject({ again_of: 1, purpose: "reminder", sender: "+919876500101" });
  pass(6 * HOUR);
  await outbox.drain();
  await hearReports();
  expect(states()).toEqual(["failed transient", "failed transient"]);
  expect(pluck("select message_id from timers where kind = 'delivery.failed'")).toEqual([2]);
});

test("a number nobody has, and a text the carrier filters, are not tried again", async () => {
  const { queue, outbox, states, provider, people, hearReports, pluck } = await delivering();
  const [unknown, filtered] = people(2);
  provider.handsets.set(unknown?.phone ?? "", { texts: 30005 });
  provider.handsets.set(filtered?.phone ?? "", { texts: 30007 });
  for (const contact of [unknown, filtered]) await queue({ contactId: contact?.id ?? 0 });
  await outbox.drain();
  await hearReports();
  expect(states()).toEqual(["failed permanent", "failed configuration"]);
  expect(pluck("select kind from tasks")).toEqual(["sending.configuration"]);
});

test("what nobody needs any more is not sent: too late, changed, or to somebody who said wrong number", async () => {
  const { queue, outbox, states, provider, pass, anaBooks, anaAsks, pluck, engine, ana } = await delivering();
  const visit = await anaBooks(2);
  await queue({ uselessAt: null, visit });
  const moved = await anaAsks({ type: "cancelVisit", visitId: visit.id });
  expect(moved).toMatchObject({ type: "cancelled" });
  await queue({ uselessAt: Date.UTC(2026, 2, 2, 2, 30) + MINUTE });
  pass(MINUTE);
  const other = await anaBooks(2);
  engine.raw.prepare("update links set asleep_at = 1 where patient_id = ?").run(ana);
  await queue({ visit: other });
  await outbox.drain();
  expect(states()).toEqual(["dropped changed", "dropped useless", "dropped asleep"]);
  expect(provider.messages.all()).toEqual([]);
  expect(pluck("select message_id from timers where kind = 'delivery.failed'")).toEqual([3]);
});

test("a visit that was only confirmed is spoken of all the same", async () => {
  const { queue, outbox, states, anaBooks, anaAsks } = await delivering();
  const visit = await anaBooks(2);
  await queue({ visit });
  await anaAsks({ type: "confirmVisit", visitId: visit.id });
  await outbox.drain();
  expect(states()).toEqual(["accepted"]);
});

test("a number sends as fast as it may, answers first, then whoever comes first", async () => {
  const perSecond = { text: 1, call: 1 };
  const { queue, outbox, people, provider, pass, clock } = await delivering({}, { perSecond });
  const contacts = people(6);
  for (const [n, { id }] of contacts.entries()) {
    const priority = n === 4 ? PRIORITY.answer : PRIORITY.reminder;
    await queue({ contactId: id, dueAt: clock.now - n, priority });
  }
  const sent = () => provider.messages.all().map(({ to }) => contacts.findIndex(({ phone }) => phone === to));
  await outbox.drain();
  // Two seconds' worth and the one that fills it up.
  expect(sent()).toEqual([4, 5, 3]);
  await outbox.drain();
  expect(sent()).toHaveLength(3);
  pass(SECOND);
  await outbox.drain();
  expect(sent()).toEqual([4, 5, 3, 2]);
  pass(2 * SECOND);
  await outbox.drain();
  expect(sent()).toEqual([4, 5, 3, 2, 1, 0]);
});

test("when the day's money is spent, reminders and call-backs wait for the next day; answers and news do not", async () => {
  const { queue, outbox, states, people, pluck, pass } = await delivering({}, { spendPerDayMicros: 100_000 });
  const [a, b, c, d] = people(4).map(({ id }) => id);
  await queue({ contactId: a ?? 0 });
  await queue({ contactId: b ?? 0, uselessAt: null });
  await queue({ contactId: c ?? 0, priority: PRIORITY.answer });
  await queue({ contactId: d ?? 0, priority: PRIORITY.notice });
  await outbox.drain();
  expect(states().toSorted()).toEqual(["accepted", "accepted", "queued spend", "queued spend"]);
  expect(pluck("select kind from tasks")).toEqual(["spend.limit"]);
  // 08:00 in Nabha: midnight is 16 hours away.
  pass(16 * HOUR);
  await outbox.drain();
  expect(states().toSorted()).toEqual(["accepted", "accepted", "accepted", "dropped useless"]);
});

test("a provider that is down for an hour loses nothing and gets nothing twice", async () => {
  const faults = { ...NO_FAULTS, broken: 1 };
  const { queue, outbox, states, people, provider, pass } = await delivering({ faults });
  for (const { id } of people(3)) await queue({ contactId: id });
  for (let minute = 0; minute < 60; minute++) {
    await outbox.drain();
    pass(MINUTE);
  }
  expect(provider.messages.all()).toEqual([]);
  Object.assign(faults, { broken: 0 });
  for (let minute = 0; minute < 15; minute++) {
    await outbox.drain();
    pass(MINUTE);
  }
  expect(states()).toEqual(["accepted", "accepted", "accepted"]);
  expect(new Set(provider.messages.all().map(({ to }) => to)).size).toBe(3);
  expect(provider.messages.all()).toHaveLength(3);
});

test("a report that our number is refused closes it for a while, with a task; others go on", async () => {
  const { queue, outbox, states, run, rows, pass, provider, pluck } = await delivering();
  const id = await queue();
  await outbox.drain();
  const also = { scope: "sender", holdMs: 5 * MINUTE } as const;
  const known = { messageId: id, providerId: String(rows()[0]?.["provider_id"]), sequence: null, minutes: null };
  const report = { ...known, state: "failed", errorCode: "30034", trouble: "configuration", also } as const;
  await run((tx) => reportMessage(tx, report, 0));
  await queue();
  await queue({ sender: "+919876500102" });
  await outbox.drain();
  expect(states()).toEqual(["failed configuration", "queued", "queued configuration"]);
  expect(pluck("select reason from tasks")).toEqual([
    "the provider refuses with code 30034",
    "the provider refuses with code 21606",
  ]);
  pass(5 * MINUTE);
  await outbox.drain();
  expect(states().slice(0, 2)).toEqual(["failed configuration", "accepted"]);
  expect(provider.messages.all()).toHaveLength(2);
});
