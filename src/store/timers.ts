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
      uselessAt: sql.placeholder("uselessAt"),
      appointmentId: sql.placeholder("appointmentId"),
      appointmentVersion: sql.placeholder("appointmentVersion"),
      contactId: sql.placeholder("contactId"),
      locationId: sql.placeholder("locationId"),
      about: sql.placeholder("about"),
    })
    .prepare(),
);

type NewTimer = typeof timers.$inferInsert;

async function writeTimer(tx: Tx, timer: Pick<NewTimer, "kind" | "dueAt"> & Partial<NewTimer>): Promise<void> {
  const nothing = { uselessAt: null, appointmentId: null, appointmentVersion: null, contactId: null };
  await insertTimer(tx).run({ ...nothing, locationId: null, about: null, ...timer });
}

/** Has a hold looked at when it can no longer become a visit. */
export async function writeHoldTimer(tx: Tx, hold: { id: number; version: number; dueAt: number }): Promise<void> {
  const { id, version, dueAt } = hold;
  await writeTimer(tx, { kind: "hold.end", dueAt, appointmentId: id, appointmentVersion: version });
}

/** Something to be sent about a visit later, and not at all from `uselessAt` on. */
export type VisitTimer = {
  readonly kind: "reminder" | "notice" | "rebook" | "follow.up";
  readonly visit: { readonly id: number; readonly version: number };
  readonly dueAt: number;
  readonly uselessAt: number;
  /** Which of several of its kind. */
  readonly about: string | null;
  /** To whom, where that is settled already. */
  readonly contactId?: number;
};

/** Has something sent about a visit later. */
export async function writeVisitTimer(tx: Tx, timer: VisitTimer): Promise<void> {
  const { visit, ...rest } = timer;
  await writeTimer(tx, { ...rest, appointmentId: visit.id, appointmentVersion: visit.version });
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
    .set({ state: "retired", reason: sql`${sql.placeholder("reason")}` })
    .where(and(eq(timers.appointmentId, sql.placeholder("id")), sql`state = 'pending'`))
    .prepare(),
);

/** Retires whatever was still to be done about an appointment: it was meant for an older version, or is wanted no more. */
export async function retireTimers(tx: Tx, appointmentId: number, reason: string): Promise<void> {
  await retire(tx).run({ id: appointmentId, reason });
}

const carry = prepared((db) =>
  db
    .update(timers)
    .set({ appointmentVersion: sql`${sql.placeholder("version")}` })
    .where(and(eq(timers.appointmentId, sql.placeholder("id")), sql`state = 'pending'`))
    .prepare(),
);

/** Keeps what is to be done about a visit through a change that leaves its start and place as they are. */
export async function carryTimers(tx: Tx, visit: { readonly id: number; readonly version: number }): Promise<void> {
  await carry(tx).run(visit);
}

const putOff = prepared((db) =>
  db
    .update(timers)
    .set({ state: "pending", dueAt: sql`${sql.placeholder("dueAt")}` })
    .where(eq(timers.id, sql.placeholder("id")))
    .prepare(),
);

/** Makes a timer that has just fired wait once more. */
export async function putOffTimer(tx: Tx, id: number, dueAt: number): Promise<void> {
  await putOff(tx).run({ id, dueAt });
}

const explain = prepared((db) =>
  db
    .update(timers)
    .set({ reason: sql`${sql.placeholder("reason")}` })
    .where(eq(timers.id, sql.placeholder("id")))
    .prepare(),
);

/** Writes down why a timer that has fired sent nothing. */
export async function explainTimer(tx: Tx, id: number, reason: string): Promise<void> {
  await explain(tx).run({ id, reason });
}

const insertStaffTimer = prepared((db) =>
  db
    .insert(timers)
    .values({
      kind: sql.placeholder("kind"),
      dueAt: sql.placeholder("dueAt"),
      uselessAt: sql.placeholder("uselessAt"),
      locationId: sql.placeholder("locationId"),
    })
    .onConflictDoNothing()
    .prepare(),
);

/** Has a clinic's staff told a count later, unless that is planned already. */
export async function writeStaffTimer(
  tx: Tx,
  timer: {
    readonly kind: "staff.tasks" | "staff.list";
    readonly locationId: number;
    readonly dueAt: number;
    readonly uselessAt: number;
  },
): Promise<void> {
  await insertStaffTimer(tx).run(timer);
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
  await writeTimer(tx, { kind: "dialog.end", dueAt, contactId });
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
