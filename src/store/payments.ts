import { and, asc, eq, lte, sql } from "drizzle-orm";
import type { PaymentTodo, PayWay } from "../core/payment-provider.ts";
import type { Db, Tx } from "./engine.ts";
import { prepared } from "./prepared.ts";
import { payments } from "./schema/payments.ts";

/** One attempt to have a charge paid, as it is kept. */
export type Payment = typeof payments.$inferSelect;

/** One attempt. */
export async function paymentById(tx: Tx, id: number): Promise<Payment | undefined> {
  return await tx.db.select().from(payments).where(eq(payments.id, id)).get();
}

/** The attempt, or the money that came by itself, that a provider knows by this id. */
export async function paymentByProvider(tx: Tx, provider: string, providerId: string): Promise<Payment | undefined> {
  const known = and(eq(payments.provider, provider), eq(payments.providerId, providerId));
  return await tx.db.select().from(payments).where(known).get();
}

/** The attempt about which a provider was asked under this word. */
export async function paymentByQuery(tx: Tx, provider: string, queryId: string): Promise<Payment | undefined> {
  const asked = and(eq(payments.provider, provider), eq(payments.queryId, queryId));
  return await tx.db.select().from(payments).where(asked).get();
}

const selectSubmitted = prepared((db) =>
  db
    .select({ id: payments.id })
    .from(payments)
    .where(and(eq(payments.chargeId, sql.placeholder("chargeId")), sql`state = 'submitted'`))
    .limit(1)
    .prepare(),
);

/** Whether a provider says that the person has been asked for this charge and has not answered. */
export async function hasSubmitted(tx: Tx, chargeId: number): Promise<boolean> {
  return (await selectSubmitted(tx).get({ chargeId })) !== undefined;
}

const selectOpen = prepared((db) =>
  db
    .select()
    .from(payments)
    .where(
      and(
        eq(payments.chargeId, sql.placeholder("chargeId")),
        sql`state in ('requested', 'submitted') and created_at > ${sql.placeholder("since")}`,
      ),
    )
    .limit(1)
    .prepare(),
);

/** An attempt for this charge, made since an instant, that the person has not answered yet. */
export async function openPayment(tx: Tx, chargeId: number, since: number): Promise<Payment | undefined> {
  return await selectOpen(tx).get({ chargeId, since });
}

/** A new attempt, with what is to be asked of its provider first. */
export async function createPayment(
  tx: Tx,
  payment: Pick<Payment, "chargeId" | "amountMinor" | "currency" | "state" | "providerId"> & {
    readonly provider: PayWay;
    readonly todo: PaymentTodo;
  },
): Promise<Payment> {
  const row = { ...payment, todoAt: tx.now, createdAt: tx.now, updatedAt: tx.now };
  return await tx.db.insert(payments).values(row).returning().get();
}

/** Changes an attempt. */
export async function setPayment(tx: Tx, id: number, set: Partial<Omit<Payment, "id">>): Promise<void> {
  await tx.db
    .update(payments)
    .set({ ...set, updatedAt: tx.now })
    .where(eq(payments.id, id));
}

/** Has every open attempt of a charge withdrawn: nobody shall pay for a seat that is gone. */
export async function withdrawPayments(tx: Tx, chargeId: number): Promise<void> {
  const open = and(eq(payments.chargeId, chargeId), sql`state in ('requested', 'submitted')`);
  await tx.db.update(payments).set({ todo: "cancel", todoAt: tx.now, updatedAt: tx.now }).where(open);
}

/** Attempts about which a provider is to be asked now; only a hint, for claiming one reads it again. */
export async function duePayments(db: Db, now: number, limit: number): Promise<readonly { readonly id: number }[]> {
  return await db
    .select({ id: payments.id })
    .from(payments)
    .where(and(sql`todo is not null`, lte(payments.todoAt, now)))
    .orderBy(asc(payments.todoAt))
    .limit(limit);
}

/** Claims what is due about an attempt until `leaseMs` from now; nothing if somebody else has, or nothing is due. */
export async function claimPayment(tx: Tx, id: number, leaseMs: number): Promise<Payment | undefined> {
  const due = and(eq(payments.id, id), sql`todo is not null`, lte(payments.todoAt, tx.now));
  const set = { todoAt: tx.now + leaseMs, attempt: sql`attempt + 1`, updatedAt: tx.now };
  return await tx.db.update(payments).set(set).where(due).returning().get();
}
