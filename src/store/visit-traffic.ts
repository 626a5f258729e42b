import { and, asc, desc, eq } from "drizzle-orm";
import type { Tx } from "./engine.ts";
import { messages } from "./schema/traffic.ts";
import { timers } from "./schema/visits.ts";

/** A visit has a handful of messages; more would be a fault, and nobody reads it here. */
const MESSAGES_MAX = 100;

/** The messages about a visit, newest first. */
export async function messagesAbout(tx: Tx, appointmentId: number) {
  return await tx.db
    .select()
    .from(messages)
    .where(eq(messages.appointmentId, appointmentId))
    .orderBy(desc(messages.id))
    .limit(MESSAGES_MAX);
}

/** What is still to be done about a visit, soonest first. */
export async function timersAbout(tx: Tx, appointmentId: number) {
  return await tx.db
    .select({ kind: timers.kind, dueAt: timers.dueAt })
    .from(timers)
    .where(and(eq(timers.appointmentId, appointmentId), eq(timers.state, "pending")))
    .orderBy(asc(timers.dueAt));
}
