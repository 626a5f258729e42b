import { textReceipt } from "./booking/call-texts.ts";
import { holdSlot, keepHold } from "./booking/hold-slot.ts";
import { leaveCall } from "./converse-call-end.ts";
import { answered, askerOf, keep, type Turn } from "./converse-turn.ts";
import { begin, onWorkersNumber } from "./core/begin.ts";
import { type Asking, type Call, offersVisitKeys, pressed, takesKeys } from "./core/call.ts";
import type { CallScript } from "./core/call-script.ts";
import { struck } from "./core/call-strikes.ts";
import { asStillAsked, isOutdated, isResumable, NOTHING_OPEN, openPrompt, uninterrupted } from "./core/dialog.ts";
import type { Flows } from "./core/flow.ts";
import type { InboundCall } from "./core/inbound.ts";
import type { Meaning } from "./core/meaning.ts";
import { type Country, senderOf } from "./core/phone.ts";
import type { Option, Prompt } from "./core/prompt.ts";
import { isPushOnTop, pushesAlone } from "./core/push.ts";
import { say } from "./core/say.ts";
import type { Sentence } from "./core/sentence.ts";
import type { Speaking } from "./core/speaking.ts";
import { dayOf } from "./core/time.ts";
import { askAgain, interrupt, opened, type Progress, startOver, telling } from "./core/turn.ts";
import { asksFirst, receiptSaid } from "./core/worker-receipt.ts";
import { holdOf } from "./store/appointments.ts";
import { type Contact, contactById } from "./store/contacts.ts";
import { DIALOG_LASTS, type StoredDialog } from "./store/dialogs.ts";
import type { Home } from "./store/directory.ts";
import type { Transact, Tx } from "./store/engine.ts";

/** What the shell of a call is made of. */
export type CallParts = {
  readonly speaking: Speaking;
  readonly transact: Transact;
  readonly flows: Flows;
  readonly country: Country;
  /** The languages a call can be held in: those with a voice, or with every recording. */
  readonly spoken: readonly string[];
  /** The provider's document for what is said. */
  readonly render: (script: CallScript) => string;
};

/** One request of a call, once it is known who rings. */
export type CallTurn = {
  readonly tx: Tx;
  readonly parts: CallParts;
  readonly inbound: InboundCall;
  readonly contact: Contact;
  readonly home: Home;
  readonly stored: StoredDialog;
  /** The number is an enrolled worker's. */
  readonly isWorker: boolean;
};

/** What a request leads to: a step of the dialog and what is asked then, or the end of the call. */
type Next = {
  readonly progress: Progress;
  /** Null: whatever the dialog asks then. */
  readonly asking: Asking | null;
  readonly call: Call;
  readonly isShort: boolean;
};

/** Turns of one call; a booking takes about ten, and a robot that holds the line would go on for ever. */
const TURNS_MAX = 100;

/** What keys mean on this number: a worker's has a menu of its own. */
function meant({ isWorker, stored }: CallTurn, meaning: Meaning): Meaning {
  return isWorker ? onWorkersNumber(meaning, stored.dialog) : meaning;
}

const AT_MENU: Meaning = { kind: "command", command: "menu" };

/** Answers one request of a call and gives what is said. */
export async function turned(about: CallTurn): Promise<CallScript> {
  const { inbound, stored } = about;
  if (inbound.turn === 0) return await asked(about, begun(about));
  // Another call of this number has taken the dialog over, or this one was over already.
  if (stored.call?.id !== inbound.callId) return lastWords(about, stored.call ? "call.other" : "call.bye");
  const next = inbound.turn < TURNS_MAX ? await heard(about, stored.call) : null;
  return next ? await asked(about, next) : await ended(about);
}

/**
 * She rang, or took our call. What we pushed is asked at once, on a call of ours only after a key has proved a person, and so is
 * a PIN for which she had us call; any
 * other open question is offered again, else there is the menu; a number whose language is not known chooses it first.
 */
