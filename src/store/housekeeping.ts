import { and, asc, gt, inArray, lt, lte, sql } from "drizzle-orm";
import type { Tx } from "./engine.ts";
import { factOf, setFact } from "./facts.ts";
import { dialogs, inboundEvents } from "./schema/traffic.ts";
import { timers } from "./schema/visits.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Rows of one piece of work: about 2 ms. */
const PIECE = 500;

/** How long what a person did is kept (DESIGN 6.1 and 7): then it goes by itself. */
export const KEPT = {
  textHmacMs: HOUR,
  replyMs: 7 * DAY,
  dialogMs: 7 * DAY,
  keyMs: 400 * DAY,
  timerMs: 30 * DAY,
} as const;

/** Forgets one piece of what is old enough, and answers whether there may be more. */
export async function forgetPiece(tx: Tx): Promise<boolean> {
  const forgotten = [
    await clearInbound(tx, "forgotten.hmac", { textHmac: null }, tx.now - KEPT.textHmacMs),
    await clearInbound(tx, "forgotten.reply", { reply: null }, tx.now - KEPT.replyMs),
    await deleteOld(tx),
  ];
  return forgotten.some((count) => count === PIECE);
}

/** Ids grow with time, so one remembered id says how far we have come and no index over time is needed. */
async function clearInbound(
  tx: Tx,
  fact: string,
  cleared: { readonly textHmac: null } | { readonly reply: null },
  before: number,
): Promise<number> {
  const after = Number((await factOf(tx, fact)) ?? 0);
  const rows = await tx.db
    .select({ id: inboundEvents.id })
    .from(inboundEvents)
    .where(and(gt(inboundEvents.id, after), lt(inboundEvents.at, before)))
    .orderBy(asc(inboundEvents.id))
    .limit(PIECE);
  const last = rows.at(-1)?.id;
  if (last === undefined) return 0;
  await tx.db
    .update(inboundEvents)
    .set(cleared)
    .where(and(gt(inboundEvents.id, after), lte(inboundEvents.id, last)));
  await setFact(tx, fact, String(last));
  return rows.length;
}

async function deleteOld(tx: Tx): Promise<number> {
  const oldInbound = tx.db
    .select({ id: inboundEvents.id })
    .from(inboundEvents)
    .where(sql`id <= (select min(id) + ${PIECE} from inbound_events) and at < ${tx.now - KEPT.keyMs}`);
  const events = await tx.db.delete(inboundEvents).where(inArray(inboundEvents.id, oldInbound));
  const oldTimers = tx.db
    .select({ id: timers.id })
    .from(timers)
    .where(
      sql`id <= (select min(id) + ${PIECE} from timers) and state <> 'pending' and due_at < ${tx.now - KEPT.timerMs}`,
    );
  await tx.db.delete(timers).where(inArray(timers.id, oldTimers));
  const oldDialogs = tx.db
    .select({ id: dialogs.contactId })
    .from(dialogs)
    .where(lt(dialogs.lastTurnAt, tx.now - KEPT.dialogMs))
    .limit(PIECE);
  await tx.db.delete(dialogs).where(inArray(dialogs.contactId, oldDialogs));
  return events.changes;
}
