import { localParts } from "./time.ts";

/** What something asks of a worker's limits: people it registers, visits it touches; both 0 where it only reads. */
export type WorkerAct = {
  readonly registers: number;
  readonly touches: number;
  /** Gives patients of one worker to another. */
  readonly handsOver?: boolean;
};

/** What a worker did in a day. */
export type WorkerDay = {
  readonly registered: number;
  readonly touched: number;
  /** The same when her PIN was last right. */
  readonly registeredAtPin: number;
  readonly touchedAtPin: number;
};

/** What decides whether a worker's PIN is asked. */
export type WorkerLimits = {
  readonly registersPerDay: number;
  readonly touchesPerDay: number;
  /** When her PIN was last right; 0 = never. */
  readonly pinAt: number;
  readonly zone: string;
};

/** A day on which nothing was done yet. */
export const IDLE_DAY: WorkerDay = { registered: 0, touched: 0, registeredAtPin: 0, touchedAtPin: 0 };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** How long a right PIN holds on the enrolled number. */
const WORKING_PERIOD_MS = 8 * HOUR;
/** At night it holds for what was just asked and little more. */
const NIGHT_PERIOD_MS = 5 * MINUTE;
const DAY_FROM = 5;
const DAY_TO = 22;
/** So many times her daily limit is no day's work any more: the worker is locked. */
const UNUSUAL_TIMES = 3;

/**
 * Whether a worker's PIN must be right before she does something: after a working period, at night, beyond a daily limit, and
 * each time before people come to be looked after by somebody else, for whoever sent that text may not be she.
 */
export function isPinNeeded(worker: WorkerLimits, day: WorkerDay, act: WorkerAct, now: number): boolean {
  const { pinAt, zone, registersPerDay, touchesPerDay } = worker;
  if (pinAt === now) return false;
  if (act.handsOver) return true;
  const { hour } = localParts(now, zone);
  const isNight = hour < DAY_FROM || hour >= DAY_TO;
  if (pinAt === 0 || now >= pinAt + (isNight ? NIGHT_PERIOD_MS : WORKING_PERIOD_MS)) return true;
  return (
    isBeyond(registersPerDay, day.registered, day.registeredAtPin, act.registers) ||
    isBeyond(touchesPerDay, day.touched, day.touchedAtPin, act.touches)
  );
}

/** A PIN that was right beyond the limit is good for as much again. */
function isBeyond(limit: number, done: number, doneAtPin: number, more: number): boolean {
  const from = doneAtPin >= limit ? doneAtPin : 0;
  return more > 0 && done - from + more > limit;
}

/** Whether a day's work is so much more than a worker's limits that somebody else may have her telephone. */
export function isUnusual({ registersPerDay, touchesPerDay }: WorkerLimits, day: WorkerDay): boolean {
  return day.registered > UNUSUAL_TIMES * registersPerDay || day.touched > UNUSUAL_TIMES * touchesPerDay;
}

/** A village as it is compared: one spelling of letters, spaces and capitals. */
export function villageKey(name: string): string {
  return name.normalize("NFC").trim().replace(/\s+/gu, " ").toLowerCase();
}
