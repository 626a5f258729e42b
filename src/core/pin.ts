import type { Moment } from "./places.ts";

/** Whose PIN it is: a person's, never a telephone's (DESIGN 6.4). */
export type PinOwner =
  | { readonly kind: "worker"; readonly workerId: number }
  | { readonly kind: "patient"; readonly patientId: number };

/** Wrong PINs in a row, locks since the last right one, and until when none is taken. */
export type PinLock = { readonly wrong: number; readonly locks: number; readonly lockedUntil: number };

/** What became of a PIN that was entered; `none`: this person has none. */
export type PinChecked =
  | { readonly is: "right" }
  | { readonly is: "wrong"; readonly left: number }
  | { readonly is: "locked"; readonly until: number }
  | { readonly is: "none" };

/** What the use cases answer a flow that asks for a PIN or sets one. */
export type PinAnswer =
  | { readonly type: "pin.found"; readonly state: "none" | "set" }
  | { readonly type: "pin.right" }
  | { readonly type: "pin.wrong"; readonly left: number }
  | { readonly type: "pin.locked"; readonly until: Moment }
  | { readonly type: "pin.proposed"; readonly seal: string }
  | { readonly type: "pin.set" }
  /** Too easily guessed, or not as it was keyed in the first time. */
  | { readonly type: "pin.refused"; readonly reason: "weak" | "differs" }
  | { readonly type: "pin.code.right" }
  | { readonly type: "pin.code.wrong" }
  /** False: too many were sent today. */
  | { readonly type: "pin.code.sent"; readonly isSent: boolean };

/** Digits of a PIN. */
export const PIN_DIGITS = 4;

/** A PIN that nothing is held against. */
export const UNLOCKED: PinLock = { wrong: 0, locks: 0, lockedUntil: 0 };

const WRONG_MAX = 5;
const HOUR_MS = 3_600_000;
const LOCK_MAX_MS = 24 * HOUR_MS;

/** How many may still be wrong before the PIN locks. */
export function wrongLeft({ wrong }: PinLock): number {
  return WRONG_MAX - wrong;
}

/** One more wrong PIN: the fifth in a row locks for an hour, then for two, four … up to a day, until one was right. */
export function afterWrong(lock: PinLock, now: number): PinLock {
  const wrong = lock.wrong + 1;
  if (wrong < WRONG_MAX) return { ...lock, wrong };
  const lockMs = Math.min(HOUR_MS * 2 ** lock.locks, LOCK_MAX_MS);
  return { wrong: 0, locks: lock.locks + 1, lockedUntil: now + lockMs };
}

/** Whether digits may not be a PIN: not four, all alike, a row up or down, a pair twice, or a year of somebody alive. */
export function isWeakPin(digits: string): boolean {
  if (!new RegExp(`^\\d{${PIN_DIGITS}}$`).test(digits)) return true;
  const [first = 0, ...rest] = Array.from(digits, Number);
  const steps = rest.map((digit, at) => digit - (rest[at - 1] ?? first));
  const isRow = steps.every((step) => step === steps[0] && Math.abs(step) <= 1);
  const isPairTwice = digits.slice(0, 2) === digits.slice(2);
  return isRow || isPairTwice || /^(19|20)\d\d$/.test(digits);
}
