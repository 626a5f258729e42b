import { and, count, desc, eq, gte, sql } from "drizzle-orm";
import type { Tx } from "./engine.ts";
import { prepared } from "./prepared.ts";
import { audit } from "./schema/visits.ts";

/** Who did something. */
export type Actor = { readonly kind: "contact" | "staff" | "system" | "worker"; readonly id: number | null };

/** Ids and numbers of one act; never anything personal. */
export type AuditDetail = Readonly<Record<string, string | number | null>>;

type AuditEntry = {
  readonly actor: Actor;
  readonly act: string;
  readonly entity: "appointment" | "contact" | "key" | "location" | "patient" | "schedule" | "task" | "worker";
  readonly entityId: number;
  readonly version: number | null;
  readonly detail: AuditDetail | null;
};

const insertAudit = prepared((db) =>
  db
    .insert(audit)
    .values({
      at: sql.placeholder("at"),
      actorKind: sql.placeholder("actorKind"),
      actorId: sql.placeholder("actorId"),
      act: sql.placeholder("act"),
      entity: sql.placeholder("entity"),
      entityId: sql.placeholder("entityId"),
      version: sql.placeholder("version"),
      // Through the column's own encoder a null would become the text 'null'.
      detail: sql`${sql.placeholder("detail")}`,
    })
    .prepare(),
);

/** Writes down one act. */
export async function writeAudit(tx: Tx, entry: AuditEntry): Promise<void> {
  const { actor, detail, ...rest } = entry;
  const json = detail === null ? null : JSON.stringify(detail);
  await insertAudit(tx).run({ ...rest, detail: json, at: tx.now, actorKind: actor.kind, actorId: actor.id });
}

/** Writes down the same act on each of these, in one statement: a worker may look after a thousand people. */
export async function writeAuditOfEach(
  tx: Tx,
  { actor, act, entity, detail }: Pick<AuditEntry, "actor" | "act" | "entity" | "detail">,
  ids: readonly number[],
): Promise<void> {
  const json = detail === null ? null : JSON.stringify(detail);
  tx.db.run(sql`insert into audit (at, actor_kind, actor_id, act, entity, entity_id, detail)
    select ${tx.now}, ${actor.kind}, ${actor.id}, ${act}, ${entity}, value, ${json} from json_each(${JSON.stringify(ids)})`);
}

const countActs = prepared((db) =>
  db
    .select({ n: count() })
    .from(audit)
    .where(
      and(
        eq(audit.entity, sql.placeholder("entity")),
        eq(audit.entityId, sql.placeholder("entityId")),
        eq(audit.act, sql.placeholder("act")),
        gte(audit.at, sql.placeholder("since")),
      ),
    )
    .prepare(),
);

/** How often something was done by or to one contact, or by one key, since an instant. */
export async function countActsOf(
  tx: Tx,
  { entity, entityId }: Pick<AuditEntry, "entity" | "entityId">,
  act: string,
  since: number,
): Promise<number> {
  const row = await countActs(tx).get({ entity, entityId, act, since });
  return row?.n ?? 0;
}

const selectLast = prepared((db) =>
  db
    .select({ act: audit.act, at: audit.at, actorKind: audit.actorKind, detail: audit.detail })
    .from(audit)
    .where(and(eq(audit.entity, "appointment"), eq(audit.entityId, sql.placeholder("id"))))
    .orderBy(desc(audit.id))
    .prepare(),
);

/** The last thing that was done to an appointment. */
export async function lastActOn(tx: Tx, appointmentId: number) {
  return await selectLast(tx).get({ id: appointmentId });
}
