import { and, eq, ne, sql } from "drizzle-orm";
import type { ChannelKind } from "../core/prompt.ts";
import type { Db, Tx } from "./engine.ts";
import { prepared } from "./prepared.ts";
import { outlets } from "./schema/traffic.ts";

/** One of our ways out: a kind of message and a number of ours, or `EVERY_SENDER` for all numbers of that kind. */
export type Outlet = { readonly kind: ChannelKind; readonly sender: string };

/** Stands for every number of a kind. */
export const EVERY_SENDER = "*";

const insertOutlet = prepared((db) =>
  db
    .insert(outlets)
    .values({ kind: sql.placeholder("kind"), sender: sql.placeholder("sender") })
    .onConflictDoNothing()
    .prepare(),
);

/** Makes an outlet known, so that its messages are looked for. */
export async function openOutlet(tx: Tx, outlet: Outlet): Promise<void> {
  await insertOutlet(tx).run(outlet);
}

/** Outlets that may carry something, with the instant from which each is free. */
export async function openOutlets(db: Db, now: number): Promise<readonly (Outlet & { readonly freeAt: number })[]> {
  return await db
    .select({
      kind: outlets.kind,
      sender: outlets.sender,
      freeAt: sql<number>`max(${outlets.freeAt}, coalesce((select o.free_at from outlets o
        where o.kind = ${outlets.kind} and o.sender = ${EVERY_SENDER}), 0))`,
    })
    .from(outlets)
    .where(
      sql`${outlets.sender} <> ${EVERY_SENDER} and paused_until <= ${now} and not exists (select 1 from outlets o
        where o.kind = ${outlets.kind} and o.sender = ${EVERY_SENDER} and o.paused_until > ${now})`,
    );
}

/** Every outlet of one number that has ever been used. */
export async function outletsInUse(tx: Tx): Promise<readonly Outlet[]> {
  const { kind, sender } = outlets;
  return await tx.db.select({ kind, sender }).from(outlets).where(ne(sender, EVERY_SENDER));
}

const selectPause = prepared((db) =>
  db
    .select({ until: sql<number>`coalesce(max(${outlets.pausedUntil}), 0)` })
    .from(outlets)
    .where(
      and(
        eq(outlets.kind, sql.placeholder("kind")),
        sql`${outlets.sender} in (${sql.placeholder("sender")}, ${EVERY_SENDER})`,
      ),
    )
    .prepare(),
);

/** Until when an outlet is paused; in the past if it is not. */
export async function pausedUntil(tx: Tx, outlet: Outlet): Promise<number> {
  return (await selectPause(tx).get(outlet))?.until ?? 0;
}

/** Has an outlet carry nothing until an instant; `reason` is the provider's code. */
export async function pauseOutlet(tx: Tx, outlet: Outlet, until: number, reason: string): Promise<void> {
  await tx.db
    .insert(outlets)
    .values({ ...outlet, pausedUntil: until, reason })
    .onConflictDoUpdate({ target: [outlets.kind, outlets.sender], set: { pausedUntil: until, reason } });
}

const advance = prepared((db) =>
  db
    .update(outlets)
    .set({ freeAt: sql`max(free_at, ${sql.placeholder("now")}) + ${sql.placeholder("takesMs")}` })
    .where(
      and(
        eq(outlets.kind, sql.placeholder("kind")),
        eq(outlets.sender, sql.placeholder("sender")),
        sql`free_at <= ${sql.placeholder("latest")}`,
      ),
    )
    .prepare(),
);

/** Takes room in an outlet for something that keeps it busy so long; false if it is booked up to `latest` already. */
export async function takeRoom(tx: Tx, outlet: Outlet, takesMs: number, latest: number): Promise<boolean> {
  await openOutlet(tx, outlet);
  const { changes } = await advance(tx).run({ ...outlet, takesMs, latest, now: tx.now });
  return changes > 0;
}
