import type { ChannelKind } from "../core/prompt.ts";
import { appointmentById } from "../store/appointments.ts";
import type { Actor } from "../store/audit.ts";
import type { Tx } from "../store/engine.ts";
import { linksOf } from "../store/patients.ts";
import { writeVisitTimer } from "../store/timers.ts";
import { workerById } from "../store/workers.ts";
import { ladderOf, type Unreachable } from "./ladder.ts";

/** What has happened to a visit. */
export type Change = "booked" | "moved" | "cancelled";

/** Whether the patient is told, and how; `why` says why not. */
export type Notified =
  | { readonly notified: ChannelKind; readonly why: "queued" }
  | { readonly notified: "none"; readonly why: Unreachable | "own act" | "no visit" | "over" };

/**
 * Has the patient's first contact told that a visit was booked, moved or cancelled by somebody else; whoever made the change
 * knows. It leaves after commit, outside quiet hours unless the visit is within 24 hours.
 */
export async function queueNotice(
  tx: Tx,
  { appointmentId, change, by }: { readonly appointmentId: number; readonly change: Change; readonly by: Actor },
): Promise<Notified> {
  const visit = await appointmentById(tx, appointmentId);
  if (!visit?.patientId) return { notified: "none", why: "no visit" };
  if (visit.startAt <= tx.now) return { notified: "none", why: "over" };
  const first = (await linksOf(tx, visit.patientId)).find(({ asleepAt }) => asleepAt === null);
  const { rungs, why } = await ladderOf(tx, visit.patientId);
  // Without a telephone of hers, her worker hears of it.
  const told = first?.contactId ?? rungs.find(({ workerId }) => workerId !== undefined)?.contactId;
  if (told !== undefined && told === (await contactOf(tx, by))) return { notified: "none", why: "own act" };
  const rung = rungs.find(({ contactId }) => contactId === told);
  if (!rung) return { notified: "none", why };
  const times = { dueAt: tx.now, uselessAt: visit.startAt };
  await writeVisitTimer(tx, { kind: "notice", visit, about: change, contactId: rung.contactId, ...times });
  return { notified: rung.kind, why: "queued" };
}

/** The telephone of whoever acted, a worker's enrolled one; nothing for staff. */
async function contactOf(tx: Tx, { kind, id }: Actor): Promise<number | null> {
  if (id === null || kind === "staff") return null;
  return kind === "worker" ? ((await workerById(tx, id))?.contactId ?? null) : id;
}
