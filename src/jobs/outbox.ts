import type { Db } from "../store/engine.ts";
import { createBell } from "./bell.ts";
import type { Deliver } from "./deliver.ts";
import { dueNow, type Pace } from "./due.ts";

/** Messages that one worker hands over at any time. */
export const IN_FLIGHT_MAX = 20;
/** Rows looked at for them. */
const PAGE = 100;
/** Longest rest: what only the clock makes due (a retry, a lapsed lease) is found by then. */
const REST_MS = 5_000;
/** Rest when nothing that looked due could be done: another worker was first, or it failed. */
const BARREN_MS = 250;

/** What the outbox is emptied with. */
export type OutboxParts = {
  readonly read: Db;
  readonly clock: () => number;
  readonly deliver: Deliver;
  readonly pace: Pace;
  readonly onError: (error: unknown) => void;
};

/** The outbox of one worker. */
export type Outbox = {
  /** Does what is due until nothing is left that can be done now. */
  readonly drain: () => Promise<void>;
  /** Empties it whenever something is due, until stopped; stopping waits for what is on its way. */
  readonly start: () => { readonly wake: () => void; readonly stop: () => Promise<void> };
};

/** Builds the outbox of a worker. */
export function createOutbox(parts: OutboxParts): Outbox {
  const { read, clock, deliver, pace, onError } = parts;
  const inFlight = new Map<number, Promise<boolean>>();
  const bell = createBell();
  let isBarren = false;

  const carry = async (id: number): Promise<boolean> => {
    const isDone = await deliver(id).catch((error: unknown) => {
      onError(error);
      return false;
    });
    inFlight.delete(id);
    if (!isDone) isBarren = true;
    bell.ring();
    return isDone;
  };

  /** Starts as much as may be in flight, and tells when there may be more. */
  const begin = async (): Promise<number> => {
    if (inFlight.size >= IN_FLIGHT_MAX) return Number.POSITIVE_INFINITY;
    const { messages, nextAt } = await dueNow(read, clock(), pace, PAGE);
    const fresh = messages.filter(({ id }) => !inFlight.has(id)).slice(0, IN_FLIGHT_MAX - inFlight.size);
    for (const { id } of fresh) inFlight.set(id, carry(id));
    return nextAt;
  };

  const drain = async () => {
    let isMoving = true;
    while (isMoving) {
      await begin();
      isMoving = (await Promise.all(inFlight.values())).includes(true);
    }
  };

  const start = () => {
    let isStopped = false;
    const empty = async () => {
      while (!isStopped) {
        isBarren = false;
        const nextAt = await begin().catch((error: unknown) => {
          onError(error);
          return Number.POSITIVE_INFINITY;
        });
        await bell.rest(Math.min(REST_MS, Math.max(nextAt - clock(), 0)));
        if (isBarren && !isStopped) await createBell().rest(BARREN_MS);
      }
      await Promise.all(inFlight.values());
    };
    const emptying = empty();
    return {
      wake: bell.ring,
      stop: async () => {
        isStopped = true;
        bell.ring();
        await emptying;
      },
    };
  };

  return { drain, start };
}
