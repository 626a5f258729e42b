import { expect, test } from "vitest";
import { formOf, single } from "../../../src/channels/twilio/form.ts";

const read = (text: string) => formOf(Buffer.from(text, "latin1"));

test.each([
  ["", {}],
  ["a=1&b=2", { a: "1", b: "2" }],
  ["a=+1+&b=%20x%0D%0A", { a: " 1 ", b: " x\r\n" }],
  ["a&b=&=c&&", { a: "", b: "", "": "c" }],
  ["a=1=2&b=%3D%26%2B", { a: "1=2", b: "=&+" }],
  ["Body=%E0%A4%95%E0%A4%B2+%F0%9F%98%80", { Body: "कल 😀" }],
  ["a=1&a=2&a=2", { a: ["1", "2", "2"] }],
  ["NumMedia=0&Zip=00501", { NumMedia: "0", Zip: "00501" }],
  ["a%5B%5D=1&a[b]=2", { "a[]": "1", "a[b]": "2" }],
])("reads %j raw", (text, form) => {
  expect({ ...read(text) }).toEqual(form);
});

test("a byte order mark and raw UTF-8 are kept as they are", () => {
  expect({ ...formOf(Buffer.from("\ufeffa=कल")) }).toEqual({ "\ufeffa": "कल" });
});

test("a parameter may be called like a property of every object", () => {
  const form = read("__proto__=1&constructor=2&toString=3");
  expect(Object.entries(form ?? {})).toEqual([
    ["__proto__", "1"],
    ["constructor", "2"],
    ["toString", "3"],
  ]);
});

test.each([
  ["half an escape", "a=%4"],
  ["no hex digits", "a=%zz"],
  ["a lone percent sign", "a=100%"],
  ["escaped bytes that are no UTF-8", "a=%ff%fe"],
  ["an escaped surrogate", "a=%ED%A0%80"],
  ["raw bytes that are no UTF-8", "a=\xff"],
  ["too many parameters", "a=1&".repeat(201)],
])("refuses %s", (_, text) => {
  expect(read(text)).toBe(null);
});

test("a parameter sent twice has no single value", () => {
  const form = read("a=1&a=2&b=3") ?? {};
  expect([single(form, "a"), single(form, "b"), single(form, "c")]).toEqual([undefined, "3", undefined]);
});
