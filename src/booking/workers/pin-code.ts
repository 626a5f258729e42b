import { codeFrom } from "../../core/check-digit.ts";
import { PRIORITY } from "../../core/delivery.ts";
import type { Answer } from "../../core/effects.ts";
import { codeText } from "../../core/worker-texts.ts";
import { writeAudit } from "../../store/audit.ts";
import type { Tx } from "../../store/engine.ts";
import { queueMessage } from "../../store/messages.ts";
import { countWrongCode, endPinCode, pinCodeOf, writePinCode } from "../../store/pins.ts";
import { workerById } from "../../store/workers.ts";
import { type Asker, actorOf } from "../asker.ts";

const DAY_MS = 86_400_000;
const CODE_DIGITS = 6;
/** Staff enrol a worker at the desk, perhaps before a day without signal. */
const CODE_LASTS_MS = 2 * DAY_MS;
const WRONG_MAX = 5;
/** Codes sent to one number a day. */
const SENT_MAX = 3;

/** Sends a new code to a worker's enrolled number; false if it had enough of them today. */
export async function issuePinCode(tx: Tx, worker: { readonly id: number; readonly contactId: number }) {
  const { id: workerId, contactId } = worker;
  const last = await pinCodeOf(tx, workerId);
  const sentToday = last && tx.now < last.sentAt + DAY_MS ? last.sent : 0;
  if (sentToday >= SENT_MAX) return false;
  const code = codeFrom(Buffer.from(tx.random(6)).readUIntBE(0, 6), CODE_DIGITS);
  const endsAt = tx.now + CODE_LASTS_MS;
  await writePinCode(tx, { workerId, hash: hashOf(tx, workerId, code), endsAt, sent: sentToday + 1 });
  await queueMessage(tx, {
    ...{ contactId, kind: "text", purpose: "worker.code", priority: PRIORITY.answer, visit: null },
    ...{ content: [codeText(code)], dueAt: tx.now, uselessAt: endsAt },
  });
  return true;
}

/** The same, because the worker asked for it. */
export async function sendPinCode(tx: Tx, asker: Asker, workerId: number): Promise<Answer> {
  const worker = await workerById(tx, workerId);
  const isOwn = worker?.contactId === asker.contactId;
  return { type: "pin.code.sent", isSent: isOwn && (await issuePinCode(tx, worker)) };
}

/** Checks the code that was sent to a worker; it is good once. */
export async function checkPinCode(tx: Tx, asker: Asker, workerId: number, code: string): Promise<Answer> {
  const worker = await workerById(tx, workerId);
  const sent = worker?.contactId === asker.contactId ? await pinCodeOf(tx, workerId) : undefined;
  if (!sent || tx.now >= sent.endsAt || sent.wrong >= WRONG_MAX) return { type: "pin.code.wrong" };
  if (!sent.hash.equals(hashOf(tx, workerId, code))) {
    await countWrongCode(tx, workerId);
    return { type: "pin.code.wrong" };
  }
  await endPinCode(tx, workerId);
  const entry = { act: "pin.code.used", entity: "worker", entityId: workerId, version: null, detail: null } as const;
  await writeAudit(tx, { actor: actorOf(asker), ...entry });
  return { type: "pin.code.right" };
}

function hashOf(tx: Tx, workerId: number, code: string): Buffer {
  return tx.mac(`pin-code:${workerId}:${code}`);
}
