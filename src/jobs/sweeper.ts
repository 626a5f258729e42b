import { dueTimers, fireTimer, type Timer } from "../store/due-timers.ts";
import type { Db, Transact, Tx } from "../store/engine.ts";

/** How often the sweeper looks (ms). */
const EVERY_MS = 5_000;
/** Timers fired in one look; the rest is found by the next one, which then comes at once. */
const TIMERS_MAX = 200;

/** What is done when a timer of each kind is due, in the transaction that fires it. */
export type TimerHandlers = Readonly<Record<Timer["kind"], (tx: Tx, timer: Timer) => Promise<void>>>;

/** What the sweeper works on; every row is the truth, and a handler acts only on a row that is still due. */
export type SweeperParts = {
  readonly transact: Transact;
  readonly background: (piece: (tx: Tx) => Promise<boolean>) => Promise<void>;
  readonly read: Db;
  readonly clock: () => number;
  readonly handlers: TimerHandlers;
  /** Work nobody waits for, each done in pieces until it answers false. */
  readonly chores: readonly ((tx: Tx) => Promise<boolean>)[];
  readonly onError: (error: unknown) => void;
};

/** The embedded sweeper. */
export type Sweeper = {
  /** One look: fires what is due and does the chores. */
  readonly sweep: () => Promise<void>;
  /** Looks every 5 s until stopped; stopping waits for the look under way. */
  readonly start: () => { readonly stop: () => Promise<void> };
};

/** Builds the sweeper. */
export function createSweeper(parts: SweeperParts): Sweeper {
  const sweep = async () => {
    let found = TIMERS_MAX;
    while (found === TIMERS_MAX) found = await fireDue(parts);
    for (const chore of parts.chores) await parts.background(chore).catch(parts.onError);
  };
  return {
    sweep,
    start: () => {
      let isStopped = false;
      let timer: NodeJS.Timeout | undefined;
      let looking: Promise<void> = Promise.resolve();
      const look = () => {
        looking = sweep()
          .catch(parts.onError)
          .then(() => {
            if (!isStopped) timer = setTimeout(look, EVERY_MS).unref();
          });
      };
      look();
      return {
        stop: async () => {
          isStopped = true;
          clearTimeout(timer);
          await looking;
        },
      };
    },
  };
}

async function fireDue({ transact, read, clock, handlers, onError }: SweeperParts): Promise<number> {
  const due = await dueTimers(read, clock(), TIMERS_MAX);
  const fired = due.map((timer) =>
    transact(async (tx) => {
      if (await fireTimer(tx, timer.id)) await handlers[timer.kind](tx, timer);
    }),
  );
  const results = await Promise.allSettled(fired);
  const failed = results.filter((result) => result.status === "rejected");
  for (const { reason } of failed) onError(reason);
  // What failed is due again at the next look; going on at once would only fail again.
  return failed.length > 0 ? 0 : due.length;
}
