import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { type Country, isCountry, senderOf, toPhone } from "../../src/core/phone.ts";

describe("a sender", () => {
  test.each<[string, Country, string, boolean | "unknown", string]>([
    ["+919876543210", "IN", "+919876543210", true, "IN"],
    [" 98765 43210 ", "IN", "+919876543210", true, "IN"],
    ["09876543210", "IN", "+919876543210", true, "IN"],
    ["919876543210", "IN", "+919876543210", true, "IN"],
    ["00919876543210", "IN", "+919876543210", true, "IN"],
    ["(0172) 270-0000", "IN", "+911722700000", false, "IN"],
    ["0712345678", "KE", "+254712345678", true, "KE"],
    ["0911234567", "ET", "+251911234567", true, "ET"],
    ["+254712345678", "IN", "+254712345678", true, "KE"],
    ["+12025550123", "IN", "+12025550123", "unknown", "US"],
    ["+18005550199", "IN", "+18005550199", false, "US"],
  ])("%j in %s is %s", (raw, country, phone, mobile, home) => {
    expect(senderOf(raw, country)).toEqual({ kind: "number", phone, mobile, country: home });
    expect(toPhone(raw, country)).toBe(phone);
  });

  test.each<[string, string]>([
    ["56161", "short-code"],
    ["1909", "short-code"],
    ["121", "short-code"],
    ["567678", "short-code"],
    ["57575711", "short-code"],
    ["VM-ABCDEF-S", "alphanumeric"],
    ["AD-650025-P", "alphanumeric"],
    ["HDFCBK", "alphanumeric"],
    ["ਸਿਹਤ", "alphanumeric"],
    ["client:nurse", "alphanumeric"],
    ["sip:+919876543210@example.org", "alphanumeric"],
    ["anonymous", "withheld"],
    ["Anonymous", "withheld"],
    ["RESTRICTED", "withheld"],
    ["unknown", "withheld"],
    ["+266696687", "withheld"],
    ["+7378742833", "withheld"],
    ["+2562533", "withheld"],
    ["+8656696", "withheld"],
    ["+86282452253", "withheld"],
    ["", "withheld"],
    ["  ", "withheld"],
    ["+9156161", "invalid"],
    ["+91123", "invalid"],
    ["123456789012345678901", "invalid"],
    ["98765", "short-code"],
    ["+", "invalid"],
    ["-", "invalid"],
    ["👍", "invalid"],
    ["+919876543210;9876543211", "invalid"],
  ])("%j is %s", (raw, kind) => {
    expect(senderOf(raw, "IN")).toEqual({ kind });
    expect(toPhone(raw, "IN")).toBeNull();
  });

  it("with eight digits is a number where numbers have eight digits", () => {
    expect(senderOf("81234567", "SG")).toMatchObject({ kind: "number", phone: "+6581234567" });
  });

  it("is always something, and a number only in E.164, which reads as itself anywhere", () => {
    const digits = fc.string({ unit: fc.constantFrom(..."0123456789+ -()#*a"), maxLength: 20 });
    fc.assert(
      fc.property(fc.oneof(fc.string(), digits), (raw) => {
        const sender = senderOf(raw, "IN");
        if (sender.kind !== "number") return;
        expect(sender.phone).toMatch(/^\+[1-9]\d{6,14}$/);
        expect(senderOf(sender.phone, "KE")).toEqual(sender);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("a number typed by staff", () => {
  test.each(["+919876543210 ext 5", "1-800-FLOWERS", "9876543210/9876543211", "98765 4321", "n/a"])(
    "%j is none",
    (raw) => {
      expect(toPhone(raw, "IN")).toBeNull();
    },
  );
});

test.each([
  ["IN", true],
  ["KE", true],
  ["in", false],
  ["XX", false],
  ["", false],
])("%j is a country: %s", (text, expected) => {
  expect(isCountry(text)).toBe(expected);
});
