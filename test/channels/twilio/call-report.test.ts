import { expect, test } from "vitest";
import { callReportOf } from "../../../src/channels/twilio/call-report.ts";

const CallSid = "CA1";

test.each([
  ["queued", "accepted", null, null],
  ["initiated", "accepted", null, null],
  ["ringing", "accepted", null, null],
  ["in-progress", "sent", null, null],
  ["completed", "delivered", null, 2],
  ["busy", "failed", "transient", 0],
  ["no-answer", "failed", "transient", 0],
  ["canceled", "failed", "transient", 0],
  ["failed", "failed", "unknown", 0],
  ["teleported", "accepted", null, null],
])("%s means %s", (CallStatus, state, trouble, minutes) => {
  const form = { CallSid, CallStatus, SequenceNumber: "3", CallDuration: "61" };
  expect(callReportOf(form, "7")).toEqual({
    ...{ messageId: 7, providerId: "CA1", state, trouble, sequence: 3, minutes },
    errorCode: state === "failed" ? CallStatus : null,
  });
});

test("a call that was taken costs a minute at least", () => {
  expect(callReportOf({ CallSid, CallStatus: "completed", CallDuration: "0" }, null)?.minutes).toBe(1);
  expect(callReportOf({ CallSid, CallStatus: "completed" }, null)?.minutes).toBeNull();
});

test("why a call failed is told by its code", () => {
  const form = { CallSid, CallStatus: "failed", ErrorCode: "13224" };
  expect(callReportOf(form, null)).toMatchObject({ errorCode: "13224", trouble: "permanent" });
});

test.each([{}, { CallSid: "" }, { CallSid: ["CA1", "CA2"] }, { CallSid: "a b" }])(
  "a report about no call is refused: %j",
  (form) => {
    expect(callReportOf(form, "7")).toBeNull();
  },
);
