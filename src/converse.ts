import { createHmac } from "node:crypto";
import { carrierOptOut } from "./booking/carrier-opt-out.ts";
import { replyOf, urgent } from "./converse-reply.ts";
import { answered, keep, NO_DIALOG, releaseReadBack, type Turn } from "./converse-turn.ts";
import { asksNothing, begin, onWorkersNumber } from "./core/begin.ts";
import type { Call } from "./core/call.ts";
import { NOTHING_OPEN } from "./core/dialog.ts";
import { invariant } from "./core/errors.ts";
import type { Flows } from "./core/flow.ts";
import { loneCode } from "./core/hearing/worker/code.ts";
import type { InboundText, Reply } from "./core/inbound.ts";
import type { Heard } from "./core/meaning.ts";
import { type Country, senderOf } from "./core/phone.ts";
import { heardPrompt, withoutOldPushes } from "./core/push.ts";
import { alwaysAnswered, isTooMuch, RATE } from "./core/rate.ts";
import { say } from "./core/say.ts";
import type { Speaking } from "./core/speaking.ts";
import { dayOf } from "./core/time.ts";
import { opened, type Progress } from "./core/turn.ts";
import { type Contact, contactFor, rememberLanguage, silenceContact } from "./store/contacts.ts";
import { DIALOG_LASTS, loadDialog, type StoredDialog } from "./store/dialogs.ts";
import type { Home } from "./store/directory.ts";
import type { Transact, Tx } from "./store/engine.ts";
import { inboundKey, keepInbound, knownInbound, recentTexts } from "./store/inbound.ts";
import { homeOf } from "./store/places.ts";
import { writeTask } from "./store/tasks.ts";
import { workerOf } from "./store/workers.ts";

/** What the shell of a turn is made of. */
export type ConverseParts = {
  readonly speaking: Speaking;
  readonly transact: Transact;
  readonly flows: Flows;
  readonly country: Country;
  /** Key of the HMAC under which texts are compared for the loop guard; never the texts themselves. */
  readonly secret: Uint8Array;
};

/** Handles one text, from claim to reply, in one transaction; a repeated delivery gets the stored reply again. */
export type Converse = (inbound: InboundText) => Promise<Reply | null>;

/** A call that has said nothing for this long has ended: no question waits longer than a minute. */
const CALL_SILENT_MAX = 10 * 60_000;

type TextTurn = Turn & { readonly parts: ConverseParts; readonly isWorker: boolean };

type Done = { readonly outcome: string; readonly reply: Reply | null };

/** The shell of a turn. */
export function createConverse(parts: ConverseParts): Converse {
  return (inbound) => {
    const key = inboundKey(inbound);
    const textHmac = createHmac("sha256", parts.secret).update(inbound.text).digest().subarray(0, 16);
    return parts.transact((tx) => once(tx, parts, inbound, { key, textHmac }));
  };
}

async function once(
  tx: Tx,
  parts: ConverseParts,
  inbound: InboundText,
  { key, textHmac }: { readonly key: Buffer; readonly textHmac: Buffer },
): Promise<Reply | null> {
  const sender = senderOf(inbound.from, parts.country);
  const home = await homeOf(tx, inbound.to);
  const contact = sender.kind === "number" ? await contactFor(tx, sender.phone, home?.id ?? null) : null;
  const contactId = contact?.id ?? null;
  const event = { key, contactId, kind: inbound.optOut ?? "text", length: inbound.text.length, textHmac };
  const known = await knownInbound(tx, key);
  if (known) return known.reply === null ? null : JSON.parse(known.reply);
  const done = contact && home ? await heard(tx, parts, inbound, contact, home, textHmac) : notAnswerable(sender.kind);
  const reply = done.reply === null ? null : JSON.stringify(done.reply);
  await keepInbound(tx, { ...event, outcome: done.outcome, reply });
  return done.reply;
}

/** Nobody reads an answer to a short code, a company's name or a withheld number, and each costs money. */
function notAnswerable(kind: string): Done {
  return { outcome: kind === "number" ? "no clinic" : kind, reply: null };
}

async function heard(
  tx: Tx,
  parts: ConverseParts,
  inbound: InboundText,
  contact: Contact,
  home: Home,
  textHmac: Buffer,
): Promise<Done> {
  if (inbound.optOut) {
    await carrierOptOut(tx, contact, inbound.optOut, inbound.channel);
    return { outcome: `carrier ${inbound.optOut}`, reply: null };
  }
  const loaded = (await loadDialog(tx, contact.id)) ?? NO_DIALOG;
  const stored = { ...loaded, dialog: withoutOldPushes(loaded.dialog, tx.now) };
  const isWorker = (await workerOf(tx, contact.id)) !== undefined;
  const command = isWorker ? asWorker(tx, parts, inbound.text, contact, home, stored) : null;
  const { hearing, language } = command ?? (await understood(tx, parts, inbound.text, contact, home, stored));
  const { channel } = inbound;
  const { flows } = parts;
  const turn: TextTurn = { tx, parts, flows, channel, kind: "text", contact, home, stored, language, isWorker };
  const limit = alwaysAnswered(hearing) ? null : await limited(turn, hearing, textHmac);
  return limit ?? (await conversed(turn, hearing));
}

type Understood = { readonly hearing: Heard; readonly language: string };

