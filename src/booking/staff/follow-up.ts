import type { Staff } from "../../core/staff.ts";
import { isoAt } from "../../core/time.ts";
import type { Tx } from "../../store/engine.ts";
import { messagesAbout, timersAbout } from "../../store/visit-traffic.ts";
import type { Found } from "./done.ts";
import { visitInScope } from "./scope.ts";

/** A message about a visit, by its delivery state; never its text. */
export type MessageView = {
  readonly messageId: number;
  readonly purpose: string;
  readonly channel: string;
  readonly state: string;
  readonly errorCode?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
};

/** What is still to be done about a visit, and when. */
export type TimerView = { readonly kind: string; readonly dueAt: string };

type VisitId = { readonly appointmentId: number };

/** The messages about a visit, newest first. */
export async function listMessages(
  tx: Tx,
  staff: Staff,
  { appointmentId }: VisitId,
): Promise<Found<{ readonly messages: readonly MessageView[] }>> {
  const { zone, patientId } = await visitInScope(tx, staff, appointmentId);
  const messages = (await messagesAbout(tx, appointmentId)).map(
    ({ id: messageId, purpose, channel, state, errorCode, createdAt, updatedAt }) => ({
      ...{ messageId, purpose, channel, state },
      ...(errorCode === null ? {} : { errorCode }),
      createdAt: isoAt(createdAt, zone),
      updatedAt: isoAt(updatedAt, zone),
    }),
  );
  return { value: { messages }, about: [patientId] };
}

/** The timers of a visit that are still to come. */
export async function listTimers(
  tx: Tx,
  staff: Staff,
  { appointmentId }: VisitId,
): Promise<Found<{ readonly timers: readonly TimerView[] }>> {
  const { zone, patientId } = await visitInScope(tx, staff, appointmentId);
  const timers = (await timersAbout(tx, appointmentId)).map(({ kind, dueAt }) => ({ kind, dueAt: isoAt(dueAt, zone) }));
  return { value: { timers }, about: [patientId] };
}
