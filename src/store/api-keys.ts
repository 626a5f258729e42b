import { createHash, timingSafeEqual } from "node:crypto";
import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "./engine.ts";
import { prepared } from "./prepared.ts";
import { apiKeys } from "./schema/access.ts";

/** A key as it is stored; its secret is in nobody's hands but its holder's. */
export type ApiKey = typeof apiKeys.$inferSelect;

/** 160 random bits: what cannot be guessed needs no slow hash. */
const SECRET_BYTES = 20;
const TOKEN = /^gk_([1-9]\d{0,14})_([0-9a-f]{40})$/;

/** Makes a key and gives the token to show once: `gk_<id>_<secret>`. */
export async function createKey(
  tx: Tx,
  key: Pick<ApiKey, "label" | "role" | "locationIds" | "ratePerMinute" | "expiresAt">,
): Promise<{ readonly id: number; readonly token: string }> {
  const secret = Buffer.from(tx.random(SECRET_BYTES)).toString("hex");
  const row = { ...key, hash: hashOf(secret), createdAt: tx.now };
  const { id } = await tx.db.insert(apiKeys).values(row).returning({ id: apiKeys.id }).get();
  return { id, token: `gk_${id}_${secret}` };
}

const selectKey = prepared((db) =>
  db
    .select()
    .from(apiKeys)
    .where(eq(apiKeys.id, sql.placeholder("id")))
    .prepare(),
);

/** A key that may be used now: there is one, neither revoked nor expired. */
export async function usableKey(tx: Tx, id: number): Promise<ApiKey | null> {
  const key = await selectKey(tx).get({ id });
  const isUsable = key && key.revokedAt === null && (key.expiresAt === null || key.expiresAt > tx.now);
  return isUsable ? key : null;
}

/** The key a token belongs to, if it may be used now. */
export async function keyByToken(tx: Tx, token: string): Promise<ApiKey | null> {
  const [, id, secret = ""] = TOKEN.exec(token) ?? [];
  const key = id === undefined ? null : await usableKey(tx, Number(id));
  return key && timingSafeEqual(key.hash, hashOf(secret)) ? key : null;
}

/** Every key there ever was, in order of making. */
export async function allKeys(tx: Tx): Promise<readonly ApiKey[]> {
  return await tx.db.select().from(apiKeys).orderBy(asc(apiKeys.id));
}

/** Ends a key for good; false if there is no such key in use. */
export async function revokeKey(tx: Tx, id: number): Promise<boolean> {
  const inUse = and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt));
  return (await tx.db.update(apiKeys).set({ revokedAt: tx.now }).where(inUse)).changes > 0;
}

function hashOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
