import { and, asc, desc, eq, gt, gte, lt, lte, or, sql } from "drizzle-orm";
import type { OutboxReport } from "../core/outbox-report.ts";
import type { Db, Tx } from "./engine.ts";
import type { Outlet } from "./outlets.ts";
import { messages, outlets } from "./schema/traffic.ts";

const MINUTE = 60_000;

/** What became of messages since an instant, what they cost, and what waits. */
export async function outboxReport(db: Db, since: number, now: number): Promise<OutboxReport> {
  const count = sql<number>`count(*)`;
  const { kind, state, reason, channel, language } = messages;
  const counts = await db
    .select({ kind, state, reason, count })
    .from(messages)
    .where(gte(messages.createdAt, since))
    .groupBy(kind, state, reason)
    .orderBy(asc(kind), asc(state), desc(count));
  const costs = await db
    .select({
      ...{ channel, language, count },
      segments: sql<number>`coalesce(sum(${messages.segments}), 0)`,
      micros: sql<number>`sum(${messages.costMicros})`,
    })
    .from(messages)
    .where(and(gte(messages.claimedAt, since), sql`cost_micros is not null`))
    .groupBy(channel, language)
    .orderBy(asc(channel), asc(language));
  const oldest = await db
    .select({ at: sql<number | null>`min(${messages.notBefore})` })
    .from(messages)
    .where(and(sql`${messages.state} = 'queued'`, lte(messages.notBefore, now)))
    .get();
  const paused = await db
    .select({ kind: outlets.kind, sender: outlets.sender, until: outlets.pausedUntil, code: outlets.reason })
    .from(outlets)
    .where(gt(outlets.pausedUntil, now));
  return { counts, costs, oldestDueAt: oldest?.at ?? null, paused };
}

/** A message that should have gone by now is stuck after this long, and one of which nobody knows whether it has. */
const STUCK_MS = 5 * MINUTE;
const IN_DOUBT_MS = 6 * MINUTE;
/** So many attempts are no chance any more. */
const MANY_ATTEMPTS = 5;

/** Messages that should have gone and have not, the oldest first. */
export async function stuckMessages(db: Db, now: number) {
  const { id, kind, purpose, state, attempt, reason, errorCode, dueAt, notBefore } = messages;
  const isLate = and(sql`${state} = 'queued'`, lt(notBefore, now - STUCK_MS));
  const isTired = and(sql`${state} = 'queued'`, gte(attempt, MANY_ATTEMPTS));
  // By the claim, not by the lease: whoever looks for it in the provider's list extends that.
  const isInDoubt = and(sql`${state} = 'sending'`, lt(messages.claimedAt, now - IN_DOUBT_MS));
  return await db
    .select({ id, kind, purpose, state, attempt, reason, errorCode, dueAt })
    .from(messages)
    .where(or(isLate, isTired, isInDoubt))
    .orderBy(asc(dueAt));
}

/** Has a message that waits tried at once, though its sender may be paused; false if it does not wait. */
export async function sendNow(tx: Tx, id: number): Promise<boolean> {
  const waiting = and(eq(messages.id, id), sql`state = 'queued'`);
  const row = await tx.db.update(messages).set({ notBefore: tx.now }).where(waiting).returning().get();
  if (!row) return false;
  const ways = and(eq(outlets.kind, row.kind), sql`${outlets.sender} in (${row.sender}, '*')`);
  await tx.db.update(outlets).set({ pausedUntil: 0 }).where(ways);
  return true;
}

/** How many queued messages of an outlet will be useless before their turn comes, if each takes so long. */
export async function countTooSlow(tx: Tx, { kind, sender }: Outlet, takesMs: number): Promise<number> {
  const row = await tx.db.get<{ late: number }>(
    sql`select count(*) as late from (
      select useless_at, row_number() over (order by useless_at) as place from messages
      where state = 'queued' and kind = ${kind} and sender = ${sender} and useless_at is not null
    ) where ${tx.now} + place * ${takesMs} > useless_at`,
  );
  return row.late;
}
