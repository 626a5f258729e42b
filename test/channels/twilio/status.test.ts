import { expect, test } from "vitest";
import { deliveryReportOf } from "../../../src/channels/twilio/status.ts";

const MessageSid = "SM1";

test.each([
  ["accepted", "accepted"],
  ["scheduled", "accepted"],
  ["queued", "accepted"],
  ["sending", "accepted"],
  ["sent", "sent"],
  ["partially_delivered", "sent"],
  ["delivered", "delivered"],
  ["read", "delivered"],
  ["undelivered", "failed"],
  ["failed", "failed"],
  ["canceled", "failed"],
  ["DELIVERED", "delivered"],
  ["received", "accepted"],
  ["teleported", "accepted"],
  ["constructor", "accepted"],
])("%s means %s", (MessageStatus, state) => {
  expect(deliveryReportOf({ MessageSid, MessageStatus }, null)).toEqual({
    ...{ messageId: null, providerId: "SM1", state, errorCode: null, sequence: null, minutes: null },
    trouble: state === "failed" ? "unknown" : null,
  });
});

test("a report without a state still names its message", () => {
  expect(deliveryReportOf({ MessageSid }, "7")).toMatchObject({ messageId: 7, state: "accepted" });
});

test("the older name of the state is understood", () => {
  expect(deliveryReportOf({ MessageSid, SmsStatus: "sent" }, null)?.state).toBe("sent");
});

test("an error code is kept, known or not", () => {
  const report = deliveryReportOf({ MessageSid, MessageStatus: "undelivered", ErrorCode: "30003" }, null);
  expect(report).toMatchObject({ state: "failed", errorCode: "30003", trouble: "transient" });
  expect(deliveryReportOf({ MessageSid, ErrorCode: "" }, null)).toMatchObject({ errorCode: null });
});

test("a code that is about our number or the account says so", () => {
  const failed = (ErrorCode: string) => deliveryReportOf({ MessageSid, MessageStatus: "failed", ErrorCode }, null);
  expect(failed("30001")).toMatchObject({ trouble: "rate", also: { scope: "sender" } });
  expect(failed("30002")).toMatchObject({ trouble: "configuration", also: { scope: "kind" } });
  expect(failed("30005")).not.toHaveProperty("also");
});

test.each(["", "a b", "<x>", "0", "7a", "-1", "1".repeat(16)])(
  "an id of ours that cannot be ours is left out: %j",
  (messageId) => {
    expect(deliveryReportOf({ MessageSid }, messageId)).toMatchObject({ messageId: null });
  },
);

test("a report about no message is refused", () => {
  expect(deliveryReportOf({ MessageStatus: "sent" }, "7")).toBe(null);
});
