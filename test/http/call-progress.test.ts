import { expect, test } from "vitest";
import { AppError } from "../../src/core/errors.ts";
import { post, startGateway } from "./gateway.ts";

const call = { CallSid: "CA1", From: "+919800000001", To: "+15005550006", Direction: "inbound" };
const REJECTED = '<?xml version="1.0" encoding="UTF-8"?><Response><Reject reason="busy"/></Response>';

test("the progress of a call of ours reaches its message, its end the dialog", async () => {
  const gateway = await startGateway();
  const path = "/twilio/voice/status?m=7";
  const ours = { ...call, Direction: "outbound-api", SequenceNumber: "2" };
  expect((await post(gateway, { ...ours, CallStatus: "in-progress" }, { path })).status).toBe(204);
  expect(gateway.reports).toMatchObject([{ messageId: 7, providerId: "CA1", state: "sent", sequence: 2 }]);
  expect(gateway.calls).toEqual([]);
  await post(gateway, { ...ours, CallStatus: "completed", CallDuration: "42" }, { path });
  expect(gateway.reports).toMatchObject([{}, { state: "delivered", minutes: 1 }]);
  expect(gateway.calls).toMatchObject([{ callId: "CA1", person: "+15005550006" }]);
});

test("the end of a call that somebody made to us is no report of a message", async () => {
  const gateway = await startGateway();
  await post(gateway, { ...call, CallStatus: "completed" }, { path: "/twilio/voice/status" });
  expect([gateway.reports, gateway.calls.length]).toEqual([[], 1]);
});

test("a missed call is rejected as busy and handed on", async () => {
  const gateway = await startGateway();
  const response = await post(gateway, call, { path: "/twilio/missed-call" });
  expect([response.status, await response.text()]).toEqual([200, REJECTED]);
  expect(gateway.calls).toEqual([
    { channel: "twilio-voice", providerId: "CA1", from: "+919800000001", to: "+15005550006" },
  ]);
});

test("a missed call is rejected, and charged to nobody, even when nothing can be written", async () => {
  const down = async () => {
    throw new AppError("unavailable", "the database cannot commit");
  };
  const { parts } = await startGateway();
  const gateway = await startGateway({ calls: { ...parts.calls, missed: down } });
  const response = await post(gateway, call, { path: "/twilio/missed-call" });
  expect([response.status, await response.text()]).toEqual([200, REJECTED]);
  expect(gateway.logged.join("")).toContain("cannot commit");
});

test.each(["/twilio/missed-call", "/twilio/voice/status?m=7"])(
  "%s without a signature changes nothing",
  async (path) => {
    const gateway = await startGateway();
    expect((await post(gateway, { ...call, CallStatus: "completed" }, { path, signature: "x" })).status).toBe(403);
    expect([gateway.reports, gateway.calls]).toEqual([[], []]);
  },
);
