import { expect, test } from "vitest";
import { deliveryRanks, deliveryReportOf } from "../../../src/channels/twilio/status.ts";

const MessageSid = "SM1";

test.each([
  ["accepted", "queued"],
  ["scheduled", "queued"],
  ["queued", "queued"],
  ["sending", "sending"],
  ["sent", "sent"],
  ["partially_delivered", "sent"],
  ["delivered", "delivered"],
  ["read", "delivered"],
  ["undelivered", "failed"],
  ["failed", "failed"],
  ["canceled", "failed"],
  ["DELIVERED", "delivered"],
  ["received", "queued"],
  ["teleported", "queued"],
  ["constructor", "queued"],
])("%s means %s", (MessageStatus, state) => {
  expect(deliveryReportOf({ MessageSid, MessageStatus }, null)).toEqual({
    channel: "twilio-sms",
    providerId: "SM1",
    state,
    rank: deliveryRanks[state as keyof typeof deliveryRanks],
  });
});

test("states only get further, and neither end replaces the other", () => {
  const { queued, sending, sent, delivered, failed } = deliveryRanks;
  expect(queued < sending && sending < sent && sent < delivered && delivered === failed).toBe(true);
});

test("a report without a state still names its message", () => {
  expect(deliveryReportOf({ MessageSid }, "7")).toMatchObject({ messageId: "7", state: "queued" });
});

test("the older name of the state is understood", () => {
  expect(deliveryReportOf({ MessageSid, SmsStatus: "sent" }, null)?.state).toBe("sent");
});

test("an error code is kept, known or not", () => {
  const report = deliveryReportOf({ MessageSid, MessageStatus: "undelivered", ErrorCode: "30003" }, null);
  expect(report).toMatchObject({ state: "failed", errorCode: "30003" });
  expect(deliveryReportOf({ MessageSid, ErrorCode: "" }, null)).not.toHaveProperty("errorCode");
});

test.each(["", "a b", "<x>", "x".repeat(65)])("an id of ours that cannot be ours is left out: %j", (messageId) => {
  expect(deliveryReportOf({ MessageSid }, messageId)).not.toHaveProperty("messageId");
});

test("a report about no message is refused", () => {
  expect(deliveryReportOf({ MessageStatus: "sent" }, "7")).toBe(null);
});
