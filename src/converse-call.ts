import { leaveCall } from "./converse-call-end.ts";
import { type CallParts, spokenAt, turned } from "./converse-call-turn.ts";
import { NO_DIALOG } from "./converse-turn.ts";
import type { CallScript } from "./core/call-script.ts";
import type { CallReply, EndedCall, InboundCall } from "./core/inbound.ts";
import { type Country, senderOf } from "./core/phone.ts";
import { withoutOldPushes } from "./core/push.ts";
import { say } from "./core/say.ts";
import { contactFor } from "./store/contacts.ts";
import { loadDialog } from "./store/dialogs.ts";
import type { Home } from "./store/directory.ts";
import type { Tx } from "./store/engine.ts";
import { claimInbound, finishInbound, inboundKey, replyTo } from "./store/inbound.ts";
import { homeOf } from "./store/places.ts";
import { workerOf } from "./store/workers.ts";

/** The end of a call. */
const NOTHING_ASKED = { asking: null, prompt: null, turn: 0, easy: false, isShort: false } as const;

/** Handles one request of a call, from claim to answer, in one transaction; a number answered before gets the same again. */
export type ConverseCall = (inbound: InboundCall) => Promise<CallReply>;

/** The shell of a call's turns. */
export function createConverseCall(parts: CallParts): ConverseCall {
  return (inbound) => parts.transact((tx) => once(tx, parts, inbound));
}

async function once(tx: Tx, parts: CallParts, inbound: InboundCall): Promise<CallReply> {
  const home = await homeOf(tx, inbound.ours);
  const sender = senderOf(inbound.person, parts.country);
  if (!home || sender.kind !== "number") return { document: parts.render(withheld(parts, home)) };
  const contact = await contactFor(tx, sender.phone, home.id);
  const loaded = (await loadDialog(tx, contact.id)) ?? NO_DIALOG;
  const stored = { ...loaded, dialog: withoutOldPushes(loaded.dialog, tx.now) };
  // A number from the future: the question that is open now was the last answer.
  const isAhead = stored.call?.id === inbound.callId && inbound.turn > stored.call.turn;
  const number = isAhead && stored.call ? stored.call.turn - 1 : inbound.turn;
  const key = inboundKey({ channel: inbound.channel, providerId: `${inbound.callId}:${number}` });
  if (isAhead)
    return JSON.parse((await replyTo(tx, key)) ?? "null") ?? { document: parts.render(goodbye(parts, home)) };
  const event = { key, contactId: contact.id, kind: "call", length: inbound.keys.digits.length, textHmac: null };
  const claim = await claimInbound(tx, event);
  if (!claim.isNew) {
    return claim.reply === null ? { document: parts.render(goodbye(parts, home)) } : JSON.parse(claim.reply);
  }
  const isWorker = (await workerOf(tx, contact.id)) !== undefined;
  const document = parts.render(await turned({ tx, parts, inbound, contact, home, stored, isWorker }));
  const reply = JSON.stringify({ document });
  await finishInbound(tx, claim.id, { contactId: contact.id, outcome: "call", reply });
  return { document };
}

/**
 * What a caller of one of our numbers hears when the database cannot commit: in the number's own language as it was known at
 * the start, for nothing can be looked up then.
 */
export function apologyOf(parts: CallParts, languageAt: (ours: string) => string | null = () => null) {
  const render = (language: string) =>
    parts.render(parts.speaking.call({ ...NOTHING_ASKED, tells: [say("call.sorry")], language }));
  const ready = new Map(parts.spoken.map((tag) => [tag, render(tag)]));
  const usual = ready.values().next().value ?? render("en");
  return (ours: string) => ready.get(languageAt(ours) ?? "") ?? usual;
}

/** Notes that a call is over. What it left open goes on by text, and after a drop within a booking one text says how. */
export function createCallEnded(parts: Pick<CallParts, "transact" | "country">): (ended: EndedCall) => Promise<void> {
  return (ended) => parts.transact((tx) => hungUp(tx, parts.country, ended));
}

async function hungUp(tx: Tx, country: Country, { callId, person, ours }: EndedCall): Promise<void> {
  const sender = senderOf(person, country);
  const home = await homeOf(tx, ours);
  if (!home || sender.kind !== "number") return;
  const contact = await contactFor(tx, sender.phone, home.id);
  const stored = await loadDialog(tx, contact.id);
  // Another call may have taken the dialog over meanwhile: it is not over.
  if (stored?.call?.id !== callId) return;
  await leaveCall(tx, contact.id, stored, sender.mobile !== false);
}

/** Nobody can be called back or known without a number, so no contact is made. */
function withheld(parts: CallParts, home: Home | undefined): CallScript {
  const { staffPhone: phone = null, publicNames: clinic } = home ?? {};
  const hint = phone && clinic ? say("call.withheld", { clinic, phone }) : say("call.withheld.none");
  return lastWords(parts, home, hint);
}

function goodbye(parts: CallParts, home: Home): CallScript {
  return lastWords(parts, home, say("call.bye"));
}

function lastWords(parts: CallParts, home: Home | undefined, tell: ReturnType<typeof say>): CallScript {
  const language = (home ? spokenAt(parts, home, null)[0] : parts.spoken[0]) ?? "en";
  return parts.speaking.call({ ...NOTHING_ASKED, tells: [tell], language });
}
