import { describe, expect, it } from "vitest";
import { afterWrong, isWeakPin, UNLOCKED } from "../../src/core/pin.ts";

const HOUR = 3_600_000;

describe("a PIN", () => {
  it.each(["0000", "7777", "1234", "4321", "0123", "9876", "1212", "4747", "1985", "2019", "123", "12345", "12a4", ""])(
    "is not %j",
    (digits) => expect(isWeakPin(digits)).toBe(true),
  );

  it.each(["4821", "7395", "1357", "1243", "0815", "3391"])("may be %j", (digits) =>
    expect(isWeakPin(digits)).toBe(false),
  );
});

describe("the lock of a PIN", () => {
  it("comes with the fifth wrong one, for 1, 2, 4, 8, 16 and then 24 hours", () => {
    let lock = UNLOCKED;
    const hours = Array.from({ length: 7 }, () => {
      for (let wrong = 0; wrong < 4; wrong += 1) {
        const before = lock.lockedUntil;
        lock = afterWrong(lock, 1_000);
        expect(lock.lockedUntil).toBe(before);
      }
      lock = afterWrong(lock, 1_000);
      return (lock.lockedUntil - 1_000) / HOUR;
    });
    expect(hours).toEqual([1, 2, 4, 8, 16, 24, 24]);
  });
});
