import { eq, sql } from "drizzle-orm";
import { type DeliveryReport, STATE_RANK } from "../core/delivery.ts";
import type { Tx } from "./engine.ts";
import type { Message } from "./messages.ts";
import { prepared } from "./prepared.ts";
import { messages } from "./schema/traffic.ts";

/** A report, and what the message costs if the report tells. */
export type DeliveryNews = Omit<DeliveryReport, "minutes"> & { readonly costMicros: number | null };

const selectById = prepared((db) =>
  db
    .select()
    .from(messages)
    .where(eq(messages.id, sql.placeholder("messageId")))
    .prepare(),
);

const selectByProviderId = prepared((db) =>
  db
    .select()
    .from(messages)
    .where(eq(messages.providerId, sql.placeholder("providerId")))
    .prepare(),
);

const forward = prepared((db) =>
  db
    .update(messages)
    .set({
      state: sql`${sql.placeholder("state")}`,
      errorCode: sql`${sql.placeholder("errorCode")}`,
      reason: sql`${sql.placeholder("trouble")}`,
      providerId: sql`${sql.placeholder("providerId")}`,
      sequence: sql`${sql.placeholder("sequence")}`,
      costMicros: sql`coalesce(${sql.placeholder("costMicros")}, cost_micros)`,
      // What was said is kept only as long as it may have to be said again.
      content: sql`case when ${sql.placeholder("isEnd")} then null else content end`,
      leaseUntil: null,
      updatedAt: sql`${sql.placeholder("now")}`,
    })
    .where(eq(messages.id, sql.placeholder("id")))
    .prepare(),
);

/** Takes a delivery report; gives the message as it was before, or null if it is old news or about no message of ours. */
export async function applyReport(tx: Tx, { messageId, ...news }: DeliveryNews): Promise<Message | null> {
  const { providerId } = news;
  const before =
    messageId === null ? await selectByProviderId(tx).get({ providerId }) : await selectById(tx).get({ messageId });
  if (!before || STATE_RANK[news.state] <= STATE_RANK[before.state]) return null;
  if (news.sequence !== null && before.sequence !== null && news.sequence <= before.sequence) return null;
  const isEnd = STATE_RANK[news.state] === STATE_RANK.delivered ? 1 : 0;
  await forward(tx).run({ ...news, id: before.id, isEnd, now: tx.now });
  return before;
}
