import { and, eq, isNull, sql } from "drizzle-orm";
import type { Money } from "../core/sentence.ts";
import type { Tx } from "./engine.ts";
import { prepared } from "./prepared.ts";
import { vouchers } from "./schema/payments.ts";

/** A prepaid code as it is kept. */
export type Voucher = typeof vouchers.$inferSelect;

/** Keeps a new voucher; false if there is one with this code. */
export async function createVoucher(tx: Tx, code: string, { minor, currency }: Money): Promise<boolean> {
  const row = { hash: tx.mac(code), amountMinor: minor, currency, createdAt: tx.now };
  return (await tx.db.insert(vouchers).values(row).onConflictDoNothing()).changes > 0;
}

const selectByHash = prepared((db) =>
  db
    .select()
    .from(vouchers)
    .where(eq(vouchers.hash, sql.placeholder("hash")))
    .prepare(),
);

/** The voucher with this code, used or not. */
export async function voucherByCode(tx: Tx, code: string): Promise<Voucher | undefined> {
  return await selectByHash(tx).get({ hash: tx.mac(code) });
}

/** Uses up a voucher; false if somebody was first. */
export async function useVoucher(tx: Tx, id: number, chargeId: number): Promise<boolean> {
  const unused = and(eq(vouchers.id, id), isNull(vouchers.usedAt));
  return (await tx.db.update(vouchers).set({ chargeId, usedAt: tx.now }).where(unused)).changes > 0;
}
