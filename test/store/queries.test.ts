import { expect, onTestFinished, test } from "vitest";
import { NOTHING_OPEN } from "../../src/core/dialog.ts";
import { contactFor, rememberLanguage } from "../../src/store/contacts.ts";
import { dropDialog, loadDialog, saveDialog } from "../../src/store/dialogs.ts";
import { claimInbound, finishInbound, recentTexts } from "../../src/store/inbound.ts";
import { homeOf } from "../../src/store/places.ts";
import { writeTask } from "../../src/store/tasks.ts";
import { testDatabase } from "../helpers/database.ts";
import { district } from "../helpers/district.ts";

async function setUp() {
  const database = await testDatabase();
  onTestFinished(() => database.engine.close());
  const make = district(database);
  const pluck = (query: string) => database.engine.raw.prepare(query).pluck().all();
  return { ...database, make, pluck };
}

const text = (key: string, contactId: number | null, hmac = "a") => ({
  key: Buffer.from(key.padEnd(16)),
  contactId,
  kind: "text",
  length: 3,
  textHmac: Buffer.from(hmac.padEnd(16)),
});

/** A frame that keeps a hold, so that something is left to do when its dialog ends. */
const HOLDING = {
  flow: "book",
  version: 1,
  saved: { value: "holding", context: {} },
  prompt: null,
  holdId: 1,
  interrupts: false,
  again: false,
};

test("a number is one contact, and keeps the clinic it first wrote to", async () => {
  const { run, make } = await setUp();
  const [first, second] = [make.clinic("First").id, make.clinic("Second").id];
  const contact = await run((tx) => contactFor(tx, "+919800000001", first));
  expect(await run((tx) => contactFor(tx, "+919800000001", second))).toEqual(contact);
  expect(contact).toMatchObject({ locationId: first, language: null, languageChosen: false });
});

test("a guessed language is not a chosen one", async () => {
  const { run, make } = await setUp();
  const { id, phone } = make.contact();
  await run((tx) => rememberLanguage(tx, id, "hi", "guess"));
  expect(await run((tx) => contactFor(tx, phone, null))).toMatchObject({ language: "hi", languageChosen: false });
});

test("a number belongs to its clinic, an unknown one to the first, and to none before any is set up", async () => {
  const { run, make } = await setUp();
  expect(await run((tx) => homeOf(tx, "+1555"))).toBeUndefined();
  make.clinic("First", { gatewayNumber: "+1111" });
  make.clinic("Second", { gatewayNumber: "+1222" });
  expect(await run((tx) => homeOf(tx, "+1222"))).toMatchObject({ slug: "second" });
  expect(await run((tx) => homeOf(tx, "+1555"))).toMatchObject({ slug: "first" });
});

test("a repeated delivery gets the stored reply, byte for byte", async () => {
  const { run, make } = await setUp();
  const { id: contactId } = make.contact();
  const claim = await run((tx) => claimInbound(tx, text("SM1", contactId)));
  if (!claim.isNew) throw new Error("it is new");
  await run((tx) => finishInbound(tx, claim.id, { contactId, outcome: "told", reply: '{"text":"नमस्ते "}' }));
  expect(await run((tx) => claimInbound(tx, text("SM1", contactId)))).toEqual({
    isNew: false,
    outcome: "told",
    reply: '{"text":"नमस्ते "}',
  });
});

test("texts are counted per contact and since an instant, equal ones apart", async () => {
  const { run, make, clock } = await setUp();
  const [ana, ben] = [make.contact().id, make.contact().id];
  await run((tx) => claimInbound(tx, text("1", ana)));
  clock.now += 1000;
  await run((tx) => claimInbound(tx, text("2", ana)));
  await run((tx) => claimInbound(tx, text("3", ana, "b")));
  await run((tx) => claimInbound(tx, text("4", ben)));
  const hmac = text("", null).textHmac;
  expect(await run((tx) => recentTexts(tx, ana, { since: 0, sameSince: 0 }, hmac))).toEqual({ all: 3, same: 2 });
  expect(await run((tx) => recentTexts(tx, ana, { since: clock.now - 1, sameSince: 0 }, hmac))).toEqual({
    all: 2,
    same: 2,
  });
});

test("a dialog comes back as it was saved and ends 24 hours after its last turn", async () => {
  const { run, make, clock, pluck } = await setUp();
  const { id } = make.contact();
  const stored = {
    dialog: { ...NOTHING_OPEN, strikes: 2, frames: [HOLDING] },
    channelKind: "text",
    call: null,
    named: [7, 8],
    namedAt: 5,
  } as const;
  await run((tx) => saveDialog(tx, id, stored));
  clock.now += 60_000;
  await run((tx) => saveDialog(tx, id, stored));
  expect(await run((tx) => loadDialog(tx, id))).toMatchObject({ ...stored, lastTurnAt: clock.now });
  const dueAt = "select due_at from timers where kind = 'dialog.end' and state = 'pending'";
  expect(pluck(dueAt)).toEqual([clock.now + 24 * 3_600_000]);
  await run((tx) => dropDialog(tx, id));
  expect(await run((tx) => loadDialog(tx, id))).toBeNull();
  expect(pluck(dueAt)).toEqual([]);
});

test("one open task of a kind is enough for a contact; once done, the next is written", async () => {
  const { run, make, engine, pluck } = await setUp();
  const { id: contactId } = make.contact();
  const task = { kind: "call.back", reason: "asked", contactId };
  for (const _ of [1, 2]) await run((tx) => writeTask(tx, task));
  engine.raw.exec("update tasks set state = 'done'");
  await run((tx) => writeTask(tx, task));
  expect(pluck("select state from tasks order by id")).toEqual(["done", "open"]);
});
