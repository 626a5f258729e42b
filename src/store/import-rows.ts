import { count, eq, inArray, ne, sql } from "drizzle-orm";
import { AppError } from "../core/errors.ts";
import type { Tx } from "./engine.ts";
import { factOf, setFact } from "./facts.ts";
import { IMPORTS_FACT } from "./import-directory.ts";
import { prepared } from "./prepared.ts";
import { importRows } from "./schema/import.ts";

/** A row to be staged: the whole row as it shall be. */
export type StagedRow = {
  readonly kind: "location" | "practitioner" | "schedule" | "exception";
  readonly slug: string;
  readonly row: object;
};

/** Rows of one piece: below 5 ms. */
const PIECE = 200;

const insertRow = prepared((db) =>
  db
    .insert(importRows)
    .values({
      batch: sql.placeholder("batch"),
      kind: sql.placeholder("kind"),
      slug: sql.placeholder("slug"),
      row: sql.placeholder("row"),
    })
    .prepare(),
);

/** Stages the next piece of a batch, and answers whether there is more. */
export async function stagePiece(tx: Tx, batch: string, rows: readonly StagedRow[]): Promise<boolean> {
  // Counted, not remembered: a piece may run twice.
  const done = await stagedOf(tx, batch);
  const piece = rows.slice(done, done + PIECE);
  for (const row of piece) await insertRow(tx).run({ batch, ...row });
  return done + piece.length < rows.length;
}

/** Throws away a piece of what is staged, of every batch but `except`; answers whether there is more. */
export async function unstagePiece(tx: Tx, except = ""): Promise<boolean> {
  const others = tx.db.select({ id: importRows.id }).from(importRows).where(ne(importRows.batch, except)).limit(PIECE);
  return (await tx.db.delete(importRows).where(inArray(importRows.id, others))).changes === PIECE;
}

async function stagedOf(tx: Tx, batch: string): Promise<number> {
  const row = await tx.db.select({ n: count() }).from(importRows).where(eq(importRows.batch, batch)).get();
  return row?.n ?? 0;
}

/** Makes a batch real, all of it at once; throws `conflict` if it is not whole or if another import came first. */
export async function switchOn(tx: Tx, batch: string, rows: number, imports: number): Promise<void> {
  const isOld = Number((await factOf(tx, IMPORTS_FACT)) ?? 0) !== imports;
  if (isOld || (await stagedOf(tx, batch)) !== rows) {
    throw new AppError("conflict", "another import came in between, so nothing was changed: try again");
  }
  await setFact(tx, IMPORTS_FACT, String(imports + 1));
  for (const statement of SWITCH) await tx.db.run(statement(batch));
}

/**
 * Set by set, so that the write lock is held for milliseconds however large the files are. A changed rule forgets how far
 * its slots have come, and the sweeper makes them anew.
 */
const SWITCH = [
  (batch: string) => sql`update schedules set materialised_to = null where location_id in (
    select l.id from locations l join import_rows i on i.slug = l.slug
    where i.batch = ${batch} and i.kind = 'location'
      and (l.zone <> i.row ->> '$.zone' or l.active <> i.row ->> '$.active'))`,
  (batch: string) => sql`update schedules set materialised_to = null where practitioner_id in (
    select p.id from practitioners p join import_rows i on i.slug = p.slug
    where i.batch = ${batch} and i.kind = 'practitioner' and p.active <> i.row ->> '$.active')`,
  (batch: string) => upsert(batch, "location", "locations", LOCATION),
  (batch: string) => upsert(batch, "practitioner", "practitioners", PRACTITIONER),
  (batch: string) => upsert(batch, "schedule", "schedules", SCHEDULE),
  (batch: string) => sql`delete from schedule_exceptions where id in (
    select e.id from schedule_exceptions e join schedules s on s.id = e.schedule_id
    join import_rows i on i.slug = s.slug and i.batch = ${batch} and i.kind = 'exception' and i.row ->> '$.day' = e.day
    where i.row ->> '$.kind' = 'usual'
      or (i.row ->> '$.kind' = e.kind and i.row ->> '$.from' is e.from_time))`,
  (batch: string) => sql`insert into schedule_exceptions (schedule_id, day, kind, from_time, to_time)
    select s.id, i.row ->> '$.day', i.row ->> '$.kind', i.row ->> '$.from', i.row ->> '$.to'
    from import_rows i join schedules s on s.slug = i.slug
    where i.batch = ${batch} and i.kind = 'exception' and i.row ->> '$.kind' <> 'usual'`,
  (batch: string) => sql`update schedules set materialised_to = null
    where slug in (select slug from import_rows where batch = ${batch} and kind = 'exception')`,
] as const;

