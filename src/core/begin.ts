import { type Dialog, type Frame, isOutdated, lastWait, NOTHING_OPEN, openPrompt } from "./dialog.ts";
import type { FlowEvent, Json, Tell } from "./effects.ts";
import type { Flows } from "./flow.ts";
import type { Blanks, Meaning, Verb } from "./meaning.ts";
import type { Prompt } from "./prompt.ts";
import { isPushOnTop, ownPrompt, pushesAlone, sunk, withoutPushes } from "./push.ts";
import { LINES_MAX } from "./receipt.ts";
import { say } from "./say.ts";
import {
  aside,
  askAgain,
  deliver,
  goBack,
  interrupt,
  opened,
  type Progress,
  pushAgain,
  startOver,
  telling,
} from "./turn.ts";
import { waitingTexts, withoutWaiting } from "./waiting-texts.ts";
import { COMMANDS_MAX, isHelpAlone } from "./worker-command.ts";

/** What acts whatever question is open. */
const ALWAYS_ACTS: ReadonlySet<Meaning["kind"]> = new Set(["visit.key", "command", "worker", "worker.code"]);

/** Texts in a row that may be unclear before a person gets the clinic's number instead of the same question. */
export const STRIKES_MAX = 3;

/** The flow at the bottom of every stack: it routes verbs and shows the main menu. */
const MENU = "menu";
/** The menu of a worker's number. */
const WORKER_MENU = "worker";

/** What is heard on a worker's number, where the menu, asked for or for want of any question, is her own. */
export function onWorkersNumber(meaning: Meaning, saved: Dialog): Meaning {
  const asks = meaning.kind === "command" && meaning.command === "menu";
  const isNothing = meaning.kind === "unclear" && openPrompt(saved) === null;
  return asks || isNothing ? { kind: "command", command: WORKER_MENU } : meaning;
}

/**
 * Begins a turn: gives what was heard to the open question, or to the menu, or to a flow laid on top. A push owns the open
 * question, but an answer that only the question beneath it offers goes there. Somebody who wrote of an emergency was
 * understood well enough: the question is only asked again.
 */
export function begin(flows: Flows, saved: Dialog, meaning: Meaning, isLate: boolean, isEmergency = false): Progress {
  if (isOutdated(flows, framesFor(saved, meaning))) return begunAnew(flows, saved, meaning);
  const dialog = addressed(saved, meaning);
  // After a day only a push still waits for an answer.
  const expired = isLate && !isPushOnTop(dialog);
  const open = isLate ? pushesAlone(dialog) : heardWell(dialog);
  switch (meaning.kind) {
    case "visit.key":
      return interrupt(flows, opened(open), "visit-key", { digit: meaning.digit });
    case "command":
      return command(flows, open, meaning.command);
    case "told":
      return told(flows, open, meaning.verb, meaning.blanks);
    case "worker":
      return workersText(flows, open, meaning, isEmergency);
    case "worker.code":
      return interrupt(flows, opened(open), "worker-code", { code: meaning.code, offers: meaning.offers });
    default:
      return toQuestion(flows, isLate && !expired ? open : dialog, meaning, expired, isEmergency);
  }
}

/** What an event may meet: the open stack, and the earlier one that *back* returns to. */
function framesFor(dialog: Dialog, meaning: Meaning): readonly Frame[] {
  const isBack = meaning.kind === "command" && meaning.command === "back";
  return isBack ? [...dialog.frames, ...(lastWait(dialog) ?? [])] : dialog.frames;
}

/** Gives the open question its answer, or the menu what nobody has asked for. */
function toQuestion(
  flows: Flows,
  dialog: Dialog,
  meaning: Exclude<Meaning, { kind: "visit.key" | "command" | "told" | "worker" | "worker.code" }>,
  expired: boolean,
  isEmergency: boolean,
): Progress {
  if (!openPrompt(dialog)) return openMenu(flows, meaning);
  if (meaning.kind !== "unclear") return answered(flows, heardWell(dialog), eventOf(meaning), expired);
  if (isEmergency && !expired) return askAgain(flows, opened(dialog));
  return unclear(flows, dialog, meaning.blanks, expired);
}

