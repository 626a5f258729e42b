import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import { expect, test } from "vitest";
import { dial, post, publicUrl, startGateway, text, token } from "./gateway.ts";

const formType = "application/x-www-form-urlencoded";
const signature = getExpectedTwilioSignature(token, `${publicUrl}/twilio/sms`, text);

async function refused(init: RequestInit, path = "/twilio/sms") {
  const gateway = await startGateway();
  const response = await fetch(gateway.url + path, { method: "POST", ...init });
  const answer = await response.text();
  expect([gateway.heard, gateway.reports]).toEqual([[], []]);
  expect(answer).not.toMatch(/Error:|\bat .*:\d+|node_modules/);
  return response.status;
}

test.each([
  ["half an escape", "MessageSid=SM1&From=%2"],
  ["an escape without digits", "MessageSid=SM1&Body=%zz"],
  ["escaped bytes that are no UTF-8", "MessageSid=SM1&Body=%ff%c0"],
  ["raw bytes that are no UTF-8", Buffer.from([0x42, 0x3d, 0xff, 0xfe])],
  ["a thousand parameters", "a=1&".repeat(1000)],
])("a form with %s is a bad request", async (_, body) => {
  expect(await refused({ body, headers: { "content-type": formType, "x-twilio-signature": signature } })).toBe(400);
});

test.each([
  ["JSON", "application/json", '{"MessageSid":"SM1"}'],
  ["plain text", "text/plain", "MessageSid=SM1"],
  ["a multipart form", "multipart/form-data; boundary=x", "--x--"],
  ["a type that only begins like a form's", `${formType}x`, "a=1"],
  ["no type", "", "a=1"],
])("%s is an unsupported type", async (_, type, body) => {
  expect(await refused({ body: Buffer.from(body), headers: { "content-type": type } })).toBe(415);
});

test("a compressed form is an unsupported type", async () => {
  expect(await refused({ body: "a=1", headers: { "content-type": formType, "content-encoding": "gzip" } })).toBe(415);
});

test("a form's type may carry a charset and capitals", async () => {
  const gateway = await startGateway();
  const headers = {
    "content-type": "Application/X-WWW-Form-URLencoded; charset=UTF-8",
    "x-twilio-signature": signature,
  };
  const body = new URLSearchParams(text).toString();
  expect((await fetch(`${gateway.url}/twilio/sms`, { method: "POST", body, headers })).status).toBe(200);
});

test.each(["GET", "PUT", "DELETE"])("%s is not how Twilio calls", async (method) => {
  const gateway = await startGateway();
  const response = await fetch(`${gateway.url}/twilio/sms`, { method });
  expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
});

test("an unknown address is a problem document", async () => {
  const gateway = await startGateway();
  const response = await fetch(`${gateway.url}/nowhere?token=x`);
  expect([response.status, response.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
  expect(await response.json()).toEqual({ type: "about:blank", title: "Not Found", status: 404 });
});

const head = (lines: string) => `POST /twilio/sms HTTP/1.1\r\nHost: x\r\nContent-Type: ${formType}\r\n${lines}\r\n\r\n`;

test("a body announced as huge is refused before it is sent", async () => {
  const gateway = await startGateway();
  const { socket, answer } = dial(gateway);
  socket.write(head("Content-Length: 1000000000"));
  expect(await answer).toMatch(/^HTTP\/1.1 413 [\s\S]*connection: close/i);
});

test("a body that turns out huge is refused on the way", async () => {
  const gateway = await startGateway();
  const { socket, answer } = dial(gateway);
  socket.write(`${head("Transfer-Encoding: chunked")}10001\r\n${"a".repeat(0x10001)}\r\n`);
  expect(await answer).toMatch(/^HTTP\/1.1 413 /);
  expect(gateway.heard).toEqual([]);
});

test("a body of exactly the limit is read", async () => {
  const status = await refused({ body: `a=${"a".repeat(64 * 1024 - 2)}`, headers: { "content-type": formType } });
  expect(status).toBe(403);
});

test.each([
  ["headers too large", `GET /health HTTP/1.1\r\nHost: x\r\nX-A: ${"a".repeat(20_000)}\r\n\r\n`, 431],
  ["no HTTP at all", "\x16\x03\x01\x02\r\n\r\n", 400],
  ["no host", "GET /health HTTP/1.1\r\n\r\n", 400],
  ["two lengths", head("Content-Length: 1\r\nContent-Length: 2"), 400],
  ["a length and chunks", head("Content-Length: 1\r\nTransfer-Encoding: chunked"), 400],
])("a request with %s is refused", async (_, request, status) => {
  const gateway = await startGateway();
  const { socket, answer } = dial(gateway);
  socket.write(request);
  expect(await answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
});

test.each([
  ["an absolute address", "http://evil.example/twilio/sms", 400],
  ["a broken absolute address", "http://[/twilio/sms", 400],
  ["an address that is no path", "*", 400],
  ["a path that looks like a broken address", "//[#", 404],
  ["a path of broken escapes", "/%zz/%ff", 404],
  ["a path that ends in a slash", "/twilio/sms/", 403],
])("a request for %s does no harm", async (_, target, status) => {
  const gateway = await startGateway();
  const { socket, answer } = dial(gateway);
  const headers = `Host: x\r\nConnection: close\r\nContent-Type: ${formType}\r\nX-Twilio-Signature: x\r\nContent-Length: 3`;
  socket.write(`POST ${target} HTTP/1.1\r\n${headers}\r\n\r\na=1`);
  expect(await answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(gateway.heard).toEqual([]);
});

test("a client that never finishes its request is cut off, and others are served meanwhile", async () => {
  const gateway = await startGateway({}, { headersMs: 100, requestMs: 200, checkMs: 20 });
  const { socket, answer } = dial(gateway);
  socket.write(`${head("Content-Length: 100")}Body=slow`);
  expect((await post(gateway, text)).status).toBe(200);
  expect(await answer).toMatch(/^(HTTP\/1.1 408 |$)/);
  expect(gateway.heard).toHaveLength(1);
});

test("a client that leaves in the middle of its request changes nothing and breaks nothing", async () => {
  const gateway = await startGateway();
  const { socket, answer } = dial(gateway);
  socket.write(`${head("Content-Length: 100")}Body=half`, () => socket.destroy());
  await answer;
  expect((await post(gateway, text)).status).toBe(200);
  expect(gateway.heard).toHaveLength(1);
  expect(gateway.logged.join("")).not.toContain("request failed");
});
