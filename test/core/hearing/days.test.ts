import { expect, test } from "vitest";
import { heard } from "./lexicons.ts";

test.each([
  ["dmy", "3/12", "told 2026-12-03"],
  ["mdy", "3/12", "told 2027-03-12"],
  ["mdy", "12/3", "told 2026-12-03"],
  ["mdy", "25/11", "told 2026-11-25"],
  ["mdy", "12/3/2026", "told 2026-12-03"],
  [null, "3/12", "unclear"],
  [null, "12/12", "told 2026-12-12"],
  [null, "25/11", "told 2026-11-25"],
  [null, "eye 3/12", "unclear eye"],
  [null, "10.11", "told 10:11"],
  ["mdy", "10.30", "told 10:30"],
  ["dmy", "2027-03-12", "told 2027-03-12"],
  ["mdy", "2027-03-12", "told 2027-03-12"],
] as const)("where days are written %s, %s is: %s", (dayOrder, text, expected) => {
  expect(heard("en", text, { dayOrder })).toBe(expected);
});

test.each([
  ["2026-11-23", "23/11", "told 2026-11-23"],
  ["2026-11-23", "22/11", "unclear"],
  ["2026-11-23", "22/11/2026", "unclear"],
  ["2026-11-23", "20/10", "told 2027-10-20"],
  ["2026-11-23", "31/2", "unclear"],
  ["2026-11-23", "29/2", "unclear"],
  ["2027-12-01", "29/2", "told 2028-02-29"],
  ["2026-12-30", "2/1", "told 2027-01-02"],
  ["2026-12-30", "2 jan", "told 2027-01-02"],
  ["2026-11-23", "the 31st", "told 2026-12-31"],
  ["2026-11-23", "the 3rd", "told 2026-12-03"],
  ["2026-11-23", "25 nov 27", "told 2027-11-25"],
  ["2026-11-29", "sunday", "told 2026-11-29"],
  ["2026-11-29", "next sunday", "told 2026-12-06"],
  ["2026-12-31", "tomorrow", "told 2027-01-01"],
  ["2028-02-28", "tomorrow", "told 2028-02-29"],
])("on %s, %s is: %s", (today, text, expected) => {
  expect(heard("en", text, { today })).toBe(expected);
});

test("a date in numbers says more than a weekday beside it", () => {
  expect(heard("en", "tuesday 25/11")).toBe("told 2026-11-25");
});

test("a bare hour is no time, however often it is said", () => {
  for (const text of ["tomorrow 4", "kal 10", "eye 10"]) expect(heard("hi-Latn", text)).not.toMatch(/:00/);
});

test("a time that contradicts its part of the day is left out", () => {
  expect(heard("en", "2 in the morning")).toBe("told morning");
});
