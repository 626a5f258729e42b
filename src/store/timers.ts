import { and, eq, sql } from "drizzle-orm";
import type { Tx } from "./engine.ts";
import { prepared } from "./prepared.ts";
import { timers } from "./schema/visits.ts";

const insertTimer = prepared((db) =>
  db
    .insert(timers)
    .values({
      kind: sql.placeholder("kind"),
      dueAt: sql.placeholder("dueAt"),
      appointmentId: sql.placeholder("appointmentId"),
      appointmentVersion: sql.placeholder("appointmentVersion"),
      contactId: sql.placeholder("contactId"),
    })
    .prepare(),
);

/** Has a hold looked at when it can no longer become a visit. */
export async function writeHoldTimer(tx: Tx, hold: { id: number; version: number; dueAt: number }): Promise<void> {
  const { id, version, dueAt } = hold;
  await insertTimer(tx).run({
    kind: "hold.end",
    dueAt,
    appointmentId: id,
    appointmentVersion: version,
    contactId: null,
  });
}

const insertFailure = prepared((db) =>
  db
    .insert(timers)
    .values({
      kind: "delivery.failed",
      dueAt: sql.placeholder("now"),
      uselessAt: sql.placeholder("uselessAt"),
      messageId: sql.placeholder("id"),
      contactId: sql.placeholder("contactId"),
    })
    .prepare(),
);

/** Has it decided whom to reach instead of a message that failed; not tied to the visit, whose changes retire other timers. */
export async function writeFailureTimer(
  tx: Tx,
  message: { readonly id: number; readonly contactId: number; readonly uselessAt: number | null },
): Promise<void> {
  const { id, contactId, uselessAt } = message;
  await insertFailure(tx).run({ id, contactId, uselessAt, now: tx.now });
}

const retire = prepared((db) =>
  db
    .update(timers)
    .set({ state: "retired" })
    .where(and(eq(timers.appointmentId, sql.placeholder("id")), sql`state = 'pending'`))
    .prepare(),
);

/** Retires whatever was still to be done about an appointment: it was meant for an older version. */
export async function retireTimers(tx: Tx, appointmentId: number): Promise<void> {
  await retire(tx).run({ id: appointmentId });
}

const postponeDialogEnd = prepared((db) =>
  db
    .update(timers)
    .set({ dueAt: sql`${sql.placeholder("dueAt")}` })
    .where(and(eq(timers.contactId, sql.placeholder("contactId")), sql`state = 'pending' and kind = 'dialog.end'`))
    .prepare(),
);

/** Sets when the dialog of a contact ends, instead of what was set before. */
export async function setDialogEnd(tx: Tx, contactId: number, dueAt: number): Promise<void> {
  const { changes } = await postponeDialogEnd(tx).run({ contactId, dueAt });
  if (changes > 0) return;
  const nothing = { appointmentId: null, appointmentVersion: null };
  await insertTimer(tx).run({ kind: "dialog.end", dueAt, contactId, ...nothing });
}

const retireDialogEnd = prepared((db) =>
  db
    .update(timers)
    .set({ state: "retired" })
    .where(and(eq(timers.contactId, sql.placeholder("contactId")), sql`state = 'pending' and kind = 'dialog.end'`))
    .prepare(),
);

/** Retires the end of a dialog that is over. */
export async function dropDialogEnd(tx: Tx, contactId: number): Promise<void> {
  await retireDialogEnd(tx).run({ contactId });
}
