import { type Outbound, PRIORITY } from "../core/delivery.ts";
import type { Tell } from "../core/effects.ts";
import { invariant } from "../core/errors.ts";
import type { ChannelKind } from "../core/prompt.ts";
import { addDays, dayOf, startOfDay } from "../core/time.ts";
import { contactById } from "../store/contacts.ts";
import type { Tx } from "../store/engine.ts";
import { forgetContent, homeFor, type Message } from "../store/messages.ts";
import {
  alikeUntil,
  claimMessage,
  endMessage,
  hashOf,
  messageById,
  putOff,
  spentSince,
  takeOver,
} from "../store/outbox.ts";
import { EVERY_SENDER, type Outlet, pausedUntil, takeRoom } from "../store/outlets.ts";
import { writeTask } from "../store/tasks.ts";
import { writeFailureTimer } from "../store/timers.ts";
import { type DropReason, maySend } from "./may-send.ts";
import { sayAgain } from "./say-again.ts";

/** What sending needs besides the rows. */
export type SendingPolicy = {
  /** Puts into words; null if nothing is said. */
  readonly speak: (tells: readonly Tell[], language: string) => string | null;
  readonly segments: (text: string) => number;
  /** What the provider carries a second: segments from one number, calls of the account. */
  readonly perSecond: Readonly<Record<ChannelKind, number>>;
  readonly spendPerDayMicros: number;
  readonly priceMicros: { readonly segment: number; readonly minute: number };
  /** Whose midnight begins a day of spending. */
  readonly zone: string;
  readonly channels: Readonly<Record<ChannelKind, { readonly name: string }>>;
};

/**
 * What is to be done about a message once this transaction is durable. `done`: it needed no more than that; `later`: nothing
 * can be done about it yet, or somebody else does.
 */
export type Step =
  | { readonly step: "done" }
  | { readonly step: "later" }
  | { readonly step: "send"; readonly message: Message; readonly outbound: Outbound }
  /** It may have gone, so the provider is asked before anything is sent. */
  | { readonly step: "find"; readonly message: Message; readonly to: string };

const DONE: Step = { step: "done" };
const LATER: Step = { step: "later" };

/** So much may go at once (ms of a sender's rate): what is above the rate a provider queues for us. */
export const BURST_MS = 2_000;
/** Most calls are over by then, so a call counts as this until its end is reported. */
const CALL_MINUTES = 2;

/** Looks at a message about which something seems to be due, and claims it if that is so. */
export async function handOver(tx: Tx, policy: SendingPolicy, id: number): Promise<Step> {
  const message = await messageById(tx, id);
  switch (message?.state) {
    case "inline":
      return await unheardOf(tx, message);
    case "queued":
      return message.notBefore <= tx.now ? await ifAllowed(tx, policy, message) : LATER;
    case "sending":
      return await inDoubt(tx, id);
    default:
      return LATER;
  }
}

/** A reply of which nothing was heard is said once more (DESIGN 5.3). */
async function unheardOf(tx: Tx, message: Message): Promise<Step> {
  if (message.content === null || message.dueAt > tx.now) return LATER;
  await sayAgain(tx, message, tx.now);
  await forgetContent(tx, message.id);
  return DONE;
}

async function inDoubt(tx: Tx, id: number): Promise<Step> {
  const message = await takeOver(tx, id);
  const contact = message && (await contactById(tx, message.contactId));
  return contact ? { step: "find", message, to: contact.phone } : LATER;
}

async function ifAllowed(tx: Tx, policy: SendingPolicy, message: Message): Promise<Step> {
  const { id, uselessAt } = message;
  const verdict = await maySend(tx, message);
  if (verdict.may === "go") return await claimed(tx, policy, message);
  if (verdict.may === "not") await drop(tx, message, verdict.reason);
  else if (uselessAt !== null && verdict.until >= uselessAt) await drop(tx, message, "quiet");
  else await putOff(tx, id, verdict.until, { reason: "quiet" });
  return DONE;
}

/** A message that will not be sent: somebody else may still be reached, unless nobody needs it any more. */
async function drop(tx: Tx, message: Message, reason: DropReason): Promise<void> {
  await endMessage(tx, message.id, "dropped", { reason });
  if (reason !== "useless" && reason !== "changed") await writeFailureTimer(tx, message);
}

async function claimed(tx: Tx, policy: SendingPolicy, message: Message): Promise<Step> {
  const { id, kind, sender, content } = message;
  const contact = await contactById(tx, message.contactId);
  invariant(contact, "a message has a contact");
  const language = contact.language ?? (await homeFor(tx, message))?.languages[0] ?? "en";
  const body = content === null ? null : policy.speak(content, language);
  invariant(kind === "call" || body !== null, "a text says something");
  const load = loadOf(policy, body);
  const bodyHash = body === null ? null : hashOf(body);
  const alike = await alikeUntil(tx, message, bodyHash);
  if (alike !== null) {
    await putOff(tx, id, alike, { reason: "alike" });
    return DONE;
  }
  if ((await pausedUntil(tx, message)) > tx.now) return LATER;
  if (await isBroke(tx, policy, message, load.costMicros)) return DONE;
  if (!(await takeRoom(tx, roomOf(kind, sender), load.takesMs, tx.now + BURST_MS))) return LATER;
  const isOurs = await claimMessage(tx, id, {
    channel: policy.channels[kind].name,
    bodyHash,
    language,
    segments: load.segments,
    costMicros: load.costMicros,
  });
  if (!isOurs) return LATER;
  const outbound = { id, to: contact.phone, sender, body };
  return { step: "send", message: { ...message, claimedAt: tx.now, attempt: message.attempt + 1 }, outbound };
}

/** What a message costs, and how long it keeps its sender busy. */
function loadOf({ segments, perSecond, priceMicros }: SendingPolicy, body: string | null) {
  if (body === null) {
    return { segments: null, costMicros: CALL_MINUTES * priceMicros.minute, takesMs: 1_000 / perSecond.call };
  }
  const count = segments(body);
  return { segments: count, costMicros: count * priceMicros.segment, takesMs: (count * 1_000) / perSecond.text };
}

/** Texts are counted by the number they leave from, calls by the account. */
function roomOf(kind: ChannelKind, sender: string): Outlet {
  return { kind, sender: kind === "call" ? EVERY_SENDER : sender };
}

/**
 * Whether today's money is spent. Then what strangers can have us do, and reminders, wait for the next day, and a human is
 * told; answers and news of a visit still go.
 */
async function isBroke(tx: Tx, policy: SendingPolicy, message: Message, costMicros: number): Promise<boolean> {
  const { zone, spendPerDayMicros } = policy;
  if (message.purpose !== "callback" && message.priority !== PRIORITY.reminder) return false;
  const today = dayOf(tx.now, zone);
  if ((await spentSince(tx, startOfDay(today, zone))) + costMicros <= spendPerDayMicros) return false;
  await putOff(tx, message.id, startOfDay(addDays(today, 1), zone), { reason: "spend" });
  await writeTask(tx, { kind: "spend.limit", reason: `what may be spent on ${today} is spent` });
  return true;
}
