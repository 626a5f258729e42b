import { createHash } from "node:crypto";
import { and, eq, gt, lte } from "drizzle-orm";
import type { Tx } from "./engine.ts";
import { streamTickets } from "./schema/access.ts";

/** A browser opens its stream at once; a ticket that lies about is worth nothing (ms). */
const LASTS_MS = 60_000;

/** Makes a one-time ticket for a key: browsers cannot send a header with a stream, and keys do not belong in addresses. */
export async function issueTicket(
  tx: Tx,
  keyId: number,
): Promise<{ readonly ticket: string; readonly endsAt: number }> {
  const ticket = Buffer.from(tx.random(20)).toString("hex");
  const endsAt = tx.now + LASTS_MS;
  await tx.db.delete(streamTickets).where(lte(streamTickets.endsAt, tx.now));
  await tx.db.insert(streamTickets).values({ hash: hashOf(ticket), keyId, endsAt });
  return { ticket, endsAt };
}

/** Uses a ticket up and gives its key; nothing if it was used, is over or never was. */
export async function useTicket(tx: Tx, ticket: string): Promise<number | undefined> {
  const valid = and(eq(streamTickets.hash, hashOf(ticket)), gt(streamTickets.endsAt, tx.now));
  return (await tx.db.delete(streamTickets).where(valid).returning({ keyId: streamTickets.keyId }).get())?.keyId;
}

function hashOf(ticket: string): Buffer {
  return createHash("sha256").update(ticket).digest();
}
