import { fireTimer, type Timer } from "../store/due-timers.ts";
import type { Transact, Tx } from "../store/engine.ts";

/** What is done when a timer of each kind is due, in the transaction that fires it. */
export type TimerHandlers = Readonly<Record<Timer["kind"], (tx: Tx, timer: Timer) => Promise<void>>>;

/** Fires one timer, if it is still due; what it leads to is in the same transaction, so that it happens once. */
export function createFire({
  transact,
  handlers,
}: {
  readonly transact: Transact;
  readonly handlers: TimerHandlers;
}): (id: number) => Promise<void> {
  return (id) =>
    transact(async (tx) => {
      const timer = await fireTimer(tx, id);
      if (timer) await handlers[timer.kind](tx, timer);
    });
}
