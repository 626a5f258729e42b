import { and, eq, sql } from "drizzle-orm";
import type { Tx } from "./engine.ts";
import { prepared } from "./prepared.ts";
import { payments } from "./schema/payments.ts";

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

/** Has every open attempt of a charge withdrawn: nobody shall pay for a seat that is gone. */
export async function withdrawAttempts(tx: Tx, chargeId: number): Promise<void> {
  const open = and(eq(payments.chargeId, chargeId), sql`state in ('requested', 'submitted')`);
  await tx.db.update(payments).set({ todo: "cancel", todoAt: tx.now, updatedAt: tx.now }).where(open);
}
