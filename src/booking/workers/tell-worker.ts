import { PRIORITY } from "../../core/delivery.ts";
import { morningText, newsText, WORKER_NEWS, type WorkerNews, workerLine } from "../../core/worker-texts.ts";
import type { Timer } from "../../store/due-timers.ts";
import type { Tx } from "../../store/engine.ts";
import { queueMessage } from "../../store/messages.ts";
import { patientById } from "../../store/patients.ts";
import { isCovert } from "../../store/people-visits.ts";
import { deferToWorker } from "../../store/worker-timers.ts";
import type { Cause } from "../push-cause.ts";
import { morningAfter } from "./morning.ts";

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
  const told = { ...patient, isCovert: await isCovert(tx, patient.id) };
  const line = workerLine(told, { at: visit.startAt, zone: visit.zone });
  const news = newsOf(timer);
  await queueMessage(tx, {
    ...{
      contactId,
      kind: "text",
      purpose: `worker.${news ?? "morning"}`,
      visit,
      uselessAt,
      dueAt: tx.now,
      timerId: timer.id,
    },
    priority: isNews ? PRIORITY.notice : PRIORITY.reminder,
    content: [news === null ? morningText([line], 0) : newsText(news, line)],
  });
}

/** Null: a reminder that comes too late for the next morning's text, as one of its own. */
function newsOf({ kind, about }: Timer): WorkerNews | null {
  if (kind === "reminder") return null;
  return WORKER_NEWS.find((one) => kind === "notice" && one === about) ?? "again";
}
