import { createHash } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import type { Tx } from "./engine.ts";
import { prepared } from "./prepared.ts";
import { idempotentAnswers } from "./schema/access.ts";

/** A request that must happen once: who asks, under which key, and all that makes it this request and no other. */
export type OnceOnly = { readonly keyId: number; readonly idempotencyKey: string; readonly request: string };

/** New, or asked before: then with its answer, or with another request under the same key. */
type Claimed =
  | { readonly as: "new"; readonly id: number }
  | { readonly as: "repeat"; readonly answer: string }
  | { readonly as: "other" };

const insertClaim = prepared((db) =>
  db
    .insert(idempotentAnswers)
    .values({
      key: sql.placeholder("key"),
      fingerprint: sql.placeholder("fingerprint"),
      at: sql.placeholder("at"),
    })
    .onConflictDoNothing({ target: idempotentAnswers.key })
    .returning({ id: idempotentAnswers.id })
    .prepare(),
);

const selectAnswer = prepared((db) =>
  db
    .select({ fingerprint: idempotentAnswers.fingerprint, answer: idempotentAnswers.answer })
    .from(idempotentAnswers)
    .where(eq(idempotentAnswers.key, sql.placeholder("key")))
    .prepare(),
);

/**
 * Claims a request; the unique key decides whether it is a repeat. Transactions run one after another, so the second of
 * two equal requests finds the answer of the first, and one that was rolled back leaves nothing.
 */
export async function claimOnce(tx: Tx, { keyId, idempotencyKey, request }: OnceOnly): Promise<Claimed> {
  const key = digest(`${keyId}:${idempotencyKey}`);
  const fingerprint = digest(request);
  const inserted = await insertClaim(tx).get({ key, fingerprint, at: tx.now });
  if (inserted) return { as: "new", id: inserted.id };
  const known = await selectAnswer(tx).get({ key });
  return known?.fingerprint.equals(fingerprint) ? { as: "repeat", answer: known.answer } : { as: "other" };
}

const updateAnswer = prepared((db) =>
  db
    .update(idempotentAnswers)
    .set({ answer: sql`${sql.placeholder("answer")}` })
    .where(eq(idempotentAnswers.id, sql.placeholder("id")))
    .prepare(),
);

/** Keeps the answer for repeats. */
export async function keepAnswer(tx: Tx, id: number, answer: string): Promise<void> {
  await updateAnswer(tx).run({ id, answer });
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest().subarray(0, 16);
}
