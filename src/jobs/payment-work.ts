import type { Asking } from "../booking/payments/ask-provider.ts";
import type {
  Cancelled,
  PaymentEvent,
  PaymentProvider,
  Queried,
  Refunded,
  Requested,
} from "../core/payment-provider.ts";
import type { Db, Transact, Tx } from "../store/engine.ts";
import { openEvents, takeEvent } from "../store/payment-events.ts";
import { duePayments } from "../store/payments.ts";
import { createBell } from "./bell.ts";

/** Rows looked at, and providers asked, at once. */
const PAGE = 20;
/** Longest rest: what only the clock makes due (a query, a lapsed claim) is found by then. */
const REST_MS = 5_000;

type EventWork = (tx: Tx, provider: PaymentProvider["name"], event: PaymentEvent) => Promise<void>;

/** What payments are worked off with: the use cases, each inside a transaction, and the providers. */
export type PaymentWorkParts = {
  readonly transact: Transact;
  readonly read: Db;
  readonly clock: () => number;
  readonly providers: readonly PaymentProvider[];
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
  const { read, clock, onError } = parts;
  const once = async (): Promise<boolean> => {
    const events = await openEvents(read, PAGE);
    const worked = await Promise.allSettled(events.map(({ id }) => workEvent(parts, id)));
    const due = await duePayments(read, clock(), PAGE);
    const asked = await Promise.allSettled(due.map(({ id }) => askAbout(parts, id)));
    const results = [...worked, ...asked];
    // What failed stays due and is looked at again after a rest.
    for (const result of results) if (result.status === "rejected") onError(result.reason);
    return results.some((result) => result.status === "fulfilled" && result.value);
  };
  const drain = async () => {
    while (await once());
  };
  const start = () => {
    let isStopped = false;
    const bell = createBell();
    const work = async () => {
      while (!isStopped) {
        await drain().catch(onError);
        await bell.rest(REST_MS);
      }
    };
    const working = work();
    return {
      wake: bell.ring,
      stop: async () => {
        isStopped = true;
        bell.ring();
        await working;
      },
    };
  };
  return { drain, start };
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
async function answered(parts: PaymentWorkParts, provider: PaymentProvider, asking: Asking): Promise<Settle> {
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