function begun(about: CallTurn): Next {
  const { tx, parts, inbound, stored } = about;
  const isKnown = languageOf(about) !== null;
  const call: Call = {
    ...{ id: inbound.callId, turn: 0, asking: { kind: "next", keys: false }, silences: 0, wrongs: 0 },
    said: [],
    isFirst: !isKnown,
  };
  const expired = tx.now - stored.lastTurnAt >= DIALOG_LASTS;
  const outdated = isOutdated(parts.flows, stored.dialog.frames);
  // After a day only what we pushed still waits for an answer.
  const open = expired ? pushesAlone(stored.dialog) : stored.dialog;
  const isPushed = !outdated && isPushOnTop(open);
  if (isPushed && inbound.isOurs) return { progress: opened(open), asking: { kind: "proof" }, call, isShort: false };
  // She asked to be called so that she can key in her PIN.
  const isForPin = !outdated && inbound.isOurs && openPrompt(open)?.takes.includes("pin") === true;
  if (isKnown && (isPushed || isForPin)) {
    return { progress: askAgain(parts.flows, opened(open)), asking: null, call, isShort: false };
  }
  if (isKnown && !outdated && isResumable(open)) {
    return { progress: opened(open), asking: { kind: "resume" }, call, isShort: false };
  }
  const progress = isKnown
    ? begin(parts.flows, stored.dialog, meant(about, AT_MENU), expired)
    : startOver(parts.flows, opened(outdated ? NOTHING_OPEN : open), "greet", null);
  return { progress, asking: null, call, isShort: false };
}

/** What her keys lead to; null ends the call. */
async function heard(about: CallTurn, call: Call): Promise<Next | null> {
  const { tx, parts, inbound, contact, home, stored } = about;
  const { flows } = parts;
  const prompt = openPrompt(stored.dialog);
  const manner = { easy: contact.easy, today: dayOf(tx.now, home.zone) };
  const keys = pressed(call.asking, prompt, inbound.keys, manner);
  const calm = { ...call, silences: 0, wrongs: 0 };
  const same = { call: calm, progress: opened(stored.dialog), asking: null, isShort: false };
  switch (keys.to) {
    case "meaning":
      return { ...same, progress: begin(flows, stored.dialog, meant(about, keys.meaning), false) };
    case "readback":
      return await readBack(about, same, keys.option);
    case "page":
      return { ...same, asking: { kind: "prompt", page: keys.page } };
    case "question":
      return { ...same, progress: askAgain(flows, opened(stored.dialog)) };
    case "resume":
      return (
        (await readBackAgain(about, same, prompt)) ?? { ...same, progress: askAgain(flows, opened(stored.dialog)) }
      );
    default:
      return repeated(about, call, keys.why, prompt);
  }
}

/** A time is held while it is read back; one that has gone goes to its flow, which says so and offers others. */
async function readBack(about: CallTurn, same: Next, option: Option): Promise<Next> {
  const { tx, parts, stored } = about;
  const asking = { kind: "readback", option, holdId: null } as const;
  if (!option.time) return { ...same, asking };
  const asker = askerOf(turnOf(about), languageOf(about) ?? "en");
  const held = await holdSlot(tx, asker, option.time.slotId, option.time.care);
  if (held.type === "slot.held") return { ...same, asking: { ...asking, holdId: held.holdId } };
  return { ...same, progress: begin(parts.flows, stored.dialog, { kind: "option", value: option.value }, false) };
}

/** A call that dropped while a time was read back goes on there, if nobody has that time meanwhile. */
async function readBackAgain(
  { tx, contact, stored }: CallTurn,
  same: Next,
  prompt: Prompt | null,
): Promise<Next | null> {
  const hold = await holdOf(tx, contact.id);
  const option = prompt?.options.find(({ time }) => time !== undefined && time.slotId === hold?.slotId);
  if (!option || !hold) return null;
  return {
    ...same,
    progress: opened(asStillAsked(stored.dialog)),
    asking: { kind: "readback", option, holdId: hold.id },
  };
}

/** The same words again, then shorter, then another way; null where none is left. */
function repeated({ parts, stored }: CallTurn, call: Call, why: Parameters<typeof struck>[1], prompt: Prompt | null) {
  const isHelp = stored.dialog.frames.at(-1)?.flow === "help";
  const typed = call.asking.kind === "prompt" && prompt !== null && takesKeys(prompt);
  const next = struck(call, why, { takesKeys: typed, isHelp });
  if (next.to === "end") return null;
  const progress = opened(stored.dialog);
  if (next.to === "help") {
    const calm = { ...call, silences: 0, wrongs: 0 };
    return { progress: interrupt(parts.flows, progress, "help", null), asking: null, call: calm, isShort: false };
  }
  const again = next.because === null ? call.said : [next.because];
  const tells = again.map((sentence) => ({ type: "say", sentence }) as const);
  return { progress: telling(progress, ...tells), asking: call.asking, call: next.call, isShort: next.isShort };
}

