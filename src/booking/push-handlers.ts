import type { Flows } from "../core/flow.ts";
import type { Timer } from "../store/due-timers.ts";
import type { Tx } from "../store/engine.ts";
import { firePush } from "./fire-push.ts";
import { pushFailed } from "./push-failed.ts";
import { tellStaff } from "./staff-counts.ts";
import { tellMorning } from "./workers/morning.ts";
import { tellWeek } from "./workers/week.ts";

/** What is done when something that we send of our own accord is due, by the kind of its timer. */
export function pushHandlers(flows: Flows) {
  const push = (tx: Tx, timer: Timer) => firePush(tx, flows, timer);
  return {
    ...{ reminder: push, notice: push, rebook: push, "follow.up": push },
    ...{ "worker.morning": tellMorning, "worker.week": tellWeek },
    ...{ "delivery.failed": pushFailed, "staff.tasks": tellStaff, "staff.list": tellStaff },
  };
}
