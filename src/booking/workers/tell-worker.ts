import { PRIORITY } from "../../core/delivery.ts";
import { type Sentence, sentence } from "../../core/sentence.ts";
import type { Timer } from "../../store/due-timers.ts";
import type { Tx } from "../../store/engine.ts";
import { queueMessage } from "../../store/messages.ts";
import { patientById } from "../../store/patients.ts";
import { isCovert } from "../../store/people-visits.ts";
import { deferToWorker } from "../../store/worker-timers.ts";
import type { Cause } from "../push-cause.ts";
import { morningAfter } from "./morning.ts";
import { textOf, workerLine } from "./worker-line.ts";

/** A worker needs this long to tell somebody who has no telephone (ms). */
const WALK_MS = 2 * 3_600_000;

/**
 * Tells a worker what the patient cannot be told: news at once, and so that she needs another visit; a reminder with all
 * others of the next morning unless the visit begins before.
 */
export async function tellWorker(
  tx: Tx,
  timer: Timer,
  { visit, home, uselessAt }: Cause,
  contactId: number,
): Promise<void> {
  const isNews = timer.kind === "notice";
  if (timer.kind === "reminder" && visit.startAt > morningAfter(tx.now, home) + WALK_MS)
    return await deferToWorker(tx, timer.id, contactId);
  const patient = await patientById(tx, visit.patientId);
  if (!patient) return;
  const lines = [headOf(timer), workerLine({ ...patient, isCovert: await isCovert(tx, patient.id) }, visit)];
  await queueMessage(tx, {
    ...{ contactId, kind: "text", purpose: purposeOf(timer), visit, uselessAt, dueAt: tx.now, timerId: timer.id },
    priority: isNews ? PRIORITY.notice : PRIORITY.reminder,
    content: [textOf(lines)],
  });
}

function purposeOf({ kind, about }: Timer): string {
  if (kind === "notice") return `worker.${about}`;
  return kind === "reminder" ? "worker.morning" : "worker.again";
}

function headOf({ kind, about }: Timer): Sentence {
  if (kind === "reminder") return sentence("receipt.for.morning");
  if (kind !== "notice") return sentence("receipt.for.again");
  if (about === "cancelled") return sentence("receipt.for.cancelled");
  return sentence(about === "moved" ? "receipt.for.moved" : "receipt.for.booked");
}
