import type { AppointmentState } from "./appointment.ts";

/**
 * What a row of the ledger says about one charge. Money comes in (`paid`, or as credit from another charge), goes out again
 * (`refunded`, or as credit to another), or is not asked for (`waived`). Rows are only ever added, so `paid` never goes back.
 */
export const LEDGER_KINDS = ["paid", "credit.in", "refunded", "credit.out", "waived"] as const;
/** One of them. */
export type LedgerKind = (typeof LEDGER_KINDS)[number];

/** The ledger of one charge, summed by kind, in minor units. */
export type Sums = Readonly<Record<LedgerKind, number>>;

/** The sums of a charge for which nothing has happened yet. */
export const NO_MONEY: Sums = { paid: 0, "credit.in": 0, refunded: 0, "credit.out": 0, waived: 0 };

/** A fee to be paid ahead and where its visit and its money stand. */
export type Standing = {
  readonly state: AppointmentState;
  /** The time to pay in is over. */
  readonly isOver: boolean;
  readonly dueMinor: number;
  readonly sums: Sums;
};

/** The money that lies with us. */
export function moneyOf(sums: Sums): number {
  return sums.paid + sums["credit.in"] - sums.refunded - sums["credit.out"];
}

/** What is still to be paid. */
export function owed({ dueMinor, sums }: Pick<Standing, "dueMinor" | "sums">): number {
  return Math.max(0, dueMinor - sums.waived - moneyOf(sums));
}

/** Nobody comes, so the money is hers again. */
const GIVEN_UP: ReadonlySet<AppointmentState> = new Set(["cancelled", "expired"]);

/**
 * What is hers again: all of it where there is no visit, what is too much where there is one. A missed visit was paid for:
 * its seat was kept.
 */
export function refundable({ state, dueMinor, sums }: Omit<Standing, "isOver">): number {
  const price = GIVEN_UP.has(state) ? 0 : Math.max(0, dueMinor - sums.waived);
  return Math.max(0, moneyOf(sums) - price);
}

/** What has to be done about a visit now that its money or its time has changed. */
export type PaymentStep = "book" | "reclaim" | "end" | "nothing";

/**
 * `book`: all is paid, and the seat is still hers. `reclaim`: all is paid, but too late, so the seat is taken back if it is
 * free, and otherwise the money is due back. `end`: the time is over, so the seat is free for others.
 */
export function nextPaymentStep(standing: Standing): PaymentStep {
  const isPaid = owed(standing) === 0;
  if (standing.state === "expired") return isPaid ? "reclaim" : "nothing";
  if (standing.state !== "pending_payment") return "nothing";
  if (isPaid) return "book";
  return standing.isOver ? "end" : "nothing";
}

/** Once, while a provider says that the person has been asked, the time to pay in grows by so much. */
export const HOLD_EXTENSION_MS = 5 * 60_000;
