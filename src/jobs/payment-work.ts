import type { Asking } from "../booking/payments/ask-provider.ts";
import type { PaymentEvent, PaymentProvider, Queried, Requested } from "../core/payment-provider.ts";
import type { Db, Transact, Tx } from "../store/engine.ts";
import { openEvents, takeEvent } from "../store/payment-events.ts";
import { duePayments } from "../store/payments.ts";
import { createBell } from "./bell.ts";

/** Rows looked at, and providers asked, at once. */
const PAGE = 20;
/** Longest rest: what only the clock makes due (a query, a lapsed claim) is found by then. */
const REST_MS = 5_000;

/** What payments are worked off with: the use cases, each inside a transaction, and the providers. */
export type PaymentWorkParts = {
  readonly transact: Transact;
  readonly read: Db;
  readonly clock: () => number;
  readonly providers: readonly PaymentProvider[];
  readonly event: (tx: Tx, provider: PaymentProvider["name"], event: PaymentEvent) => Promise<void>;
  readonly claim: (tx: Tx, id: number) => Promise<Asking | null>;
  readonly requested: (tx: Tx, id: number, result: Requested) => Promise<void>;
  readonly queried: (tx: Tx, id: number, result: Queried) => Promise<void>;
  readonly cancelled: (tx: Tx, id: number, result: "ended" | "open") => Promise<void>;
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

async function workEvent({ transact, providers, event }: PaymentWorkParts, id: number): Promise<boolean> {
  return await transact(async (tx) => {
    const kept = await takeEvent(tx, id);
    const provider = kept && providers.find(({ name }) => name === kept.provider);
    if (!kept || !provider) return false;
    for (const one of provider.parse(kept.body, kept.path)) await event(tx, provider.name, one);
    return true;
  });
}

/** Asks a provider what is due about one attempt; false if nothing was. */
async function askAbout(parts: PaymentWorkParts, id: number): Promise<boolean> {
  const { transact, providers } = parts;
  const asking = await transact((tx) => parts.claim(tx, id));
  if (!asking) return false;
  const { attempt, todo } = asking;
  const provider = providers.find(({ name }) => name === asking.provider);
  if (todo === "request") {
    const off = { result: "declined", reason: "off", retry: false } as const;
    const result = provider ? await provider.request(attempt) : off;
    await transact((tx) => parts.requested(tx, id, result));
  } else if (todo === "query") {
    const result = provider ? await provider.query(attempt) : ({ result: "open" } as const);
    await transact((tx) => parts.queried(tx, id, result));
  } else {
    const result = provider ? await provider.cancel(attempt) : "open";
    await transact((tx) => parts.cancelled(tx, id, result));
  }
  return true;
}
