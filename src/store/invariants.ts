import { type SQL, sql } from "drizzle-orm";
import { SQLiteSyncDialect } from "drizzle-orm/sqlite-core";
import { invariant } from "../core/errors.ts";
import type { Tx } from "./engine.ts";
import { handWritten } from "./prepared.ts";
import { LIVE, OCCUPYING } from "./states.ts";

/** A rule of DESIGN 7 that does not hold; ids only. `slots.taken` is held to rule 1. */
export type Breach = { readonly rule: number; readonly entity: string; readonly id: number };

type Check = {
  readonly rule: number;
  readonly entity: "slots" | "appointments" | "audit" | "timers" | "messages" | "contacts" | "charges" | "payments";
  /** True for a row that breaks the rule; the row is called `t`. */
  readonly broken: SQL;
};

/** What lies with us for a charge `t`, and what is not asked for. */
const MONEY = sql.raw(`coalesce((select sum(iif(l.kind in ('paid','credit.in'), l.amount_minor,
  iif(l.kind = 'waived', 0, -l.amount_minor))) from ledger l where l.charge_id = t.id), 0)`);
const WAIVED = sql.raw(
  `coalesce((select sum(l.amount_minor) from ledger l where l.charge_id = t.id and l.kind = 'waived'), 0)`,
);

/** Each reads one table by id, so that any of them can be walked in pieces. */
const checks: readonly Check[] = [
  {
    rule: 1,
    entity: "slots",
    broken: sql`t.taken <> (select count(*) from appointments a where a.slot_id = t.id and a.state in ${OCCUPYING})`,
  },
  {
    rule: 1,
    entity: "appointments",
    broken: sql`t.state in ${OCCUPYING} and (
      t.seat > (select capacity from slots s where s.id = t.slot_id)
      or exists (select 1 from appointments o
        where o.slot_id = t.slot_id and o.seat = t.seat and o.id <> t.id and o.state in ${OCCUPYING}))`,
  },
  {
    rule: 2,
    entity: "appointments",
    broken: sql`t.state in ${LIVE} and exists (select 1 from appointments o
      where o.patient_id = t.patient_id and o.id <> t.id and o.state in ${LIVE}
        and o.start_at < t.end_at and o.end_at > t.start_at)`,
  },
  {
    rule: 3,
    entity: "appointments",
    broken: sql`t.state in ${OCCUPYING} and (t.start_at <= coalesce(t.booked_at, t.created_at)
      or not exists (select 1 from slots s where s.id = t.slot_id
        and s.start_at = t.start_at and s.end_at = t.end_at
        and s.practitioner_id = t.practitioner_id and s.location_id = t.location_id))`,
  },
  // Acts under the rule of minimum notice wrote down what they were checked against, for the policy may change later.
  {
    rule: 3,
    entity: "audit",
    broken: sql`t.entity = 'appointment' and json_extract(t.detail, '$.notice') is not null
      and json_extract(t.detail, '$.start') < t.at + json_extract(t.detail, '$.notice') * 60000`,
  },
  {
    rule: 4,
    entity: "appointments",
    broken: sql`t.version <> (select count(*) from audit u where u.entity = 'appointment' and u.entity_id = t.id)
      or (select count(distinct u.version) from audit u where u.entity = 'appointment' and u.entity_id = t.id) <> t.version`,
  },
  {
    rule: 4,
    entity: "appointments",
    broken: sql`t.state in ('held','pending_payment') and not exists (select 1 from timers w
      where w.appointment_id = t.id and w.kind = 'hold.end' and w.appointment_version = t.version)`,
  },
  {
    rule: 5,
    entity: "timers",
    broken: sql`t.state = 'pending' and t.appointment_id is not null and not exists (select 1 from appointments a
      where a.id = t.appointment_id and a.version = t.appointment_version and case t.kind
        when 'reminder' then a.state in ${LIVE} and t.useless_at <= a.start_at
        when 'hold.end' then a.state = 'held' or a.state in ${LIVE}
        when 'rebook' then a.state = 'no_show'
        when 'follow.up' then a.state = 'fulfilled'
        else true end)`,
  },
  // No visit without its money, and no money without a visit that is not to be given back.
  {
    rule: 7,
    entity: "charges",
    broken: sql`exists (select 1 from appointments a where a.id = t.appointment_id
      and a.state in ('booked','confirmed','arrived','fulfilled') and ${MONEY} + ${WAIVED} < t.due_minor)`,
  },
  {
    rule: 7,
    entity: "charges",
    broken: sql`exists (select 1 from appointments a where a.id = t.appointment_id and a.state <> 'pending_payment'
      and ${MONEY} > iif(a.state in ('cancelled','expired'), 0, max(0, t.due_minor - ${WAIVED}))
      and not exists (select 1 from tasks k
        where k.appointment_id = a.id and k.kind = 'refund.due' and k.state = 'open'))`,
  },
  // What a provider is to be asked has its timer, and nothing else has.
  {
    rule: 7,
    entity: "payments",
    broken: sql`(t.todo is not null) <> exists (select 1 from timers w where w.payment_id = t.id and w.state = 'pending')`,
  },
  {
    rule: 7,
    entity: "appointments",
    broken: sql`t.state = 'pending_payment' and (t.hold_ends_at is null
      or not exists (select 1 from charges c where c.appointment_id = t.id))`,
  },
];

