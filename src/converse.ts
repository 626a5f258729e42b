import { createHmac } from "node:crypto";
import { type Asker, answer } from "./booking/answer.ts";
import { carrierOptOut } from "./booking/carrier-opt-out.ts";
import { releaseHold } from "./booking/release-hold.ts";
import { begin } from "./core/begin.ts";
import { type Dialog, holdsOf, NOTHING_OPEN, openPrompt } from "./core/dialog.ts";
import type { Tell } from "./core/effects.ts";
import { invariant } from "./core/errors.ts";
import type { Flows } from "./core/flow.ts";
import type { InboundText, Reply } from "./core/inbound.ts";
import type { Heard } from "./core/meaning.ts";
import { type Country, senderOf } from "./core/phone.ts";
import { heardPrompt, pushesIn, withoutOldPushes } from "./core/push.ts";
import { alwaysAnswered, isTooMuch, RATE } from "./core/rate.ts";
import { say } from "./core/say.ts";
import type { Speaking } from "./core/speaking.ts";
import { dayOf } from "./core/time.ts";
import { ASKS_MAX, closed, type Progress, postponed, resume } from "./core/turn.ts";
import { type Contact, contactFor, rememberLanguage, silenceContact } from "./store/contacts.ts";
import { DIALOG_LASTS, loadDialog, type StoredDialog, saveDialog } from "./store/dialogs.ts";
import type { Home } from "./store/directory.ts";
import type { Transact, Tx } from "./store/engine.ts";
import { claimInbound, finishInbound, inboundKey, recentTexts } from "./store/inbound.ts";
import { writeReceipt } from "./store/messages.ts";
import { homeOf } from "./store/places.ts";
import { writeTask } from "./store/tasks.ts";

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

/** What one turn may send, in segments (DESIGN 6.2). */
const SEGMENTS_MAX = 2;

type Turn = {
  readonly tx: Tx;
  readonly parts: ConverseParts;
  readonly inbound: InboundText;
  readonly contact: Contact;
  readonly home: Home;
  readonly stored: StoredDialog;
  readonly language: string;
};

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
  const claim = await claimInbound(tx, event);
  if (!claim.isNew) return claim.reply === null ? null : JSON.parse(claim.reply);
  const done = contact && home ? await heard(tx, parts, inbound, contact, home, textHmac) : notAnswerable(sender.kind);
  const reply = done.reply === null ? null : JSON.stringify(done.reply);
  await finishInbound(tx, claim.id, { contactId, outcome: done.outcome, reply });
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
  const { hearing, language } = await understood(tx, parts, inbound.text, contact, home, stored);
  const turn: Turn = { tx, parts, inbound, contact, home, stored, language };
  const limit = alwaysAnswered(hearing) ? null : await limited(turn, hearing, textHmac);
  return limit ?? (await conversed(turn, hearing));
}

