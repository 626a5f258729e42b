import { and, asc, eq, lte, sql } from "drizzle-orm";
import type { Db, Tx } from "./engine.ts";
import { prepared } from "./prepared.ts";
import { timers } from "./schema/visits.ts";

/*
 * When a provider is asked about an attempt: one pending timer for each attempt that has something to be asked. Unlike other
 * timers these are not fired but put off while the provider is asked, for what is asked outside is done after the commit.
 */

const isOf = and(eq(timers.paymentId, sql.placeholder("paymentId")), sql`state = 'pending'`);

const move = prepared((db) =>
  db
    .update(timers)
    .set({ dueAt: sql`${sql.placeholder("dueAt")}` })
    .where(isOf)
    .prepare(),
);

const insert = prepared((db) =>
  db
    .insert(timers)
    .values({ kind: "payment", paymentId: sql.placeholder("paymentId"), dueAt: sql.placeholder("dueAt") })
    .prepare(),
);

/** Sets when a provider is asked about an attempt, instead of what was set before. */
export async function setPaymentTimer(tx: Tx, paymentId: number, dueAt: number): Promise<void> {
  if (!(await putOffPaymentTimer(tx, paymentId, dueAt))) await insert(tx).run({ paymentId, dueAt });
}

/** Sets when a provider is asked about an attempt, if there is anything to ask; answers whether there is. */
export async function putOffPaymentTimer(tx: Tx, paymentId: number, dueAt: number): Promise<boolean> {
  return (await move(tx).run({ paymentId, dueAt })).changes > 0;
}

const hasten = prepared((db) =>
  db
    .update(timers)
    .set({ dueAt: sql`min(due_at, ${sql.placeholder("dueAt")})` })
    .where(isOf)
    .prepare(),
);

/** Has a provider asked sooner than was set, if that was later. */
export async function hastenPaymentTimer(tx: Tx, paymentId: number, dueAt: number): Promise<void> {
  await hasten(tx).run({ paymentId, dueAt });
}

const retire = prepared((db) => db.update(timers).set({ state: "retired" }).where(isOf).prepare());

/** There is nothing to be asked about an attempt any more. */
export async function dropPaymentTimer(tx: Tx, paymentId: number): Promise<void> {
  await retire(tx).run({ paymentId });
}

const lease = prepared((db) =>
  db
    .update(timers)
    .set({ dueAt: sql`${sql.placeholder("until")}` })
    .where(and(isOf, lte(timers.dueAt, sql.placeholder("now"))))
    .prepare(),
);

/** Claims a timer that is due until `leaseMs` from now; false if it is not, or somebody else has. */
export async function leasePaymentTimer(tx: Tx, paymentId: number, leaseMs: number): Promise<boolean> {
  return (await lease(tx).run({ paymentId, until: tx.now + leaseMs, now: tx.now })).changes > 0;
}

/** Attempts about which a provider is to be asked now, the longest due first; only a hint, for claiming one reads it again. */
export async function duePayments(db: Db, now: number, limit: number): Promise<readonly number[]> {
  const due = await db
    .select({ paymentId: timers.paymentId })
    .from(timers)
    .where(and(lte(timers.dueAt, now), sql`state = 'pending' and kind = 'payment'`))
    .orderBy(asc(timers.dueAt))
    .limit(limit);
  return due.flatMap(({ paymentId }) => paymentId ?? []);
}
