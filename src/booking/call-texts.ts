import { PRIORITY } from "../core/delivery.ts";
import type { Answer, Tell } from "../core/effects.ts";
import { say } from "../core/say.ts";
import type { Tx } from "../store/engine.ts";
import { queueMessage } from "../store/messages.ts";
import type { Asker } from "./asker.ts";
import { hadCallbacksEnough } from "./request-callback.ts";

const MINUTE = 60_000;
/** A text that continues a call is worth nothing once she has given up (ms). */
const FRESH_MS = 30 * MINUTE;
const LATER_MS = 60 * MINUTE;

/** A text that goes with a call: it is her own doing, so no quiet hour holds it back. */
async function text(tx: Tx, contactId: number, purpose: string, content: readonly Tell[]): Promise<void> {
  await queueMessage(tx, {
    ...{ contactId, kind: "text", purpose, priority: PRIORITY.answer, visit: null, content },
    dueAt: tx.now,
    uselessAt: tx.now + FRESH_MS,
  });
}

/** Sends the menu by text to somebody whom a call does not suit. */
export async function textMenu(tx: Tx, asker: Asker, menu: readonly Tell[]): Promise<Answer> {
  await text(tx, asker.contactId, "menu", menu);
  return { type: "menu.texted" };
}

/** Has her called in an hour, because she asked for it. */
export async function callLater(tx: Tx, asker: Asker): Promise<Answer> {
  return await call(tx, asker, LATER_MS, PRIORITY.callback);
}

/**
 * Has her called at once, because she asked for it: an answer, which no hour of the night holds back; no oftener in a day
 * than whoever gives a missed call.
 */
export async function callNow(tx: Tx, asker: Asker): Promise<Answer> {
  if (await hadCallbacksEnough(tx, asker.contactId)) return { type: "call.refused" };
  return await call(tx, asker, 0, PRIORITY.answer);
}

async function call(tx: Tx, asker: Asker, inMs: number, priority: number): Promise<Answer> {
  await queueMessage(tx, {
    ...{ contactId: asker.contactId, kind: "call", purpose: "callback", priority },
    ...{ visit: null, content: null, dueAt: tx.now + inMs, uselessAt: tx.now + inMs + 2 * LATER_MS },
  });
  return { type: "call.planned" };
}

/** Says by text how a booking goes on that a dropped call left half done. */
export async function sayDropped(tx: Tx, contactId: number): Promise<void> {
  await text(tx, contactId, "dropped", [say("call.dropped")]);
}

/**
 * What was booked, moved or cancelled on a call is also sent, so that day, time and number can be read again; and what came of
 * a worker's lines, which a call does not say.
 */
export async function textReceipt(tx: Tx, contactId: number, tells: readonly Tell[]): Promise<void> {
  if (tells.some(({ type }) => type === "receipt")) {
    return await text(
      tx,
      contactId,
      "receipt",
      tells.filter(({ type }) => type === "receipt"),
    );
  }
  const said = tells.filter((tell) => tell.type === "say");
  const receipt = said.find((tell) => tell.receipt !== undefined)?.receipt;
  if (!receipt) return;
  await queueMessage(tx, {
    ...{ contactId, kind: "text", purpose: receipt.purpose, priority: PRIORITY.answer, content: said },
    visit: { id: receipt.visitId, version: receipt.version },
    ...{ dueAt: tx.now, uselessAt: null },
  });
}