const NO_DIALOG: StoredDialog = { dialog: NOTHING_OPEN, channelKind: "text", named: [], namedAt: 0, lastTurnAt: 0 };

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
): Promise<{ readonly hearing: Heard; readonly language: string }> {
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
async function limited(turn: Turn, hearing: Heard, textHmac: Buffer): Promise<Done | null> {
  const { tx, parts, contact, home, language } = turn;
  if (tx.now < contact.silentUntil) return { outcome: "silenced", reply: null };
  const times = { since: tx.now - RATE.textsWithinMs, sameSince: tx.now - RATE.sameWithinMs };
  const { all: texts, same } = await recentTexts(tx, contact.id, times, textHmac);
  if (!isTooMuch({ texts, same }, hearing)) return null;
  await silenceContact(tx, contact.id, tx.now + RATE.silenceMs);
  await writeTask(tx, { kind: "rate.limit", reason: "too many texts", contactId: contact.id, locationId: home.id });
  const text = parts.speaking.text([say("limit.texts")], language);
  return { outcome: "limited", reply: text === null ? null : { text } };
}

async function conversed(turn: Turn, { meaning, emergency }: Heard): Promise<Done> {
  const { tx, parts, stored } = turn;
  const expired = tx.now - stored.lastTurnAt >= DIALOG_LASTS;
  let language = turn.language;
  let progress = begin(parts.flows, stored.dialog, meaning, expired, emergency);
  for (let asks = 0; progress.ask; asks += 1) {
    invariant(asks < ASKS_MAX, "a turn asks too much");
    progress = resume(parts.flows, progress, await answer(tx, askerOf(turn, language), progress.ask));
    language = progress.language ?? language;
  }
  invariant(progress.tells.length > 0, "a turn must tell something");
  const done = emergency ? urgent(turn, progress, language) : progress;
  await keep(turn, done);
  const text = parts.speaking.text(done.tells, language);
  const messageId = await receipt(turn, done.tells, text);
  const reply = text === null ? null : messageId === null ? { text } : { text, messageId };
  return { outcome: meaning.kind, reply };
}

/** The emergency number comes first; a question that does not fit beside it is asked when she writes again. */
function urgent({ parts, home }: Turn, progress: Progress, language: string): Progress {
  const call = say("emergency.call", { phone: home.emergencyNumber });
  const whole = { ...progress, tells: [call, ...progress.tells] };
  const text = parts.speaking.text(whole.tells, language) ?? "";
  if (parts.speaking.segments(text) <= SEGMENTS_MAX || openPrompt(progress.dialog) === null) return whole;
  const said = progress.tells.filter((tell) => tell.type !== "prompt");
  return { ...postponed(progress), tells: [call, ...said, say("emergency.later")] };
}

function askerOf({ contact, home, stored, inbound }: Turn, language: string): Asker {
  const { named, namedAt } = stored;
  const pushed = pushesIn(stored.dialog.frames).flatMap((frame) => frame.pushed ?? []);
  return { contactId: contact.id, locationId: home.id, language, named, namedAt, pushed, channel: inbound.channel };
}

/** Saves the dialog, remembers which visits were named, and releases the holds of frames that were left. */
async function keep({ tx, contact, stored, home }: Turn, progress: Progress): Promise<void> {
  const dialog: Dialog = closed(stored.dialog, progress);
  const kept = new Set(holdsOf(dialog));
  for (const holdId of new Set([...holdsOf(stored.dialog), ...progress.holds])) {
    if (!kept.has(holdId)) await releaseHold(tx, contact.id, holdId);
  }
  const named = visitsNamed(progress.tells);
  for (const tell of progress.tells) {
    if (tell.type !== "writeTask") continue;
    await writeTask(tx, { kind: tell.kind, reason: tell.kind, contactId: contact.id, locationId: home.id });
  }
  await saveDialog(tx, contact.id, {
    dialog,
    channelKind: "text",
    named: named.length > 0 ? named : stored.named,
    namedAt: named.length > 0 ? tx.now : stored.namedAt,
  });
}

function visitsNamed(tells: readonly Tell[]): readonly number[] {
  const named = tells.flatMap((tell) => ("visits" in tell ? (tell.visits ?? []) : []));
  return [...new Set(named)];
}

/** A reply that says booked, moved or cancelled is kept as a message, so that its delivery can be followed. */
async function receipt({ tx, contact, home, inbound, parts }: Turn, tells: readonly Tell[], text: string | null) {
  for (const tell of tells) {
    if (tell.type !== "say" || !tell.receipt || text === null) continue;
    const id = await writeReceipt(tx, {
      contactId: contact.id,
      visit: { id: tell.receipt.visitId, version: tell.receipt.version },
      channel: inbound.channel,
      sender: home.gatewayNumber ?? "",
      purpose: tell.receipt.purpose,
      // The question is left out: by the time this is said once more the dialog may have moved on.
      content: tells.filter(({ type }) => type === "say"),
      segments: parts.speaking.segments(text),
    });
    return String(id);
  }
  return null;
}
