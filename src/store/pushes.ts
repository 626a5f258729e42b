import { and, eq, sql } from "drizzle-orm";
import type { Tx } from "./engine.ts";
import { prepared } from "./prepared.ts";
import { messages } from "./schema/traffic.ts";
import { timers } from "./schema/visits.ts";

const selectTried = prepared((db) =>
  db
    .select({ contactId: messages.contactId, kind: messages.kind })
    .from(messages)
    .where(
      and(eq(messages.appointmentId, sql.placeholder("appointmentId")), eq(messages.timerId, sql.placeholder("id"))),
    )
    .prepare(),
);

/** Whom a timer's message has been sent to, and how. */
export async function triedFor(tx: Tx, timer: { readonly id: number; readonly appointmentId: number }) {
  return await selectTried(tx).all(timer);
}

const selectTimerOf = prepared((db) =>
  db
    .select({ timerId: messages.timerId })
    .from(messages)
    .where(
      sql`contact_id = ${sql.placeholder("contactId")} and appointment_id = ${sql.placeholder("appointmentId")}
        and timer_id is not null`,
    )
    .orderBy(sql`id desc`)
    .prepare(),
);

/** The timer of the last push about a visit to a contact. */
export async function timerOfLastPush(
  tx: Tx,
  to: { readonly contactId: number; readonly appointmentId: number },
): Promise<number | null> {
  return (await selectTimerOf(tx).get(to))?.timerId ?? null;
}

const revive = prepared((db) =>
  db
    .update(timers)
    .set({ state: "pending", dueAt: sql`${sql.placeholder("now")}` })
    .where(
      sql`id = ${sql.placeholder("id")} and state = 'fired' and useless_at > ${sql.placeholder("now")}
        and appointment_version = (select version from appointments a where a.id = appointment_id)`,
    )
    .prepare(),
);

/** Makes a timer that has fired due once more; false if its visit has changed or it is useless by now. */
export async function reviveTimer(tx: Tx, id: number): Promise<boolean> {
  return (await revive(tx).run({ id, now: tx.now })).changes > 0;
}
