import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import { expect, test } from "vitest";
import { formOf } from "../../../src/channels/twilio/form.ts";
import { isSigned } from "../../../src/channels/twilio/verify.ts";

const token = "0123456789abcdef0123456789abcdef";
const other = "f".repeat(32);
const url = "https://ex.org/sms?x=1";
const params = { MessageSid: "SM1", From: "+911", Body: " hi " };
const signature = getExpectedTwilioSignature(token, url, params);

test.each([
  ["exactly as signed", url, params, true],
  ["with the standard port", "https://ex.org:443/sms?x=1", params, true],
  ["with another port, which Twilio leaves out", "https://ex.org:8443/sms?x=1", params, true],
  ["with the host in capitals", "https://EX.org/sms?x=1", params, true],
  ["by http", "http://ex.org/sms?x=1", params, false],
  ["with a slash more", "https://ex.org/sms/?x=1", params, false],
  ["without the query", "https://ex.org/sms", params, false],
  ["with a fragment", "https://ex.org/sms?x=1#rc=3", params, false],
  ["with a trimmed body", url, { ...params, Body: "hi" }, false],
  ["with an empty parameter more", url, { ...params, Extra: "" }, false],
  ["with a parameter that has a value more", url, { ...params, Extra: "1" }, false],
  ["with a parameter less", url, { MessageSid: "SM1", From: "+911" }, false],
  ["for another host", "https://evil.org/sms?x=1", params, false],
  ["for a relative address", "/sms?x=1", params, false],
  ["for no address", "::::", params, false],
  ["for an absolute address after ours", "https://ex.orghttp://[/sms", params, false],
])("checks a request %s", (_, address, form, signed) => {
  expect(isSigned([token], signature, address, form)).toBe(signed);
});

test.each([
  ["the old token while it rotates", [other, token], true],
  ["the new token", [token, other], true],
  ["another token", [other], false],
  ["no token at all", [], false],
])("checks against %s", (_, tokens, signed) => {
  expect(isSigned(tokens, signature, url, params)).toBe(signed);
});

test.each(["", "=", "x", `${signature}=`, ` ${signature}`, signature.toLowerCase(), "é".repeat(14), "0".repeat(5000)])(
  "refuses the signature %j",
  (wrong) => {
    expect(isSigned([token], wrong, url, params)).toBe(false);
  },
);

test("a port that is part of what was signed is accepted", () => {
  const local = "http://localhost:3000/twilio/sms";
  expect(isSigned([token], getExpectedTwilioSignature(token, local, params), local, params)).toBe(true);
});

test.each([
  ["repeated names", "a=2&a=1&a=2", { a: ["1", "2"] }],
  ["names in any order", "b=1&B=2&a=3", { a: "3", b: "1", B: "2" }],
  ["emoji and line ends", "Body=%F0%9F%98%80%0D%0A+", { Body: "😀\r\n " }],
  ["a name like a property of every object", "__proto__=1", JSON.parse('{"__proto__":"1"}')],
  ["names that are numbers", "10=a&9=b", { 10: "a", 9: "b" }],
])("a form with %s verifies as Twilio's own library signs it", (_, body, signed) => {
  const form = formOf(Buffer.from(body)) ?? {};
  expect(isSigned([token], getExpectedTwilioSignature(token, url, signed), url, form)).toBe(true);
});
