import fc from "fast-check";
import { expect, it, test } from "vitest";
import { codeFrom, isChecked, withCheck } from "../../src/core/check-digit.ts";

const anyCode = fc.tuple(fc.nat({ max: 2 ** 32 }), fc.constantFrom(6, 7, 8)).map(([n, length]) => codeFrom(n, length));

it("is the published example of Damm's algorithm", () => {
  expect(withCheck("572")).toBe("5724");
});

it("finds every single wrong digit of a code", () => {
  fc.assert(
    fc.property(anyCode, (code) => {
      for (let i = 0; i < code.length; i++) {
        for (const wrong of "0123456789".replace(code.charAt(i), "")) {
          expect(isChecked(code.slice(0, i) + wrong + code.slice(i + 1))).toBe(false);
        }
      }
    }),
  );
});

it("finds every swap of two neighbouring digits, the check digit's included", () => {
  fc.assert(
    fc.property(anyCode, (code) => {
      for (let i = 1; i < code.length; i++) {
        const [a, b] = [code.charAt(i - 1), code.charAt(i)];
        if (a !== b) expect(isChecked(code.slice(0, i - 1) + b + a + code.slice(i + 1))).toBe(false);
      }
    }),
  );
});

it("makes codes of the length asked for that check and never start with 0", () => {
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 32 }), fc.integer({ min: 2, max: 10 }), (random, length) => {
      const code = codeFrom(random, length);
      expect(code).toMatch(/^[1-9][0-9]+$/);
      expect(code).toHaveLength(length);
      expect(isChecked(code)).toBe(true);
    }),
  );
});

it("gives each of the 90,000 patient codes to one number in 90,000", () => {
  expect(new Set(Array.from({ length: 90_000 }, (_, n) => codeFrom(n, 6))).size).toBe(90_000);
});

test.each(["", "0", "12a4", "57 24", "५७२४", "-5724"])("%j is no code", (text) => {
  expect(isChecked(text)).toBe(false);
});
