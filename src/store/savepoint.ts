import { sql } from "drizzle-orm";
import type { Tx } from "./engine.ts";

/** What a part of a transaction came to. */
export type Tried<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

/**
 * Runs a part of a transaction in a savepoint of its own: what fails in it is undone alone and told as a fault of ours. Where the database has dropped
 * the whole transaction (a full disk) this throws, and the turn fails with it.
 */
export async function inSavepoint<T>(tx: Tx, part: () => Promise<T>): Promise<Tried<T>> {
  await tx.db.run(sql`SAVEPOINT part`);
  try {
    const value = await part();
    await tx.db.run(sql`RELEASE part`);
    return { ok: true, value };
  } catch (error) {
    // `tx.db` looks at the connection first: without a transaction there is no savepoint to go back to.
    await tx.db.run(sql`ROLLBACK TO part`);
    await tx.db.run(sql`RELEASE part`);
    tx.fault(error);
    return { ok: false, error };
  }
}
