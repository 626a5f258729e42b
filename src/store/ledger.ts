import { and, eq, sql } from "drizzle-orm";
import { type LedgerKind, NO_MONEY, type Sums } from "../core/payment.ts";
import type { Tx } from "./engine.ts";
import { prepared } from "./prepared.ts";
import { ledger } from "./schema/payments.ts";

/** One movement of money, or of what is asked for. */
export type Entry = {
  /** Null: it names no visit of ours. */
  readonly chargeId: number | null;
  readonly kind: LedgerKind;
  readonly amountMinor: number;
  readonly currency: string;
  readonly provider: string;
  readonly transactionId: string;
};

const insertEntry = prepared((db) =>
  db
    .insert(ledger)
    .values({
      chargeId: sql.placeholder("chargeId"),
      kind: sql.placeholder("kind"),
      amountMinor: sql.placeholder("amountMinor"),
      currency: sql.placeholder("currency"),
      provider: sql.placeholder("provider"),
      transactionId: sql.placeholder("transactionId"),
      at: sql.placeholder("now"),
    })
    .onConflictDoNothing()
    .prepare(),
);

/** Adds a movement; false if it stands there already, whatever it is said to be this time. */
export async function addEntry(tx: Tx, entry: Entry): Promise<boolean> {
  return (await insertEntry(tx).run({ ...entry, now: tx.now })).changes > 0;
}

const selectSums = prepared((db) =>
  db
    .select({ kind: ledger.kind, minor: sql<number>`sum(${ledger.amountMinor})` })
    .from(ledger)
    .where(eq(ledger.chargeId, sql.placeholder("chargeId")))
    .groupBy(ledger.kind)
    .prepare(),
);

/** What has moved for a charge, by kind. */
export async function sumsOf(tx: Tx, chargeId: number): Promise<Sums> {
  const rows = await selectSums(tx).all({ chargeId });
  return { ...NO_MONEY, ...Object.fromEntries(rows.map(({ kind, minor }) => [kind, minor])) };
}

/** Money that came in this movement; nothing if it never did. */
export async function paidEntry(tx: Tx, provider: string, transactionId: string) {
  return await entryOf(tx, "paid", provider, transactionId);
}

/** Money that went back in this movement; nothing if it never did. */
export async function refundedEntry(tx: Tx, provider: string, transactionId: string) {
  return await entryOf(tx, "refunded", provider, transactionId);
}

async function entryOf(tx: Tx, kind: LedgerKind, provider: string, transactionId: string) {
  const movement = and(eq(ledger.provider, provider), eq(ledger.transactionId, transactionId), eq(ledger.kind, kind));
  return await tx.db.select().from(ledger).where(movement).get();
}

/** How much of a movement lies with the payer again, and in how many steps that came about; a refund may bounce. */
export async function returnedOf(tx: Tx, provider: string, transactionId: string) {
  const isStep = sql`(${ledger.transactionId} glob ${`${transactionId} back *`}
    or ${ledger.transactionId} glob ${`${transactionId} again *`})`;
  const row = await tx.db
    .select({
      minor: sql<number>`coalesce(sum(iif(kind = 'refunded', amount_minor, -amount_minor)), 0)`,
      count: sql<number>`count(*)`,
    })
    .from(ledger)
    .where(and(eq(ledger.provider, provider), isStep))
    .get();
  return row ?? { minor: 0, count: 0 };
}
