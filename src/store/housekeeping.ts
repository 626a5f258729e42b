import { and, asc, gt, lte, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import type { Tx } from "./engine.ts";
import { factOf, setFact } from "./facts.ts";
import { idempotentAnswers } from "./schema/access.ts";
import { paymentEvents } from "./schema/payments.ts";
import { inboundEvents, messages } from "./schema/traffic.ts";
import { forgetSlotEvents } from "./slot-events.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Rows of one piece of work: about 2 ms. */
const PIECE = 500;

/** How long what a person did is kept (DESIGN 6.1 and 7): then it goes by itself. */
const KEPT = {
  textHmacMs: HOUR,
  replyMs: 7 * DAY,
  dialogMs: 7 * DAY,
  keyMs: 400 * DAY,
  timerMs: 30 * DAY,
  /** What payment providers sent may hold a payer's name. */
  paymentEventMs: 30 * DAY,
  contentMs: 7 * DAY,
  answerMs: 30 * DAY,
} as const;

/** Forgets one piece of what is old enough, and answers whether there may be more. */
export async function forgetPiece(tx: Tx): Promise<boolean> {
  const read = [
    await clearInbound(tx, "forgotten.hmac", { textHmac: null }, tx.now - KEPT.textHmacMs),
    await clearInbound(tx, "forgotten.reply", { reply: null }, tx.now - KEPT.replyMs),
    await deleteInbound(tx),
    await clearContent(tx, tx.now - KEPT.contentMs),
    await deleteAnswers(tx),
    await deletePaymentEvents(tx),
    await forgetSlotEvents(tx),
    await walk(tx, "timers", sql`state <> 'pending' and due_at < ${tx.now - KEPT.timerMs}`),
    await walk(tx, "dialogs", sql`last_turn_at < ${tx.now - KEPT.dialogMs} and ${hasNoPush(tx.now)}`),
  ];
  return read.some((count) => count === PIECE);
}

/** A push waits for its answer however long nobody has written; a question that lies beneath it is kept with it. */
function hasNoPush(now: number): SQL {
  return sql`not exists (select 1 from json_each(dialog, '$.frames') f where f.value ->> '$.pushed.until' > ${now})`;
}

/** Ids grow with time, so one remembered id says how far we have come and no index over time is needed. */
async function clearInbound(
  tx: Tx,
  fact: string,
  cleared: { readonly textHmac: null } | { readonly reply: null },
  before: number,
): Promise<number> {
  const after = Number((await factOf(tx, fact)) ?? 0);
  const rows = await oldRows(tx, inboundEvents.id, inboundEvents.at, after, before);
  const last = rows.at(-1)?.id;
  if (last === undefined) return 0;
  await tx.db
    .update(inboundEvents)
    .set(cleared)
    .where(and(gt(inboundEvents.id, after), lte(inboundEvents.id, last)));
  await setFact(tx, fact, String(last));
  return rows.length;
}

async function deleteInbound(tx: Tx): Promise<number> {
  const rows = await oldRows(tx, inboundEvents.id, inboundEvents.at, 0, tx.now - KEPT.keyMs);
  const last = rows.at(-1)?.id;
  if (last !== undefined) await tx.db.delete(inboundEvents).where(lte(inboundEvents.id, last));
  return rows.length;
}

/** Answers of requests that must happen once; their ids grow with time too. */
async function deleteAnswers(tx: Tx): Promise<number> {
  const rows = await oldRows(tx, idempotentAnswers.id, idempotentAnswers.at, 0, tx.now - KEPT.answerMs);
  const last = rows.at(-1)?.id;
  if (last !== undefined) await tx.db.delete(idempotentAnswers).where(lte(idempotentAnswers.id, last));
  return rows.length;
}

/** What payment providers sent; what became of it stands in the ledger. */
async function deletePaymentEvents(tx: Tx): Promise<number> {
  const rows = await oldRows(tx, paymentEvents.id, paymentEvents.at, 0, tx.now - KEPT.paymentEventMs);
  const last = rows.at(-1)?.id;
  if (last !== undefined) await tx.db.delete(paymentEvents).where(lte(paymentEvents.id, last));
  return rows.length;
}

/** What was said in messages of whose end nobody has told us; what still waits to be said is kept. */
async function clearContent(tx: Tx, before: number): Promise<number> {
  const fact = "forgotten.content";
  const after = Number((await factOf(tx, fact)) ?? 0);
  const rows = await oldRows(tx, messages.id, messages.createdAt, after, before);
  const last = rows.at(-1)?.id;
  if (last === undefined) return 0;
  const isOver = sql`content is not null and state not in ('queued', 'sending')`;
  await tx.db
    .update(messages)
    .set({ content: null })
    .where(and(gt(messages.id, after), lte(messages.id, last), isOver));
  await setFact(tx, fact, String(last));
  return rows.length;
}

/** The oldest rows after an id, while they are from before an instant: the first younger one ends the search. */
async function oldRows(tx: Tx, id: SQLiteColumn, at: SQLiteColumn, after: number, before: number) {
  const piece = await tx.db
    .select({ id: sql<number>`${id}`, at: sql<number>`${at}` })
    .from(id.table)
    .where(gt(id, after))
    .orderBy(asc(id))
    .limit(PIECE);
  const young = piece.findIndex((row) => row.at >= before);
  return young === -1 ? piece : piece.slice(0, young);
}

/** Begins at most once an hour and then goes once through a table, for an old row may stand behind ones that stay. */
async function walk(tx: Tx, table: "timers" | "dialogs", isOld: SQL): Promise<number> {
  const fact = `forgotten.${table}`;
  const [begunAt = 0, after = 0] = ((await factOf(tx, fact)) ?? "").split(" ").map(Number);
  if (after === 0 && tx.now - begunAt < HOUR) return 0;
  const [name, id] = [sql.raw(table), sql.raw(table === "timers" ? "id" : "contact_id")];
  const piece = await tx.db.get<{ last: number | null; n: number }>(
    sql`select max(id) as last, count(*) as n from (
      select ${id} as id from ${name} where ${id} > ${after} order by ${id} limit ${PIECE})`,
  );
  const last = piece.last ?? after;
  await tx.db.run(sql`delete from ${name} where ${id} > ${after} and ${id} <= ${last} and ${isOld}`);
  const isLast = piece.n < PIECE;
  await setFact(tx, fact, `${after === 0 ? tx.now : begunAt} ${isLast ? 0 : last}`);
  return piece.n;
}