/** Rows of one piece: with it a piece stays under 5 ms on 1,000,000 slots. */
const PIECE = 500;

/** One piece of the walk over everything: where it stands, and what it found. */
export type Walk = { readonly check: number; readonly afterId: number; readonly breaches: readonly Breach[] };

/** Where the walk begins. */
export const WALK_START: Walk = { check: 0, afterId: 0, breaches: [] };

/** Walks one piece further and gives where it stands then, with the breaches of this piece; null after the last. */
export async function checkPiece(tx: Tx, walk: Walk): Promise<Walk | null> {
  const check = checks[walk.check];
  if (!check) return null;
  const { rule, entity } = check;
  const found = selectBroken(check)(tx).all(walk.afterId);
  const [last, n] = selectEnd(entity)(tx).get(walk.afterId) ?? [null, 0];
  const breaches = found.map(([id]) => ({ rule, entity, id }));
  if (n < PIECE || last === null) return { check: walk.check + 1, afterId: 0, breaches };
  return { check: walk.check, afterId: last, breaches };
}

const dialect = new SQLiteSyncDialect();

/** The rows of one piece, after an id. */
function pieceOf(entity: Check["entity"]): SQL {
  return sql.raw(`(select * from ${entity} where id > ? order by id limit ${PIECE})`);
}

/** Compiled once: a walk has as many pieces as a database has rows, and compiling costs more than a small piece. */
const selectBroken = remembered(({ entity, broken }: Check) => {
  const source = dialect.sqlToQuery(sql`select t.id from ${pieceOf(entity)} t where ${broken}`);
  invariant(source.params.length === 0, "a rule is text alone");
  return handWritten<readonly [id: number]>(source.sql);
});
const selectEnd = remembered((entity: Check["entity"]) =>
  handWritten<readonly [last: number | null, n: number]>(
    dialect.sqlToQuery(sql`select max(t.id), count(*) from ${pieceOf(entity)} t`).sql,
  ),
);

function remembered<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const value = known.get(key) ?? make(key);
    known.set(key, value);
    return value;
  };
}

/** Every breach there is, in one go: for tests and small databases; elsewhere walk with `checkPiece`. */
export async function breaches(tx: Tx): Promise<readonly Breach[]> {
  const found: Breach[] = [];
  for (let walk: Walk | null = WALK_START; walk; walk = await checkPiece(tx, walk)) found.push(...walk.breaches);
  return found;
}

/** Breaches of the appointments that have changed after an audit row, and of their slots; at most 100 audit rows a piece. */
export async function breachesSince(
  tx: Tx,
  auditId: number,
): Promise<{ readonly lastAuditId: number; readonly breaches: readonly Breach[] }> {
  const changed = sql`select entity_id from (select * from audit where id > ${auditId} order by id limit 100) where entity = 'appointment'`;
  const rows: Partial<Record<Check["entity"], typeof changed>> = {
    appointments: changed,
    slots: sql`select slot_id from appointments where id in (${changed})`,
    charges: sql`select id from charges where appointment_id in (${changed})`,
  };
  const found: Breach[] = [];
  for (const { rule, entity, broken } of checks) {
    const ids = rows[entity];
    if (!ids) continue;
    const table = sql.raw(entity);
    const broke = await tx.db.all<{ id: number }>(
      sql`select t.id from ${table} t where t.id in (${ids}) and (${broken})`,
    );
    found.push(...broke.map(({ id }) => ({ rule, entity, id })));
  }
  const last = await tx.db.get<{ id: number | null }>(
    sql`select max(id) as id from (select id from audit where id > ${auditId} order by id limit 100)`,
  );
  return { lastAuditId: last?.id ?? auditId, breaches: found };
}
