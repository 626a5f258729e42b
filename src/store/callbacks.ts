import { and, desc, eq, gte, sql } from "drizzle-orm";
import type { Tx } from "./engine.ts";
import type { Message } from "./messages.ts";
import { prepared } from "./prepared.ts";
import { messages } from "./schema/traffic.ts";

const IS_CALLBACK = sql`purpose = 'callback'`;

const selectLast = prepared((db) =>
  db
    .select()
    .from(messages)
    .where(
      and(
        eq(messages.contactId, sql.placeholder("contactId")),
        gte(messages.createdAt, sql.placeholder("since")),
        IS_CALLBACK,
      ),
    )
    .orderBy(desc(messages.id))
    .prepare(),
);

/** The last call-back of a contact that was asked for after an instant. */
export async function lastCallback(tx: Tx, contactId: number, since: number): Promise<Message | undefined> {
  return await selectLast(tx).get({ contactId, since });
}

const count = prepared((db) =>
  db
    .select({
      all: sql<number>`count(*)`,
      own: sql<number>`coalesce(sum(contact_id = ${sql.placeholder("contactId")}), 0)`,
    })
    .from(messages)
    .where(and(gte(messages.createdAt, sql.placeholder("since")), IS_CALLBACK))
    .prepare(),
);

/** Call-backs since an instant: all of them, and those to one contact. */
export async function countCallbacks(tx: Tx, contactId: number, since: number) {
  return (await count(tx).get({ contactId, since })) ?? { all: 0, own: 0 };
}

const advance = prepared((db) =>
  db
    .update(messages)
    .set({ notBefore: sql`min(not_before, ${sql.placeholder("at")})`, updatedAt: sql`${sql.placeholder("now")}` })
    .where(and(eq(messages.id, sql.placeholder("id")), sql`state = 'queued'`))
    .prepare(),
);

/** Makes a call-back that waits come earlier. */
export async function bringForward(tx: Tx, id: number, at: number): Promise<void> {
  await advance(tx).run({ id, at, now: tx.now });
}
