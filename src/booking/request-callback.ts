import { CALLBACK, firstCallback, nextCallbackHour } from "../core/callback.ts";
import { PRIORITY } from "../core/delivery.ts";
import type { MissedCall } from "../core/inbound.ts";
import { type Country, isPlainNumber, type Sender, senderOf } from "../core/phone.ts";
import { bringForward, countCallbacks, lastCallback } from "../store/callbacks.ts";
import { contactById, contactFor } from "../store/contacts.ts";
import type { Home } from "../store/directory.ts";
import type { Tx } from "../store/engine.ts";
import { claimInbound, finishInbound, inboundKey } from "../store/inbound.ts";
import { type Message, queueMessage } from "../store/messages.ts";
import { messageById } from "../store/outbox.ts";
import { homeOf, locationById } from "../store/places.ts";
import { writeTask } from "../store/tasks.ts";

const DAY_MS = 86_400_000;

/** Whom we call back. */
export type CallbackPolicy = {
  /** For reading national numbers. */
  readonly country: Country;
  readonly countries: ReadonlySet<string>;
};

/**
 * Somebody gave us a missed call: she is rung back once, however often she rings. The ring is answered the same way
 * whatever comes of it, so what came of it is only written down.
 */
export async function requestCallback(tx: Tx, ring: MissedCall, policy: CallbackPolicy): Promise<void> {
  const event = { key: inboundKey(ring), contactId: null, kind: "missed-call", length: 0, textHmac: null };
  const claim = await claimInbound(tx, event);
  if (!claim.isNew) return;
  const sender = senderOf(ring.from, policy.country);
  const home = await homeOf(tx, ring.to);
  const refusal = refusalOf(sender, home, policy);
  const done =
    sender.kind === "number" && home && refusal === null
      ? await rungBy(tx, sender.phone, home, ring.to, claim.id)
      : { contactId: null, outcome: refusal ?? sender.kind };
  await finishInbound(tx, claim.id, { ...done, reply: null });
}

/** Why nobody is called back; no contact is made of a number that we never ring. */
function refusalOf(sender: Sender, home: Home | undefined, { countries }: CallbackPolicy): string | null {
  if (sender.kind !== "number") return sender.kind;
  if (!home) return "no clinic";
  if (sender.country === null || !countries.has(sender.country)) return "country";
  return isPlainNumber(sender.phone) ? null : "costly";
}

async function rungBy(tx: Tx, phone: string, home: Home, to: string, n: number) {
  const { id: contactId } = await contactFor(tx, phone, home.id);
  const dueAt = firstCallback(tx.now, home.zone, n);
  const last = await lastCallback(tx, contactId, tx.now - DAY_MS);
  if (last && isUnderWay(last, tx.now)) {
    await bringForward(tx, last.id, dueAt);
    return { contactId, outcome: "already" };
  }
  if (await hadCallbacksEnough(tx, contactId)) {
    await writeTask(tx, { kind: "call.back", reason: "call-back limit", contactId, locationId: home.id });
    return { contactId, outcome: "limit" };
  }
  // Rung from the number she rang, which she knows; a number of no clinic is not ours to call from.
  const sender = home.gatewayNumber === to ? to : undefined;
  await queueCallback(tx, { contactId, dueAt, uselessAt: dueAt + CALLBACK.usefulMs }, sender);
  return { contactId, outcome: "queued" };
}

/** Whether a number was called back so often within a day, or so many were, that it has to wait. */
export async function hadCallbacksEnough(tx: Tx, contactId: number): Promise<boolean> {
  const count = await countCallbacks(tx, contactId, tx.now - DAY_MS);
  return count.own >= CALLBACK.perNumber || count.all >= CALLBACK.perDay;
}

function isUnderWay({ state, updatedAt }: Message, now: number): boolean {
  if (state === "queued" || state === "sending") return true;
  return (state === "accepted" || state === "sent") && now - updatedAt < CALLBACK.longestMs;
}

async function queueCallback(
  tx: Tx,
  when: { readonly contactId: number; readonly dueAt: number; readonly uselessAt: number | null },
  sender: string | undefined,
  againOf?: number,
): Promise<void> {
  await queueMessage(tx, {
    ...when,
    kind: "call",
    purpose: "callback",
    priority: PRIORITY.callback,
    visit: null,
    content: null,
    ...(sender === undefined ? {} : { sender }),
    ...(againOf === undefined ? {} : { againOf }),
  });
}

/** A call-back was not taken: the next attempt, if there is one left. */
export async function nextCallback(tx: Tx, failed: Message): Promise<void> {
  const gap = CALLBACK.gapsMs[await attemptsBefore(tx, failed)];
  if (gap === undefined) return;
  const contact = await contactById(tx, failed.contactId);
  const home = contact?.locationId == null ? undefined : await locationById(tx, contact.locationId);
  const at = Math.max(tx.now, (failed.claimedAt ?? tx.now) + gap);
  const dueAt = home ? nextCallbackHour(at, home.zone) : at;
  if (failed.uselessAt !== null && dueAt >= failed.uselessAt) return;
  await queueCallback(
    tx,
    { contactId: failed.contactId, dueAt, uselessAt: failed.uselessAt },
    failed.sender,
    failed.id,
  );
}

async function attemptsBefore(tx: Tx, message: Message): Promise<number> {
  let count = 0;
  for (let one: Message | undefined = message; one?.againOf != null; count += 1)
    one = await messageById(tx, one.againOf);
  return count;
}