/** The dialog with the question on top that an answer is meant for: a push's own, or the one beneath it. */
function addressed(dialog: Dialog, meaning: Meaning): Dialog {
  const own = ownPrompt(dialog);
  if (!own || !isPushOnTop(dialog)) return dialog;
  return isAnswerTo(own, meaning) && !isAnswerTo(openPrompt(dialog), meaning) ? sunk(dialog) : dialog;
}

function isAnswerTo(prompt: Prompt | null, meaning: Meaning): boolean {
  if (!prompt) return false;
  switch (meaning.kind) {
    case "option":
      return prompt.options.some(({ value }) => value === meaning.value);
    case "options":
      return prompt.takes.includes("several");
    case "worker":
    case "worker.code":
      return false;
    case "told":
      return meaning.verb === null && meaning.blanks.reference === undefined && prompt.takes.includes("blanks");
    case "unclear":
      return prompt.takes.includes("names") && meaning.blanks.unknown !== undefined;
    case "visit.key":
    case "command":
      return false;
    default:
      return prompt.takes.includes(meaning.kind);
  }
}

function heardWell(dialog: Dialog): Dialog {
  return { ...dialog, strikes: 0 };
}

/**
 * The same event with nothing open, after one sentence that says why: a stop word still stops, 6, 7 and 8 still act. Only a
 * push on top is asked again instead.
 */
function begunAnew(flows: Flows, dialog: Dialog, meaning: Meaning): Progress {
  const push = isPushOnTop(dialog) ? dialog.frames.at(-1) : undefined;
  const isForPush = push?.pushed && !ALWAYS_ACTS.has(meaning.kind);
  const next = isForPush
    ? pushAgain(flows, opened(NOTHING_OPEN), push.flow, push.pushed)
    : begin(flows, NOTHING_OPEN, meaning, false);
  return { ...next, tells: [say("dialog.outdated"), ...next.tells] };
}

function command(flows: Flows, dialog: Dialog, name: "menu" | "worker" | "back" | "stop" | "start"): Progress {
  const progress = opened(name === "stop" ? NOTHING_OPEN : dialog);
  const offered = openPrompt(dialog)?.options.some(({ value }) => value === "back");
  if (name === "back" && offered) return deliver(flows, progress, { type: "chosen", value: "back" });
  if (name === "menu") return startOver(flows, progress, MENU, menuInput(null, {}));
  if (name === "back") return goBack(progress) ?? startOver(flows, progress, MENU, menuInput(null, {}));
  return startOver(flows, progress, name, null);
}

/** A verb or a reference always opens its flow; blanks alone go to a question that takes them, else they begin a booking. */
function told(flows: Flows, dialog: Dialog, verb: Verb | null, blanks: Blanks): Progress {
  const prompt = ownPrompt(dialog);
  if (verb === null && isLanguageAlone(blanks) && isAtMenu(dialog)) {
    return startOver(flows, opened(dialog), MENU, menuInput("language", blanks));
  }
  if (verb === null && prompt && blanks.reference === undefined) {
    return prompt.takes.includes("blanks")
      ? deliver(flows, opened(dialog), { type: "told", verb, blanks })
      : unclear(flows, dialog, blanks, false);
  }
  return startOver(flows, opened(dialog), MENU, menuInput(verb ?? verbFor(blanks), blanks));
}

/** "Hindi" to a question about a visit is the doctor's language, but before any such question the answer's. */
function isLanguageAlone(blanks: Blanks): boolean {
  return blanks.language !== undefined && Object.keys(blanks).length === 1;
}

function isAtMenu(dialog: Dialog): boolean {
  return isMenu(withoutPushes(dialog.frames).at(-1));
}

/** Whether no question waits for an answer but a menu's. */
export function asksNothing(dialog: Dialog): boolean {
  return isMenu(dialog.frames.at(-1));
}

