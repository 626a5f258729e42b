import { and, eq, sql } from "drizzle-orm";
import type { Tx } from "./engine.ts";
import { prepared } from "./prepared.ts";
import { messages } from "./schema/traffic.ts";

/** State of a message; it moves only to a higher rank, so of two ends the first stays (DESIGN 7, 8). */
export type MessageState = (typeof messages.$inferSelect)["state"];

const RANK: Readonly<Record<MessageState, number>> = {
  queued: 1,
  inline: 1,
  sending: 2,
  sent: 3,
  delivered: 4,
  failed: 4,
  dropped: 4,
};

/** The rank of the state in a row, for comparing inside SQL. */
const storedRank = sql.raw(
  `case state ${Object.entries(RANK)
    .map(([state, rank]) => `when '${state}' then ${rank}`)
    .join(" ")} end`,
);

/** An outbound message about to be written. */
export type NewMessage = {
  readonly contactId: number;
  readonly appointmentId: number | null;
  readonly appointmentVersion: number | null;
  readonly channel: string;
  readonly purpose: string;
  readonly state: MessageState;
  /** How the provider will name it in its reports, if that is known already. */
  readonly providerId: string | null;
  readonly segments: number | null;
};

const insertMessage = prepared((db) =>
  db
    .insert(messages)
    .values({
      contactId: sql.placeholder("contactId"),
      appointmentId: sql.placeholder("appointmentId"),
      appointmentVersion: sql.placeholder("appointmentVersion"),
      channel: sql.placeholder("channel"),
      purpose: sql.placeholder("purpose"),
      state: sql.placeholder("state"),
      providerId: sql.placeholder("providerId"),
      segments: sql.placeholder("segments"),
      createdAt: sql.placeholder("now"),
      updatedAt: sql.placeholder("now"),
    })
    .returning({ id: messages.id })
    .prepare(),
);

/** Writes a message into the outbox and gives its id. */
export async function writeMessage(tx: Tx, message: NewMessage): Promise<number> {
  return (await insertMessage(tx).get({ ...message, now: tx.now })).id;
}

/** What a provider says became of a message: ours by our id (carried in the callback address) or by its own. */
export type DeliveryNews = {
  readonly messageId: number | null;
  readonly providerId: string;
  readonly state: MessageState;
  readonly errorCode: string | null;
};

const setState = {
  state: sql`${sql.placeholder("state")}`,
  errorCode: sql`${sql.placeholder("errorCode")}`,
  providerId: sql`${sql.placeholder("providerId")}`,
  updatedAt: sql`${sql.placeholder("now")}`,
};
const isForward = sql`${storedRank} < ${sql.placeholder("rank")}`;

const forwardById = prepared((db) =>
  db
    .update(messages)
    .set(setState)
    .where(and(eq(messages.id, sql.placeholder("messageId")), isForward))
    .prepare(),
);

const forwardByProviderId = prepared((db) =>
  db
    .update(messages)
    .set(setState)
    .where(and(eq(messages.providerId, sql.placeholder("providerId")), isForward))
    .prepare(),
);

/** Takes a delivery report; false if it is old news or about no message of ours. */
export async function messageDelivered(tx: Tx, news: DeliveryNews): Promise<boolean> {
  const { messageId, ...rest } = news;
  const values = { ...rest, rank: RANK[news.state], now: tx.now };
  const { changes } =
    messageId === null
      ? await forwardByProviderId(tx).run(values)
      : await forwardById(tx).run({ ...values, messageId });
  return changes > 0;
}

/** TEMPORARY until the outbox is merged. */
export async function queueMessage(
  tx: Tx,
  m: {
    contactId: number;
    kind: "text" | "call";
    purpose: string;
    priority: number;
    visit: { id: number; version: number } | null;
    content: unknown;
    dueAt: number;
    uselessAt: number | null;
  },
): Promise<number> {
  return await writeMessage(tx, {
    contactId: m.contactId,
    appointmentId: m.visit?.id ?? null,
    appointmentVersion: m.visit?.version ?? null,
    channel: m.kind,
    purpose: m.purpose,
    state: "queued",
    providerId: null,
    segments: null,
  });
}
