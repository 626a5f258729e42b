import { expect, test } from "vitest";
import { inboundTextOf } from "../../../src/channels/twilio/inbound.ts";

const form = { MessageSid: `SM${"a".repeat(32)}`, From: "+919800000001", To: "+15005550006", Body: "hi" };
const textOf = (Body: string) => inboundTextOf({ ...form, Body })?.text;

test("a text is its id, both addresses and its words", () => {
  expect(inboundTextOf({ ...form, SmsStatus: "received", NumMedia: "0", FutureParameter: "x" })).toEqual({
    channel: "twilio-sms",
    providerId: form.MessageSid,
    from: "+919800000001",
    to: "+15005550006",
    text: "hi",
  });
});

test.each([
  ["nothing", ""],
  ["spaces and line ends", " hi \r\n"],
  ["1600 characters", "क".repeat(1600)],
  ["emoji with joiners", "👩🏽‍⚕️👍🏾"],
  ["control characters", "a\u0000\u202eb"],
])("words are kept as sent: %s", (_, body) => {
  expect(textOf(body)).toBe(body);
});

test("a picture without words is an empty text", () => {
  const { Body: _, ...withoutBody } = form;
  expect(inboundTextOf({ ...withoutBody, NumMedia: "1", MediaUrl0: "https://x" })?.text).toBe("");
});

test.each([
  ["a short code", "56161"],
  ["a name", "VK-HDFCBK"],
  ["a foreign number", "+254700000000"],
])("a text may come from %s", (_, From) => {
  expect(inboundTextOf({ ...form, From })?.from).toBe(From);
});

test.each(["STOP", "START", "HELP"])("Twilio's opt-out type %s is passed on", (OptOutType) => {
  expect(inboundTextOf({ ...form, OptOutType })?.optOut).toBe(OptOutType.toLowerCase());
});

test("an opt-out type we do not know is none", () => {
  expect(inboundTextOf({ ...form, OptOutType: "PAUSE" })).not.toHaveProperty("optOut");
});

test.each([
  ["no id", { MessageSid: undefined }],
  ["an empty id", { MessageSid: "" }],
  ["an id that is no id", { MessageSid: "SM 1" }],
  ["an endless id", { MessageSid: "S".repeat(65) }],
  ["two ids", { MessageSid: ["SM1", "SM2"] }],
  ["no sender", { From: undefined }],
  ["an empty sender", { From: "" }],
  ["an endless sender", { From: "9".repeat(65) }],
  ["two senders", { From: ["+911", "+912"] }],
  ["two bodies", { Body: ["a", "b"] }],
  ["two receivers", { To: ["+1", "+2"] }],
])("refuses %s", (_, change) => {
  const changed = Object.fromEntries(
    Object.entries({ ...form, ...change }).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])),
  );
  expect(inboundTextOf(changed)).toBe(null);
});

const long = "Please book my mother a visit with the eye doctor tomorrow morning at Bhadson, thank you";
const packed = (text: string) => Buffer.from(text).toString("base64");

test("a long text packed as base64 is unpacked, even when broken into lines", () => {
  expect(textOf(packed(long))).toBe(long);
  expect(textOf(packed(long).replace(/(.{60})/g, "$1\r\n"))).toBe(long);
});

test.each([
  ["short", packed("book eye")],
  ["words, not base64", "x".repeat(59)],
  ["of another length", packed(long).replace(/=*$/, "").slice(0, 61)],
  ["mostly not ASCII", packed("कल सुबह आँख के डॉक्टर से मिलना है, कृपया समय दीजिए")],
  ["not text", Buffer.alloc(60, 0xff).toString("base64")],
])("what is %s stays as it is", (_, body) => {
  expect(textOf(body)).toBe(body);
});
