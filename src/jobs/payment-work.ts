import type { Asking } from "../booking/payments/ask-provider.ts";
import type {
  Cancelled,
  OutsideProvider,
  PaymentEvent,
  Queried,
  Refunded,
  Requested,
} from "../core/payment-provider.ts";
import type { Db, Transact, Tx } from "../store/engine.ts";
import { openEvents, takeEvent } from "../store/payment-events.ts";
import { duePayments } from "../store/payment-timers.ts";
import { createBell } from "./bell.ts";

/** Rows looked at, and providers asked, at once. */
const PAGE = 20;
/** Longest rest: what only the clock makes due (a query, a lapsed claim) is found by then. */
const REST_MS = 5_000;

type EventWork = (tx: Tx, provider: OutsideProvider["name"], event: PaymentEvent) => Promise<void>;

/** What payments are worked off with: the use cases, each inside a transaction, and the providers. */
export type PaymentWorkParts = {
  readonly transact: Transact;
  readonly read: Db;
  readonly clock: () => number;
  readonly providers: readonly OutsideProvider[];
  /** What a signed event, and one without proof, leads to. */
  readonly proven: EventWork;
  readonly unproven: EventWork;
  readonly claim: (tx: Tx, id: number) => Promise<Asking | null>;
  readonly requested: (tx: Tx, id: number, result: Requested) => Promise<void>;
  readonly queried: (tx: Tx, id: number, result: Queried) => Promise<void>;
  readonly cancelled: (tx: Tx, id: number, result: Cancelled) => Promise<void>;
  readonly refunded: (tx: Tx, id: number, result: Refunded) => Promise<void>;
  readonly onError: (error: unknown) => void;
};

/** The work of payments in one process: what providers sent, and what they are to be asked. */
export type PaymentWork = {
  /** Does what is due, until nothing is. */
  readonly drain: () => Promise<void>;
  /** Does it whenever something is due, until stopped; stopping waits for what is under way. */
  readonly start: () => { readonly wake: () => void; readonly stop: () => Promise<void> };
};

/**
 * Builds it. Rows are the truth: an event is marked as done in the transaction that acts on it, and what is asked of a
 * provider is claimed durably before and settled after, so dying anywhere in between loses nothing.
 */
export function createPaymentWork(parts: PaymentWorkParts): PaymentWork {
  const rounds = [() => eventRound(parts), () => askRound(parts)];
  const drain = async () => {
    for (let isBusy = true; isBusy; ) {
      isBusy = false;
      for (const round of rounds) isBusy = (await round()) || isBusy;
    }
  };
  const start = () => {
    // Each at its own pace: a provider that does not answer shall not keep waiting what another has sent.
    const loops = rounds.map((round) => startLoop(round, () => wake(), parts.onError));
    const wake = () => {
      for (const { ring } of loops) ring();
    };
    return { wake, stop: async () => void (await Promise.all(loops.map(({ stop }) => stop()))) };
  };
  return { drain, start };
}

/** Goes round until nothing is done, and again once it is rung or has rested; whoever does something has `news` for the others. */
function startLoop(round: () => Promise<boolean>, news: () => void, onError: (error: unknown) => void) {
  let isStopped = false;
  const bell = createBell();
  const working = (async () => {
    while (!isStopped) {
      const isBusy = await round().catch((error: unknown) => onError(error));
      if (isBusy) news();
      else await bell.rest(REST_MS);
    }
  })();
  const stop = async () => {
    isStopped = true;
    bell.ring();
    await working;
  };
  return { ring: bell.ring, stop };
}

/** Works off what providers sent; whether there was anything. */
async function eventRound(parts: PaymentWorkParts): Promise<boolean> {
  const events = await openEvents(parts.read, PAGE);
  return await anyOf(
    parts,
    events.map(({ id }) => workEvent(parts, id)),
  );
}

/** Asks providers what is due; whether there was anything. */
async function askRound(parts: PaymentWorkParts): Promise<boolean> {
  const due = await duePayments(parts.read, parts.clock(), PAGE);
  return await anyOf(
    parts,
    due.map((id) => askAbout(parts, id)),
  );
}

/** What failed stays due and is looked at again after a rest. */
async function anyOf({ onError }: PaymentWorkParts, work: readonly Promise<boolean>[]): Promise<boolean> {
  const results = await Promise.allSettled(work);
  for (const result of results) if (result.status === "rejected") onError(result.reason);
  return results.some((result) => result.status === "fulfilled" && result.value);
}

async function workEvent({ transact, providers, proven, unproven }: PaymentWorkParts, id: number): Promise<boolean> {
  return await transact(async (tx) => {
    const kept = await takeEvent(tx, id);
    const provider = kept && providers.find(({ name }) => name === kept.provider);
    if (!kept || !provider) return false;
    const work = provider.trust === "signed" ? proven : unproven;
    for (const event of provider.parse(kept.body, kept.path)) await work(tx, provider.name, event);
    return true;
  });
}

/** Asks a provider what is due about one attempt; false if nothing was. */
async function askAbout(parts: PaymentWorkParts, id: number): Promise<boolean> {
  const { transact, providers } = parts;
  const asking = await transact((tx) => parts.claim(tx, id));
  if (!asking) return false;
  const provider = providers.find(({ name }) => name === asking.provider);
  const settle = await (provider ? answered(parts, provider, asking) : unanswered(parts, asking));
  await transact((tx) => settle(tx, id));
  return true;
}

type Settle = (tx: Tx, id: number) => Promise<void>;

/** Asks, and gives what writes the answer down. */
async function answered(parts: PaymentWorkParts, provider: OutsideProvider, asking: Asking): Promise<Settle> {
  const { attempt } = asking;
  switch (asking.todo) {
    case "request": {
      const result = await provider.request(attempt);
      return (tx, id) => parts.requested(tx, id, result);
    }
    case "query": {
      const result = await provider.query(attempt);
      return (tx, id) => parts.queried(tx, id, result);
    }
    case "cancel": {
      const result = await provider.cancel(attempt);
      return (tx, id) => parts.cancelled(tx, id, result);
    }
    default: {
      const result = await provider.refund(attempt, asking.amountMinor, asking.returnedMinor);
      return (tx, id) => parts.refunded(tx, id, result);
    }
  }
}

/** The provider has been switched off since: she can pay another way, and money is given back by hand. */
async function unanswered(parts: PaymentWorkParts, { todo }: Asking): Promise<Settle> {
  const off = { result: "declined", reason: "off", retry: false } as const;
  if (todo === "request") return (tx, id) => parts.requested(tx, id, off);
  if (todo === "refund") return (tx, id) => parts.refunded(tx, id, off);
  if (todo === "query") return (tx, id) => parts.queried(tx, id, { result: "open" });
  return (tx, id) => parts.cancelled(tx, id, "open");
}
