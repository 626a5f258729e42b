import { and, desc, eq, gt, type SQL, sql } from "drizzle-orm";
import type { PaymentTodo, PayWay } from "../core/payment-provider.ts";
import type { Tx } from "./engine.ts";
import { dropPaymentTimer, leasePaymentTimer, putOffPaymentTimer, setPaymentTimer } from "./payment-timers.ts";
import { prepared } from "./prepared.ts";
import { payments } from "./schema/payments.ts";

/** One attempt to have a charge paid, as it is kept. */
export type Payment = typeof payments.$inferSelect;

const OPEN = sql`state in ('requested', 'offered', 'submitted')`;

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
    .prepare(),
);

/** Whether a provider says that the person has been asked for this charge and has not answered. */
export async function hasSubmitted(tx: Tx, chargeId: number): Promise<boolean> {
  return (await selectSubmitted(tx).get({ chargeId })) !== undefined;
}

/** Attempts for this charge that are not over, the latest first. */
export async function openPayments(tx: Tx, chargeId: number): Promise<readonly Payment[]> {
  const open = and(eq(payments.chargeId, chargeId), OPEN);
  return await tx.db.select().from(payments).where(open).orderBy(desc(payments.id));
}

/** The latest attempt for this charge, whatever became of it. */
export async function lastPayment(tx: Tx, chargeId: number): Promise<Payment | undefined> {
  const ofCharge = eq(payments.chargeId, chargeId);
  return await tx.db.select().from(payments).where(ofCharge).orderBy(desc(payments.id)).limit(1).get();
}

/** Attempts that brought money for this charge, the latest first. */
export async function paidPayments(tx: Tx, chargeId: number): Promise<readonly Payment[]> {
  const paid = and(eq(payments.chargeId, chargeId), eq(payments.state, "paid"));
  return await tx.db.select().from(payments).where(paid).orderBy(desc(payments.id));
}

/** The attempt whose link stands at this address of ours. */
export async function paymentAt(tx: Tx, page: string): Promise<Payment | undefined> {
  return await tx.db.select().from(payments).where(eq(payments.page, page)).get();
}

/** A new attempt, with what is to be asked of its provider first. */
export async function createPayment(
  tx: Tx,
  payment: Pick<Payment, "chargeId" | "amountMinor" | "currency" | "state" | "providerId"> & {
    readonly provider: PayWay;
    readonly todo: PaymentTodo;
    readonly payerPhone?: string | null;
  },
): Promise<Payment> {
  const row = await tx.db
    .insert(payments)
    .values({ ...payment, createdAt: tx.now, updatedAt: tx.now })
    .returning()
    .get();
  await setPaymentTimer(tx, row.id, tx.now);
  return row;
}

/** What changes of an attempt; `askAt`: when its provider is asked what `todo` says, or, without that, what it said, if anything. */
type PaymentChange = Partial<Omit<Payment, "id">> & { readonly askAt?: number };

/** Changes an attempt, and with it when its provider is asked about it; what is not to be asked has no such time. */
export async function setPayment(tx: Tx, id: number, { askAt, ...set }: PaymentChange): Promise<void> {
  await tx.db
    .update(payments)
    .set({ ...set, updatedAt: tx.now })
    .where(eq(payments.id, id));
  if (set.todo === null) await dropPaymentTimer(tx, id);
  else if (askAt !== undefined) await (set.todo ? setPaymentTimer : putOffPaymentTimer)(tx, id, askAt);
}

/** Has every open attempt of a charge withdrawn: nobody shall pay for a seat that is gone. */
export async function withdrawPayments(tx: Tx, chargeId: number): Promise<void> {
  await withdraw(tx, and(eq(payments.chargeId, chargeId), OPEN));
}

/** Has links, and prompts that have not gone yet, withdrawn that ask for more than so much: nobody shall pay twice. */
export async function withdrawAbove(tx: Tx, chargeId: number, owedMinor: number): Promise<void> {
  const unpaid = sql`state in ('requested', 'offered')`;
  await withdraw(tx, and(eq(payments.chargeId, chargeId), unpaid, gt(payments.amountMinor, owedMinor)));
}

async function withdraw(tx: Tx, which: SQL | undefined): Promise<void> {
  const set = { todo: "cancel", attempt: 0, updatedAt: tx.now } as const;
  const withdrawn = await tx.db.update(payments).set(set).where(which).returning({ id: payments.id });
  for (const { id } of withdrawn) await setPaymentTimer(tx, id, tx.now);
}

/** Claims what is due about an attempt until `leaseMs` from now; nothing if somebody else has, or nothing is due. */
export async function claimPayment(tx: Tx, id: number, leaseMs: number): Promise<Payment | undefined> {
  if (!(await leasePaymentTimer(tx, id, leaseMs))) return undefined;
  const set = { attempt: sql`attempt + 1`, updatedAt: tx.now };
  return await tx.db.update(payments).set(set).where(eq(payments.id, id)).returning().get();
}
