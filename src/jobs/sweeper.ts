import { dueTimers, type Timer } from "../store/due-timers.ts";
import type { Db, Transact, Tx } from "../store/engine.ts";
import { createFire, type TimerHandlers } from "./fire.ts";

/** How often the sweeper looks (ms). */
const EVERY_MS = 5_000;
/** Timers read at once. */
const PAGE = 200;

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
  /** Looks every 5 s until stopped; stopping waits for the piece of work under way. */
  readonly start: () => { readonly stop: () => Promise<void> };
};

/** Builds the sweeper. */
export function createSweeper(parts: SweeperParts): Sweeper {
  let isStopped = false;
  const sweep = async () => {
    let page: readonly Timer[];
    let last: Timer | null = null;
    do {
      // On from the last one: what failed stays due, and must not hide what comes after it.
      page = await dueTimers(parts.read, parts.clock(), last, PAGE);
      await fireAll(parts, page);
      last = page.at(-1) ?? null;
    } while (page.length === PAGE && !isStopped);
    for (const chore of parts.chores) {
      await parts.background(async (tx) => !isStopped && (await chore(tx))).catch(parts.onError);
    }
  };
  return {
    sweep,
    start: () => {
      let timer: NodeJS.Timeout | undefined;
      let looking: Promise<void> = Promise.resolve();
      const look = () => {
        looking = sweep()
          .catch(parts.onError)
          .then(() => {
            // Nothing else keeps a process alive that only sweeps.
            if (!isStopped) timer = setTimeout(look, EVERY_MS);
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

async function fireAll(parts: SweeperParts, due: readonly Timer[]): Promise<void> {
  const fire = createFire(parts);
  for (const result of await Promise.allSettled(due.map(({ id }) => fire(id)))) {
    if (result.status === "rejected") parts.onError(result.reason);
  }
}
