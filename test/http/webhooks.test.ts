import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import { expect, test } from "vitest";
import { twilioSms } from "../../src/channels/twilio/sms.ts";
import { AppError } from "../../src/core/errors.ts";
import { createMetrics } from "../../src/http/metrics.ts";
import { dial, gate, post, publicUrl, startGateway, text, token } from "./gateway.ts";

const REPORT = { sequence: null, minutes: null };

test("a signed text is answered inline", async () => {
  const gateway = await startGateway();
  const response = await post(gateway, text);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/xml; charset=utf-8");
  expect(await response.text()).toBe(
    '<?xml version="1.0" encoding="UTF-8"?><Response><Message>heard book eye</Message></Response>',
  );
});

test("a reply with an id asks for delivery reports under it", async () => {
  const gateway = await startGateway({ turn: async () => ({ text: "Booked", messageId: "7" }) });
  expect(await (await post(gateway, text)).text()).toContain(
    '<Message action="https://sms.example.org/twilio/sms/status?m=7">Booked</Message>',
  );
});

test("silence is an empty response", async () => {
  const gateway = await startGateway({ turn: async () => null });
  expect(await (await post(gateway, text)).text()).toBe('<?xml version="1.0" encoding="UTF-8"?><Response/>');
});

test("a delivery report reaches its message", async () => {
  const gateway = await startGateway();
  const path = "/twilio/sms/status?m=7";
  const params = { MessageSid: "SM9", MessageStatus: "undelivered", ErrorCode: "30003" };
  const response = await post(gateway, params, { path });
  expect([response.status, await response.text()]).toEqual([200, '<?xml version="1.0" encoding="UTF-8"?><Response/>']);
  expect(gateway.reports).toEqual([
    { ...REPORT, providerId: "SM9", messageId: 7, state: "failed", errorCode: "30003", trouble: "transient" },
  ]);
});

test("parameters that Twilio adds later change nothing", async () => {
  const gateway = await startGateway();
  expect((await post(gateway, { ...text, Newer: " x ", FromZip: "00501" })).status).toBe(200);
});

test("each token is accepted while they rotate", async () => {
  const tokens = ["a".repeat(32), "b".repeat(32)];
  const gateway = await startGateway({ sms: twilioSms({ publicUrl, authTokens: tokens }) });
  const statuses = [...tokens, token].map(async (each) => {
    const signature = getExpectedTwilioSignature(each, `${publicUrl}/twilio/sms`, text);
    return (await post(gateway, text, { signature })).status;
  });
  expect(await Promise.all(statuses)).toEqual([200, 200, 403]);
});

test("a query that was configured with the address is part of what is signed", async () => {
  const gateway = await startGateway();
  expect((await post(gateway, text, { path: "/twilio/sms?x=%20a'" })).status).toBe(200);
});

test("the Host header has no say in the signature", async () => {
  const gateway = await startGateway();
  const signature = getExpectedTwilioSignature(token, `${gateway.url}/twilio/sms`, text);
  expect((await post(gateway, text, { signature })).status).toBe(403);
});

test.each([
  ["/twilio/sms", ""],
  ["/twilio/sms", "c2lnbmF0dXJl"],
  ["/twilio/sms/status", ""],
  ["/twilio/sms/status?m=7", getExpectedTwilioSignature(token, `${publicUrl}/twilio/sms/status?m=8`, text)],
])("%s with the signature %j is forbidden and changes nothing", async (path, signature) => {
  const gateway = await startGateway();
  const response = await post(gateway, text, { path, signature });
  expect([response.status, await response.text()]).toEqual([403, "Forbidden"]);
  expect([gateway.heard, gateway.reports]).toEqual([[], []]);
});

test.each([
  ["no id", { ...text, MessageSid: "" }],
  ["no sender", { ...text, From: "" }],
])("a signed text with %s is a bad request", async (_, params) => {
  const gateway = await startGateway();
  expect((await post(gateway, params)).status).toBe(400);
  expect(gateway.heard).toEqual([]);
});

test("a database that cannot commit asks the provider to come again", async () => {
  const gateway = await startGateway({ turn: () => Promise.reject(new AppError("unavailable", "busy")) });
  const response = await post(gateway, text);
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "2"]);
  expect(gateway.logged).toHaveLength(1);
  expect(gateway.logged[0]).toContain('"refused":"busy"');
});

test("a bug of ours is a plain 500, logged once and without anything personal", async () => {
  const turn = (): never => {
    throw Object.assign(new Error("Failed query: params: +919800000001, book eye"), {
      cause: new TypeError("book eye"),
    });
  };
  const gateway = await startGateway({ turn });
  const response = await post(gateway, text);
  expect([response.status, await response.text()]).toEqual([500, "Internal Server Error"]);
  const errors = gateway.logged.filter((line) => line.includes("request failed"));
  expect(errors).toHaveLength(1);
  expect(errors[0]).toContain("webhooks.test.ts");
  expect(gateway.logged.join("")).not.toMatch(/9800000001|book eye/);
});

test("a log line holds the route, status and request id, never query, number or words", async () => {
  const gateway = await startGateway();
  const response = await post(gateway, text, { path: "/twilio/sms?secret=1" });
  expect(gateway.logged).toHaveLength(1);
  expect(JSON.parse(gateway.logged[0] ?? "")).toMatchObject({
    requestId: response.headers.get("x-request-id"),
    method: "POST",
    route: "/twilio/sms",
    status: 200,
  });
  expect(gateway.logged[0]).not.toMatch(/9800000001|book eye|secret/);
});

test("turns and requests are counted", async () => {
  const metrics = createMetrics();
  const gateway = await startGateway({ metrics });
  await post(gateway, text);
  await post(gateway, text, { signature: "" });
  const page = await metrics.registry.metrics();
  expect(page).toContain('gateway_turns_total{outcome="answered"} 1');
  expect(page).toContain('gateway_reply_segments_bucket{le="1"} 1');
  expect(page).toContain('gateway_http_requests_total{route="/twilio/sms",status="403"} 1');
});

test("two texts reach the turn in the order in which they were complete, however slow the first turn is", async () => {
  const first = gate();
  const begun: string[] = [];
  const gateway = await startGateway({
    turn: async (inbound) => {
      begun.push(inbound.text);
      if (inbound.text === "1") await first.opened;
      else first.open();
      return null;
    },
  });
  const request = (body: string) => {
    const params = { ...text, Body: body };
    const form = new URLSearchParams(params).toString();
    const signature = getExpectedTwilioSignature(token, `${publicUrl}/twilio/sms`, params);
    return `POST /twilio/sms HTTP/1.1\r\nHost: x\r\nConnection: ${body === "2" ? "close" : "keep-alive"}\r\nContent-Type: application/x-www-form-urlencoded\r\nX-Twilio-Signature: ${signature}\r\nContent-Length: ${form.length}\r\n\r\n${form}`;
  };
  // Both in one packet: only what happens after reading could change their order.
  const { socket, answer } = dial(gateway);
  socket.write(request("1") + request("2"));
  expect((await answer).match(/HTTP\/1.1 200/g)).toHaveLength(2);
  expect(begun).toEqual(["1", "2"]);
});
