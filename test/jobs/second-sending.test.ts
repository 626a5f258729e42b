import { expect, test } from "vitest";
import { reportMessage } from "../../src/booking/report-message.ts";
import type { DeliveryReport } from "../../src/core/delivery.ts";
import { say } from "../../src/core/say.ts";
import { writeReceipt } from "../../src/store/messages.ts";
import { converseOver, demoDatabase, TO } from "../helpers/demo.ts";
import { OURS } from "../simulator/network.ts";
import { delivering } from "./delivery-world.ts";

const MINUTE = 60_000;

/** Ana has just booked; the reply went out in the answer to the webhook. */
async function booked() {
  const world = await delivering();
  const visit = await world.anaBooks(2);
  const receipt = {
    contactId: world.anaContact,
    visit,
    channel: "twilio-sms",
    sender: OURS,
    purpose: "booked",
  } as const;
  const id = await world.run((tx) => writeReceipt(tx, { ...receipt, content: [say("limit.texts")], segments: 1 }));
  const report = (state: DeliveryReport["state"], trouble: DeliveryReport["trouble"] = null) => {
    const known = { messageId: id, providerId: "SM1", errorCode: null, sequence: null, minutes: null };
    return world.run((tx) => reportMessage(tx, { ...known, state, trouble }, 0));
  };
  return { ...world, visit, id, report };
}

test("a reply of which nothing is heard for 5 minutes is said once more, and not again", async () => {
  const { outbox, states, rows, pass, provider, id } = await booked();
  pass(5 * MINUTE - 1);
  await outbox.drain();
  expect(states()).toEqual(["inline"]);
  pass(1);
  await outbox.drain();
  expect(states()).toEqual(["inline", "accepted"]);
  expect(rows()[1]).toMatchObject({ again_of: id, purpose: "booked", priority: 0, sender: OURS });
  pass(60 * MINUTE);
  await outbox.drain();
  expect(provider.messages.all()).toHaveLength(1);
});

test.each(["accepted", "sent", "delivered"] as const)("a reply that is %s is not said again", async (state) => {
  const { outbox, states, pass, report } = await booked();
  await report(state);
  pass(60 * MINUTE);
  await outbox.drain();
  expect(states()).toEqual([state]);
});

test("a reply that fails is said once more at once; if that fails too, it is decided whom to reach instead", async () => {
  const { outbox, states, hearReports, provider, phoneOf, anaContact, report, pluck } = await booked();
  provider.handsets.set(phoneOf(anaContact), { texts: 30003 });
  await report("failed", "transient");
  await outbox.drain();
  await hearReports();
  expect(states()).toEqual(["failed transient", "failed transient"]);
  expect(pluck("select message_id from timers where kind = 'delivery.failed'")).toEqual([2]);
});

test.each(["permanent", "opted_out", "configuration"] as const)(
  "a reply that will never arrive is not said again: %s",
  async (trouble) => {
    const { outbox, states, report, pass } = await booked();
    await report("failed", trouble);
    pass(60 * MINUTE);
    await outbox.drain();
    expect(states()).toEqual([`failed ${trouble}`]);
  },
);

test("what it said is said no more once the visit has changed", async () => {
  const { outbox, states, provider, pass, anaAsks, visit } = await booked();
  await anaAsks({ type: "cancelVisit", visitId: visit.id });
  pass(5 * MINUTE);
  await outbox.drain();
  expect(states()).toEqual(["inline", "dropped changed"]);
  expect(provider.messages.all()).toEqual([]);
});

test("a real booking keeps what it said, without its question, until its delivery is known", async () => {
  const database = await demoDatabase();
  const turn = await converseOver(database.run);
  const text = (body: string, sid: string) =>
    turn({ channel: "twilio-sms", providerId: sid, from: "+919812300001", to: TO, text: body });
  for (const [n, body] of ["book general", "1"].entries()) await text(body, `SM${n}`);
  const reply = await text("Asha Devi", "SM9");
  const rows = database.engine.raw.prepare("select id, state, content, sender from messages").all();
  expect(rows).toMatchObject([{ id: Number(reply?.messageId), state: "inline", sender: TO }]);
  const said = JSON.parse((rows[0] as { content: string }).content) as { type: string }[];
  expect(said.length).toBeGreaterThan(0);
  expect(said.every(({ type }) => type === "say")).toBe(true);
  await database.engine.close();
});
