import { expect, onTestFinished, test } from "vitest";
import type { DeliveryReport } from "../../src/core/delivery.ts";
import { applyReport } from "../../src/store/message-reports.ts";
import { queueMessage } from "../../src/store/messages.ts";
import { claimMessage, messageAccepted } from "../../src/store/outbox.ts";
import { testDatabase } from "../helpers/database.ts";
import { district } from "../helpers/district.ts";

async function queued() {
  const { engine, run, clock } = await testDatabase();
  onTestFinished(() => engine.close());
  const make = district({ engine, clock });
  const { id: contactId } = make.contact();
  const one = { contactId, kind: "text", purpose: "reminder", priority: 3, visit: null, uselessAt: null } as const;
  const id = await run((tx) => queueMessage(tx, { ...one, content: [], dueAt: clock.now }));
  const row = () => engine.raw.prepare("select * from messages").get() as Record<string, unknown>;
  const report = (state: DeliveryReport["state"], change: { messageId?: number | null; sequence?: number } = {}) =>
    run((tx) =>
      applyReport(tx, {
        ...{
          messageId: id,
          providerId: "SM9",
          state,
          errorCode: null,
          trouble: null,
          sequence: null,
          costMicros: null,
        },
        ...change,
      }),
    );
  const claim = () =>
    run((tx) =>
      claimMessage(tx, id, {
        ...{ channel: "twilio-sms", bodyHash: Buffer.from("x"), language: "en", segments: 1, costMicros: 80 },
      }),
    );
  return { id, row, report, claim, run };
}

test.each<[DeliveryReport["state"][], string]>([
  [["sent", "delivered"], "delivered"],
  [["delivered", "sent"], "delivered"],
  [["failed", "delivered"], "failed"],
  [["delivered", "failed"], "delivered"],
  [["sent", "accepted"], "sent"],
  [["sent", "failed"], "failed"],
])("reports %j leave a message %s", async (reports, state) => {
  const { row, report } = await queued();
  for (const [n, each] of reports.entries()) {
    // The first report carries our id; it teaches us the provider's, by which the rest are found.
    await report(each, n === 0 ? {} : { messageId: null });
  }
  expect(row()).toMatchObject({ state, provider_id: "SM9" });
});

test("a report about no message of ours changes nothing", async () => {
  const { report, row } = await queued();
  expect(await report("sent", { messageId: 99 })).toBeNull();
  expect(await report("sent", { messageId: null })).toBeNull();
  expect(row()).toMatchObject({ state: "queued" });
});

test("a report that comes before the provider's answer is not undone by it", async () => {
  const { id, row, report, claim, run } = await queued();
  await claim();
  await report("sent");
  await run((tx) => messageAccepted(tx, id, "SM9"));
  expect(row()).toMatchObject({ state: "sent", provider_id: "SM9", lease_until: null });
});

test("an older report of a call is old news, whatever it says", async () => {
  const { row, report } = await queued();
  await report("sent", { sequence: 2 });
  expect(await report("delivered", { sequence: 1 })).toBeNull();
  await report("delivered", { sequence: 3 });
  expect(row()).toMatchObject({ state: "delivered", sequence: 3 });
});

test("what was said is forgotten with the last report", async () => {
  const { row, report } = await queued();
  await report("sent");
  expect(row()).toMatchObject({ content: "[]" });
  await report("delivered");
  expect(row()).toMatchObject({ content: null });
});
