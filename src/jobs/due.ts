import type { ChannelKind } from "../core/prompt.ts";
import type { Db } from "../store/engine.ts";
import { type DueMessage, dueMessages, lapsedMessages, unheardReplies } from "../store/outbox.ts";
import { openOutlets } from "../store/outlets.ts";

/** How fast messages may leave. */
export type Pace = {
  /** Segments from one number, calls of the account. */
  readonly perSecond: Readonly<Record<ChannelKind, number>>;
  /** So much of it may go at once (ms). */
  readonly burstMs: number;
};

/** What is due in the outbox, and when there may be room for more. */
export type DueNow = { readonly messages: readonly DueMessage[]; readonly nextAt: number };

/**
 * What may be done now: what may leave, as much as each outlet has room for, and what is in doubt. Only a hint: whoever acts
 * on a row reads it again. `limit` is for each outlet.
 */
export async function dueNow(db: Db, now: number, { perSecond, burstMs }: Pace, limit: number): Promise<DueNow> {
  const found = [...(await lapsedMessages(db, now, limit)), ...(await unheardReplies(db, now, limit))];
  let nextAt = Number.POSITIVE_INFINITY;
  for (const outlet of await openOutlets(db, now)) {
    const roomMs = now + burstMs - Math.max(outlet.freeAt, now);
    if (roomMs < 0) {
      nextAt = Math.min(nextAt, outlet.freeAt - burstMs);
      continue;
    }
    const room = Math.floor((roomMs * perSecond[outlet.kind]) / 1_000) + 1;
    found.push(...(await dueMessages(db, outlet, now, Math.min(room, limit))));
  }
  return { messages: found.sort((a, b) => a.priority - b.priority), nextAt };
}
