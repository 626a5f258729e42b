import { describe, expect, it } from "vitest";
import { IDLE_DAY, isPinNeeded, isUnusual, villageKey, type WorkerDay } from "../../src/core/worker.ts";
import { at, ZONE } from "../helpers/district.ts";

const NOON = at("2026-03-02 12:00");
const LIMITS = { registersPerDay: 15, touchesPerDay: 20, zone: ZONE };

const TOUCH: readonly [number, number] = [0, 1];

type Case = readonly [
  string,
  { now?: string; pin?: string; day?: Partial<WorkerDay>; act?: readonly [number, number] },
];

function needed([, { now = "12:00", pin = "11:00", day = {}, act = TOUCH }]: Case): boolean {
  const worker = { ...LIMITS, pinAt: pin === "" ? 0 : at(`2026-03-02 ${pin}`) };
  const [registers, touches] = act;
  return isPinNeeded(worker, { ...IDLE_DAY, ...day }, { registers, touches }, at(`2026-03-02 ${now}`));
}

const asked: readonly Case[] = [
  ["before the first", { pin: "" }],
  ["after eight hours", { now: "16:00", pin: "08:00" }],
  ["at night, an hour after the last", { now: "22:30", pin: "21:30" }],
  ["before five in the morning", { now: "04:59", pin: "04:00" }],
  ["for the sixteenth registration", { day: { registered: 15 }, act: [1, 0] }],
  ["for the twenty-first visit", { day: { touched: 20 } }],
  ["for ten visits where six are left", { day: { touched: 14 }, act: [0, 10] }],
  [
    "for the sixteenth, though the PIN was asked at the tenth",
    { day: { registered: 15, registeredAtPin: 10 }, act: [1, 0] },
  ],
  ["again after as many more", { day: { registered: 30, registeredAtPin: 15 }, act: [1, 0] }],
];

const notAsked: readonly Case[] = [
  ["within eight hours", { now: "15:59", pin: "08:00" }],
  ["at night, right after it", { now: "22:31", pin: "22:30" }],
  ["for the fifteenth registration", { day: { registered: 14 }, act: [1, 0] }],
  ["for the twentieth visit", { day: { touched: 19 } }],
  ["to read, whatever was done", { day: { touched: 60, registered: 40 }, act: [0, 0] }],
  ["once it was right beyond the limit", { day: { touched: 21, touchedAtPin: 20 } }],
  ["in the turn in which it was right", { now: "11:00", pin: "11:00", day: { touched: 20 } }],
];

describe("a worker's PIN", () => {
  it.each(asked)("is asked %s", (...one) => expect(needed(one)).toBe(true));
  it.each(notAsked)("is not asked %s", (...one) => expect(needed(one)).toBe(false));
});

describe("unusual volume", () => {
  it("is more than three times a day's limit", () => {
    const worker = { ...LIMITS, pinAt: NOON };
    expect(isUnusual(worker, { ...IDLE_DAY, touched: 60, registered: 45 })).toBe(false);
    expect(isUnusual(worker, { ...IDLE_DAY, touched: 61 })).toBe(true);
    expect(isUnusual(worker, { ...IDLE_DAY, registered: 46 })).toBe(true);
  });
});

describe("a village", () => {
  it("is one, however it is written", () => expect(villageKey("  BHADSON \u00a0 Khurd")).toBe("bhadson khurd"));
});
