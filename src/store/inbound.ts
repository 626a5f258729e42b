import { createHash } from "node:crypto";
import { and, eq, gt, sql } from "drizzle-orm";
import type { Tx } from "./engine.ts";
import { prepared } from "./prepared.ts";
import { inboundEvents } from "./schema/traffic.ts";

/** An inbound event about to be handled; `key` is 16 bytes over channel and provider id. */
export type NewInbound = {
  readonly key: Buffer;
  readonly contactId: number | null;
  readonly kind: string;
  readonly length: number;
  readonly textHmac: Buffer | null;
};

/** New, or a delivery we have already answered: then `reply` is what we answered, byte for byte. */
export type Claim =
  | { readonly isNew: true; readonly id: number }
  | { readonly isNew: false; readonly outcome: string; readonly reply: string | null };

/** The key of an inbound event: the same for every delivery of it. */
export function inboundKey({ channel, providerId }: { readonly channel: string; readonly providerId: string }): Buffer {
  return createHash("sha256").update(`${channel}:${providerId}`).digest().subarray(0, 16);
}

const insertInbound = prepared((db) =>
  db
    .insert(inboundEvents)
    .values({
      key: sql.placeholder("key"),
      contactId: sql.placeholder("contactId"),
      at: sql.placeholder("at"),
      kind: sql.placeholder("kind"),
      length: sql.placeholder("length"),
      textHmac: sql.placeholder("textHmac"),
      outcome: "begun",
    })
    .onConflictDoNothing({ target: inboundEvents.key })
    .returning({ id: inboundEvents.id })
    .prepare(),
);

const selectByKey = prepared((db) =>
  db
    .select({ outcome: inboundEvents.outcome, reply: inboundEvents.reply })
    .from(inboundEvents)
    .where(eq(inboundEvents.key, sql.placeholder("key")))
    .prepare(),
);

/** What became of an event under this key; nothing if it is new. */
export async function knownInbound(tx: Tx, key: Buffer) {
  return await selectByKey(tx).get({ key });
}

const insertHandled = prepared((db) =>
  db
    .insert(inboundEvents)
    .values({
      key: sql.placeholder("key"),
      contactId: sql.placeholder("contactId"),
      at: sql.placeholder("at"),
      kind: sql.placeholder("kind"),
      length: sql.placeholder("length"),
      textHmac: sql.placeholder("textHmac"),
      outcome: sql.placeholder("outcome"),
      reply: sql.placeholder("reply"),
    })
    .prepare(),
);

/** Keeps an event that has been handled whole, and its reply (JSON) for repeats; the unique key refuses a second one. */
export async function keepInbound(
  tx: Tx,
  event: NewInbound & { readonly outcome: string; readonly reply: string | null },
): Promise<void> {
  await insertHandled(tx).run({ ...event, at: tx.now });
}

/** Claims an inbound event before it is handled; the unique key decides whether it is a repeat. */
export async function claimInbound(tx: Tx, event: NewInbound): Promise<Claim> {
  const inserted = await insertInbound(tx).get({ ...event, at: tx.now });
  if (inserted) return { isNew: true, id: inserted.id };
  const known = await selectByKey(tx).get({ key: event.key });
  return { isNew: false, outcome: known?.outcome ?? "unknown", reply: known?.reply ?? null };
}

const updateInbound = prepared((db) =>
  db
    .update(inboundEvents)
    .set({
      contactId: sql`${sql.placeholder("contactId")}`,
      outcome: sql`${sql.placeholder("outcome")}`,
      reply: sql`${sql.placeholder("reply")}`,
    })
    .where(eq(inboundEvents.id, sql.placeholder("id")))
    .prepare(),
);

/** Keeps what came of an inbound event, and the reply (JSON) for its repeats. */
export async function finishInbound(
  tx: Tx,
  id: number,
  result: { readonly contactId: number | null; readonly outcome: string; readonly reply: string | null },
): Promise<void> {
  await updateInbound(tx).run({ id, ...result });
}

const countTexts = prepared((db) =>
  db
    .select({
      all: sql<number>`coalesce(sum(at > ${sql.placeholder("since")}), 0)`,
      same: sql<number>`coalesce(sum(text_hmac = ${sql.placeholder("textHmac")}), 0)`,
    })
    .from(inboundEvents)
    .where(
      and(
        eq(inboundEvents.contactId, sql.placeholder("contactId")),
        gt(inboundEvents.at, sql.placeholder("sameSince")),
        sql`kind not in ('call', 'missed-call')`,
      ),
    )
    .prepare(),
);

/** How many texts came from a contact after `since`, and how many with this very text after `sameSince`, which is earlier. */
export async function recentTexts(
  tx: Tx,
  contactId: number,
  { since, sameSince }: { readonly since: number; readonly sameSince: number },
  textHmac: Buffer | null,
): Promise<{ readonly all: number; readonly same: number }> {
  return (await countTexts(tx).get({ contactId, since, sameSince, textHmac })) ?? { all: 0, same: 0 };
}

/** What was answered to an event under this key; null if there was none, or its answer is no longer kept. */
export async function replyTo(tx: Tx, key: Buffer): Promise<string | null> {
  return (await selectByKey(tx).get({ key }))?.reply ?? null;
}