/** A worker's commands win over the open question (DESIGN 6.5), a code alone over a menu; null where the text has none. */
function asWorker(
  tx: Tx,
  { speaking }: ConverseParts,
  text: string,
  contact: Contact,
  home: Home,
  stored: StoredDialog,
): Understood | null {
  const language = contact.language ?? home.languages[0] ?? "en";
  const about = { language: contact.language, today: dayOf(tx.now, home.zone), country: home.country };
  const lines = speaking.hearWorker(text, about);
  const offers = callUnderWay(stored, tx.now) === null;
  if (lines === null) {
    const code = asksNothing(stored.dialog) ? loneCode(text) : null;
    return code === null
      ? null
      : { hearing: { meaning: { kind: "worker.code", code, offers }, emergency: false }, language };
  }
  const { emergency } = speaking.hear(text, { ...about, prompt: null, spoken: language });
  return { hearing: { meaning: { kind: "worker", lines, offers }, emergency }, language };
}

/**
 * Hears a text in the contact's language, or in the one its script and words tell: at first, and whenever her own makes
 * nothing of it. A language she chose herself is still the one we answer in.
 */
async function understood(
  tx: Tx,
  { speaking }: ConverseParts,
  text: string,
  contact: Contact,
  home: Home,
  stored: StoredDialog,
): Promise<Understood> {
  const spoken = contact.language ?? home.languages[0] ?? "en";
  const about = { prompt: heardPrompt(stored.dialog), today: dayOf(tx.now, home.zone), country: home.country, spoken };
  const own = speaking.hear(text, { ...about, language: contact.language });
  if (contact.language !== null && own.meaning.kind !== "unclear") return { hearing: own, language: spoken };
  const guess = speaking.guessLanguage(text, home.languages);
  if (guess === null || guess === contact.language) return { hearing: own, language: spoken };
  const other = speaking.hear(text, { ...about, language: guess });
  if (contact.language !== null && other.meaning.kind === "unclear") return { hearing: own, language: spoken };
  if (contact.languageChosen) return { hearing: other, language: spoken };
  await rememberLanguage(tx, contact.id, guess, "guess");
  return { hearing: blanksIn(other) < blanksIn(own) ? own : other, language: guess };
}

/** How much of a booking a text says: a first text in mixed languages may say more to all of them than to the guessed one. */
function blanksIn({ meaning }: Heard): number {
  if (!("blanks" in meaning)) return 0;
  const { unknown: _unknown, ...filled } = meaning.blanks;
  return Object.keys(filled).length;
}

/** The first text too many gets one sentence; then there is silence, which also ends a loop with another robot. */
async function limited(turn: TextTurn, hearing: Heard, textHmac: Buffer): Promise<Done | null> {
  const { tx, parts, contact, home, language } = turn;
  if (tx.now < contact.silentUntil) return { outcome: "silenced", reply: null };
  const times = { since: tx.now - RATE.textsWithinMs, sameSince: tx.now - RATE.sameWithinMs };
  const before = await recentTexts(tx, contact.id, times, textHmac);
  // This text is kept with its reply at the end of the turn, so it is not among them yet.
  if (!isTooMuch({ texts: before.all + 1, same: before.same + 1 }, hearing, turn.isWorker)) return null;
  await silenceContact(tx, contact.id, tx.now + RATE.silenceMs);
  await writeTask(tx, { kind: "rate.limit", reason: "too many texts", contactId: contact.id, locationId: home.id });
  const text = parts.speaking.text([say("limit.texts")], language);
  return { outcome: "limited", reply: text === null ? null : { text } };
}

async function conversed(turn: TextTurn, { meaning, emergency }: Heard): Promise<Done> {
  const { tx, parts, stored } = turn;
  const onCall = callUnderWay(stored, tx.now);
  const expired = tx.now - stored.lastTurnAt >= DIALOG_LASTS;
  // While she is on a call its question stays open: a text is handled only if it needs no question back (DESIGN 3).
  const dialog = onCall ? NOTHING_OPEN : stored.dialog;
  if (!onCall) await releaseReadBack(turn);
  const progress = await answered(
    turn,
    begin(parts.flows, dialog, turn.isWorker ? onWorkersNumber(meaning, dialog) : meaning, expired, emergency),
  );
  invariant(progress.tells.length > 0, "a turn must tell something");
  if (onCall) return await besideCall(turn, progress, onCall, meaning.kind);
  const language = progress.language ?? turn.language;
  const done = emergency ? urgent(turn, progress, language) : progress;
  await keep(turn, done, null);
  return { outcome: meaning.kind, reply: await replyOf(turn, done.tells, language) };
}

async function besideCall(turn: TextTurn, progress: Progress, call: Call, outcome: string): Promise<Done> {
  const asks = progress.tells.some(({ type }) => type === "prompt");
  const tells = asks ? [say("call.first")] : progress.tells;
  const kept = { ...opened(turn.stored.dialog), tells };
  await keep({ ...turn, kind: "call" }, kept, call);
  return { outcome, reply: await replyOf(turn, tells, progress.language ?? turn.language) };
}

/** The call that a contact is on; one that has been silent for 10 minutes is over, though nobody told us. */
function callUnderWay({ call, lastTurnAt }: StoredDialog, now: number): Call | null {
  return call !== null && now - lastTurnAt < CALL_SILENT_MAX ? call : null;
}