/** Takes the step, saves it, and says what comes of it and what is asked then. */
async function asked(about: CallTurn, next: Next): Promise<CallScript> {
  const { tx, parts, inbound, home, contact, stored } = about;
  const turn = turnOf(about);
  let progress = await answered(turn, next.progress);
  // What was laid on top is over: on a call the question below is asked again at once (DESIGN 6.3).
  while (next.asking === null && progress.dialog.frames.at(-1)?.again && openPrompt(progress.dialog)) {
    progress = await answered(turn, askAgain(parts.flows, progress));
  }
  const prompt = openPrompt(progress.dialog);
  const isRepeat = next.asking !== null && next.asking === stored.call?.asking;
  const tells = progress.tells.flatMap((tell) => (tell.type === "receipt" ? receiptSaid(tell) : [tell]));
  const said = tells.flatMap((tell) => (tell.type === "say" ? [tell.sentence] : []));
  const asking = next.asking ?? whatNext(said, prompt);
  const isChoosing = prompt?.options[0]?.label.key === "language.name";
  const language = progress.language ?? languageOf(about) ?? (isChoosing ? null : turn.language);
  const isFirst = next.call.isFirst && language === null;
  const call = { ...next.call, turn: inbound.turn + 1, asking, isFirst, said: isRepeat ? next.call.said : said };
  await keep(turn, progress, call);
  const texted = progress.tells.filter((tell) => tell.type !== "receipt" || !asksFirst(tell));
  const messages = parts.speaking.messages(texted, language ?? "en");
  for (const message of isText(inbound, parts) ? messages : []) await textReceipt(tx, contact.id, message);
  await keepHold(tx, contact.id);
  const greeting = next.call.isFirst && !isFirst ? [say("emergency.call", { phone: home.emergencyNumber })] : [];
  return parts.speaking.call({
    tells: [...greeting, ...tells],
    ...{ asking, prompt, turn: call.turn, isShort: next.isShort },
    language,
    easy: (await contactById(tx, contact.id))?.easy ?? false,
  });
}

function whatNext(said: readonly Sentence[], prompt: Prompt | null): Asking {
  return prompt ? { kind: "prompt", page: 0 } : { kind: "next", keys: offersVisitKeys(said) };
}

/** Whether texts reach the number she rings from. */
function isText({ person }: InboundCall, { country }: CallParts): boolean {
  const sender = senderOf(person, country);
  return sender.kind === "number" && sender.mobile !== false;
}

/** Nothing more can be asked: whatever is open waits for her next call or text. */
async function ended(about: CallTurn): Promise<CallScript> {
  const { tx, parts, inbound, contact, stored } = about;
  const dialog = uninterrupted(stored.dialog);
  await leaveCall(tx, contact.id, { ...stored, dialog }, isText(inbound, parts));
  return lastWords(about, "call.bye");
}

function lastWords(about: CallTurn, key: "call.bye" | "call.other"): CallScript {
  const nothing = { asking: null, prompt: null, turn: about.inbound.turn + 1, easy: false, isShort: false };
  return about.parts.speaking.call({ ...nothing, tells: [say(key)], language: turnOf(about).language });
}

/** The language of a contact, if a call can be held in it. */
function languageOf({ parts, contact: { language } }: Pick<CallTurn, "parts" | "contact">): string | null {
  return language !== null && parts.spoken.includes(parts.speaking.spokenAs(language)) ? language : null;
}

function turnOf(about: CallTurn): Turn {
  const { tx, parts, inbound, contact, home, stored } = about;
  const spoken = spokenAt(parts, home, contact.language);
  const language = languageOf(about) ?? spoken[0] ?? "en";
  return { tx, flows: parts.flows, channel: inbound.channel, kind: "call", contact, home, stored, language, spoken };
}

/** The languages of a clinic in which a call can be held, the clinic's first one first; at most four can be offered. */
export function spokenAt({ spoken, speaking }: CallParts, home: Home, own: string | null): readonly string[] {
  const offered = new Set(home.languages.map(speaking.spokenAs).filter((tag) => spoken.includes(tag)));
  // Who writes Hindi in Latin letters hears Hindi, and shall not be answered in another script for it.
  const written = (tag: string) => (own !== null && speaking.spokenAs(own) === tag ? own : tag);
  return [...(offered.size > 0 ? offered : spoken)].slice(0, 4).map(written);
}
