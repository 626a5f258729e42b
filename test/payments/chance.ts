import { seededRandom } from "../helpers/demo.ts";

/** How often something goes wrong between a provider and us. */
export type Rates = {
  /** An answer is lost though what was asked is done. */
  readonly lostAnswer: number;
  /** The provider is too busy, and does nothing. */
  readonly busy: number;
  /** What it reports never comes. */
  readonly lostReport: number;
  /** It comes twice. */
  readonly doubled: number;
  /** It comes after whatever else is on its way. */
  readonly overtaken: number;
};

/** A bad day. */
const BAD_DAY: Rates = { lostAnswer: 0.15, busy: 0.15, lostReport: 0.2, doubled: 0.25, overtaken: 0.3 };

/** What becomes of each answer and each report; the same for a seed. */
export type Chance = {
  readonly answer: () => "given" | "lost" | "busy";
  /** How often a report comes, and whether it waits for the others. */
  readonly report: () => { readonly copies: 0 | 1 | 2; readonly isOvertaken: boolean };
};

/** Nothing goes wrong. */
export const FINE: Chance = { answer: () => "given", report: () => ({ copies: 1, isOvertaken: false }) };

/** Things go wrong by chance, in the same way for the same seed. */
export function chanceOf(seed: number, rates: Rates = BAD_DAY): Chance {
  const random = seededRandom(seed);
  return {
    answer: () => {
      const n = random();
      if (n < rates.lostAnswer) return "lost";
      return n < rates.lostAnswer + rates.busy ? "busy" : "given";
    },
    report: () => {
      const n = random();
      const copies = n < rates.lostReport ? 0 : n < rates.lostReport + rates.doubled ? 2 : 1;
      return { copies, isOvertaken: random() < rates.overtaken };
    },
  };
}

/** What is on its way to us, until it is delivered. */
export type Underway = {
  readonly pending: (() => Promise<unknown>)[];
  /** Sends a report, as chance will have it; what is `repeated` until it is answered comes at least once. */
  readonly report: (send: () => Promise<unknown>, how?: "repeated") => void;
  /** Delivers what is on its way, and what comes of that. */
  readonly deliver: () => Promise<void>;
};

/** Reports on their way, none of them arrived yet. */
export function underway(chance: () => Chance): Underway {
  const pending: (() => Promise<unknown>)[] = [];
  return {
    pending,
    report: (send, how) => {
      const { copies, isOvertaken } = chance().report();
      const times = how === "repeated" ? Math.max(1, copies) : copies;
      for (let n = 0; n < times; n += 1) pending[isOvertaken ? "push" : "unshift"](send);
    },
    deliver: async () => {
      for (let next = pending.shift(); next; next = pending.shift()) await next();
    },
  };
}

/** Has what is on its way arrive and be worked off, until nothing more comes of it. */
export function arriving({ pending, deliver }: Pick<Underway, "pending" | "deliver">, drain: () => Promise<void>) {
  return async () => {
    do {
      await deliver();
      await drain();
    } while (pending.length > 0);
  };
}