/** Column of the table, and where its value stands in a staged row. */
type Columns = Readonly<Record<string, string>>;

const LOCATION: Columns = {
  ...{ slug: "->> '$.slug'", names: "-> '$.names'", public_names: "-> '$.publicNames'", zone: "->> '$.zone'" },
  ...{ country: "->> '$.country'", lat: "->> '$.lat'", lon: "->> '$.lon'", staff_phone: "->> '$.staffPhone'" },
  ...{ gateway_number: "->> '$.gatewayNumber'", languages: "-> '$.languages'" },
  ...{ emergency_number: "->> '$.emergencyNumber'", min_notice_minutes: "->> '$.minNoticeMinutes'" },
  ...{ horizon_days: "->> '$.horizonDays'", hold_text_minutes: "->> '$.holdTextMinutes'" },
  ...{ quiet_from: "->> '$.quietFrom'", quiet_to: "->> '$.quietTo'", pay_ways: "-> '$.payWays'" },
  ...{ currency: "->> '$.currency'", waive_roles: "-> '$.waiveRoles'" },
  active: "->> '$.active'",
  ...{ remind_three_days: "->> '$.remindThreeDays'", remind_day_before: "->> '$.remindDayBefore'" },
  ...{ remind_same_day: "->> '$.remindSameDay'", remind_at: "->> '$.remindAt'" },
};

const PRACTITIONER: Columns = {
  ...{ slug: "->> '$.slug'", names: "-> '$.names'", specialties: "-> '$.specialties'", languages: "-> '$.languages'" },
  ...{ gender: "->> '$.gender'", fee_minor: "->> '$.feeMinor'", fee_currency: "->> '$.feeCurrency'" },
  active: "->> '$.active'",
};

const SCHEDULE: Columns = {
  ...{ slug: "->> '$.slug'", weekly: "-> '$.weekly'", slot_minutes: "->> '$.slotMinutes'" },
  ...{
    capacity: "->> '$.capacity'",
    pay: "->> '$.pay'",
    fee_minor: "->> '$.feeMinor'",
    valid_from: "->> '$.validFrom'",
    valid_to: "->> '$.validTo'",
  },
  ...{ active: "->> '$.active'", materialised_to: "->> '$.materialisedTo'" },
};

function upsert(batch: string, kind: StagedRow["kind"], table: string, columns: Columns) {
  const names = Object.keys(columns);
  const set = names.map((name) => `${name} = excluded.${name}`).join(", ");
  const values = Object.values(columns).map((path) => `i.row ${path}`);
  const [parents, ids] =
    kind === "schedule"
      ? [
          ["practitioner_id", "location_id"],
          [
            "(select id from practitioners where slug = i.row ->> '$.practitioner')",
            "(select id from locations where slug = i.row ->> '$.location')",
          ],
        ]
      : [[], []];
  return sql`${sql.raw(`insert into ${table} (${[...names, ...parents].join(", ")})
    select ${[...values, ...ids].join(", ")} from import_rows i where i.kind = '${kind}' and i.batch = `)}${batch}
    ${sql.raw(`on conflict (slug) do update set ${set}`)}`;
}
