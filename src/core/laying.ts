import type { ChannelKind } from "./prompt.ts";
import { lastAllowed, type QuietHours } from "./quiet-hours.ts";

const MINUTE = 60_000;

/** A question that has waited so long is set aside, and a push may come between (DESIGN 6.3). */
const SET_ASIDE_MS = 30 * MINUTE;
/** A push does not wait for a dialog beyond this long before its last minute. */
const SPARE_MS = 10 * MINUTE;
/** No call lasts longer; one whose end nobody reported must not hold a push back for ever. */
const LONGEST_CALL_MS = 60 * MINUTE;
/** How soon a call is looked at again. */
const CALL_LOOK_MS = 2 * MINUTE;

/** What of a contact's dialog decides about a push. */
export type Talk = { readonly isOpen: boolean; readonly channelKind: ChannelKind; readonly lastTurnAt: number };

/**
 * When a push may be laid on a dialog: at once if no question is open or it has waited 30 minutes, otherwise as soon as it
 * has, never later than 10 minutes before the last allowed minute in which the push is of use, and never inside a call.
 */
export function layingAt(talk: Talk, now: number, uselessAt: number, quiet: QuietHours): number {
  const { isOpen, channelKind, lastTurnAt } = talk;
  if (channelKind === "call" && now < lastTurnAt + LONGEST_CALL_MS) return now + CALL_LOOK_MS;
  if (!isOpen || now >= lastTurnAt + SET_ASIDE_MS) return now;
  const last = lastAllowed(now, uselessAt, quiet);
  const latest = last === null ? now : last - SPARE_MS;
  return Math.max(now, Math.min(lastTurnAt + SET_ASIDE_MS, latest));
}
