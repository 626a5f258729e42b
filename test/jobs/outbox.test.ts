import { expect, test, vi } from "vitest";
import { NO_FAULTS } from "../../src/simulator/faults.ts";
import { delivering } from "./delivery-world.ts";

test("a queued text leaves, is reported, and what it said is forgotten", async () => {
  const { queue, outbox, rows, states, provider, heard, hearReports } = await delivering();
  await queue();
  await outbox.drain();
  expect(states()).toEqual(["accepted"]);
  expect(provider.messages.all()).toMatchObject([{ from: "+919876500101", body: expect.stringMatching(/./) }]);
  await vi.waitFor(() => expect(heard).toHaveLength(2));
  await hearReports();
  expect(rows()).toMatchObject([
    { state: "delivered", content: null, segments: 1, cost_micros: 80_000, language: "en", channel: "twilio-sms" },
  ]);
});

test("what was sent though no answer came is found in the list and not sent again", async () => {
  const { queue, outbox, states, provider, pass } = await delivering({ faults: { ...NO_FAULTS, sentSilently: 1 } });
  await queue();
  await outbox.drain();
  expect(states()).toEqual(["sending"]);
  pass(60_000);
  await outbox.drain();
  expect(states()).toEqual(["accepted"]);
  expect(provider.messages.all()).toHaveLength(1);
});