function isMenu(top: Frame | undefined): boolean {
  return top === undefined || top.flow === MENU || top.flow === WORKER_MENU;
}

/** A reference alone looks the visit up; anything else that fills a blank begins a booking. */
function verbFor(blanks: Blanks): Verb {
  return blanks.reference === undefined ? "book" : "visits";
}

function answered(flows: Flows, dialog: Dialog, event: FlowEvent, expired: boolean): Progress {
  if (!expired) return deliver(flows, opened(dialog), event);
  return askAgain(flows, telling(opened({ ...dialog, waits: [] }), say("dialog.old")));
}

/** Says what was read and gives one example; the third time in a row the clinic's number is the way out. */
function unclear(flows: Flows, dialog: Dialog, blanks: Blanks, expired: boolean): Progress {
  if (expired) return answered(flows, dialog, { type: "asked.again" }, true);
  if (openPrompt(dialog)?.takes.includes("names") && blanks.unknown) {
    return deliver(flows, opened(dialog), { type: "told", verb: null, blanks });
  }
  const strikes = dialog.strikes + 1;
  if (strikes >= STRIKES_MAX) return interrupt(flows, opened({ ...dialog, strikes: 0 }), "phone", { stuck: true });
  const counted = telling(opened({ ...dialog, strikes }), ...apology(openPrompt(dialog), blanks));
  return askAgain(flows, counted);
}

function apology(prompt: Prompt | null, blanks: Blanks): readonly Tell[] {
  if (blanks.care) return [say("unclear.read", { care: blanks.care })];
  if (prompt?.takes.includes("name") || prompt?.takes.includes("person")) return [say("unclear.name")];
  if (prompt?.takes.includes("year")) return [say("unclear.year")];
  if (prompt?.takes.includes("pin")) return [say("unclear.pin")];
  return [say(prompt?.takes.includes("blanks") ? "unclear.blanks" : "unclear.choice")];
}

function openMenu(flows: Flows, meaning: Meaning): Progress {
  const blanks = meaning.kind === "unclear" ? meaning.blanks : {};
  return startOver(flows, opened(NOTHING_OPEN), MENU, menuInput(null, blanks));
}

/**
 * Carries out a worker's text, together with those that wait for her PIN; once ten lines wait she is told to send it later.
 * The emergency number, a sentence of up to two lines, takes room from the receipt below it.
 */
function workersText(
  flows: Flows,
  dialog: Dialog,
  { lines, offers }: Extract<Meaning, { kind: "worker" }>,
  isEmergency: boolean,
): Progress {
  const waiting = waitingTexts(dialog);
  const input = { lines, offers, room: isEmergency ? LINES_MAX - 2 : LINES_MAX };
  if (waiting.length === 0) return interrupt(flows, opened(dialog), "batch", input);
  if (isHelpAlone(lines)) return aside(flows, opened(dialog), "batch", input);
  if (waiting.flatMap((text) => text.lines).length >= COMMANDS_MAX)
    return askAgain(flows, telling(opened(dialog), say("worker.full")));
  return interrupt(flows, opened(withoutWaiting(dialog)), "batch", { ...input, waiting });
}

function menuInput(verb: Verb | null, blanks: Blanks): Json {
  return { verb, blanks };
}

function eventOf(
  meaning: Extract<Meaning, { kind: "option" | "options" | "name" | "person" | "year" | "code" | "pin" }>,
): FlowEvent {
  if (meaning.kind === "option") return { type: "chosen", value: meaning.value };
  if (meaning.kind === "options") return { type: "chosen.many", values: meaning.values };
  if (meaning.kind === "name") return { type: "name.given", name: meaning.name };
  if (meaning.kind === "person") return { type: "person.given", person: meaning.person };
  if (meaning.kind === "year") return { type: "year.given", year: meaning.year };
  if (meaning.kind === "pin") return { type: "pin.given", digits: meaning.digits, by: meaning.by };
  return { type: "code.given", code: meaning.code };
}
