import { expect, test } from "vitest";
import { AppError, type AppErrorCode, invariant } from "../../src/core/errors.ts";
import { loggable, statusOf } from "../../src/http/errors.ts";

test.each<[AppErrorCode, number]>([
  ["invalid", 400],
  ["unauthorized", 401],
  ["forbidden", 403],
  ["not_found", 404],
  ["conflict", 409],
  ["unavailable", 503],
  ["internal", 500],
])("%s is answered with %i", (code, status) => {
  expect(statusOf(new AppError(code, "x"))).toBe(status);
});

test.each([[new Error("x")], [new TypeError("x")], ["x"], [undefined], [null], [{ status: 404, expose: true }]])(
  "whatever else is thrown is our bug: %s",
  (thrown) => {
    expect(statusOf(thrown)).toBe(500);
  },
);

test("a log shows where a foreign error came from and its code, not what it says", () => {
  const cause = Object.assign(new Error("near +919800000001"), { code: "SQLITE_ERROR" });
  const entry = loggable(new Error("params: +919800000001\n    at kal subah:1:2", { cause }));
  expect(entry).toMatchObject({ kind: "Error", cause: { kind: "Error", code: "SQLITE_ERROR" } });
  expect(JSON.stringify(entry)).toContain("errors.test.ts");
  expect(JSON.stringify(entry)).not.toMatch(/9800000001|kal subah/);
});

test("a log shows what our own errors say", () => {
  expect(loggable(new AppError("unavailable", "the disk is full"))).toMatchObject({ message: "the disk is full" });
  expect(() => invariant(false, "a seat has a slot")).toThrow();
  expect(loggable(new Error("invariant: a seat has a slot"))).toMatchObject({
    message: "invariant: a seat has a slot",
  });
});

test("a log survives what is no error", () => {
  expect(loggable("+919800000001")).toEqual({ kind: "string" });
});
