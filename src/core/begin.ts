import { type Dialog, isOutdated, NOTHING_OPEN, openPrompt } from "./dialog.ts";
import type { FlowEvent, Json, Tell } from "./effects.ts";
import type { Flows } from "./flow.ts";
import type { Blanks, Meaning, Verb } from "./meaning.ts";
import type { Prompt } from "./prompt.ts";
import { say } from "./say.ts";
import { askAgain, deliver, goBack, interrupt, opened, type Progress, startOver, telling } from "./turn.ts";

/** Texts in a row that may be unclear before a person gets the clinic's number instead of the same question. */
export const STRIKES_MAX = 3;

/** The flow at the bottom of every stack: it routes verbs and shows the main menu. */
const MENU = "menu";

/**
 * Begins a turn: gives what was heard to the open question, or to the menu, or to a flow laid on top. Somebody who wrote of
 * an emergency was understood well enough: the question is only asked again.
 */
export function begin(flows: Flows, dialog: Dialog, meaning: Meaning, expired: boolean, isEmergency = false): Progress {
  if (isOutdated(flows, dialog)) return begunAnew(flows, meaning);
  const open = expired ? NOTHING_OPEN : heardWell(dialog);
  switch (meaning.kind) {
    case "visit.key":
      return interrupt(flows, opened(open), "visit-key", { digit: meaning.digit });
    case "command":
      return command(flows, open, meaning.command);
    case "told":
      return told(flows, open, meaning.verb, meaning.blanks);
    case "unclear":
      if (isEmergency && !expired && openPrompt(dialog)) return askAgain(flows, opened(dialog));
      return openPrompt(dialog) ? unclear(flows, dialog, meaning.blanks, expired) : openMenu(flows, meaning);
    default:
      return openPrompt(dialog)
        ? answered(flows, heardWell(dialog), eventOf(meaning), expired)
        : openMenu(flows, meaning);
  }
}

function heardWell(dialog: Dialog): Dialog {
  return { ...dialog, strikes: 0 };
}

/** The same event with nothing open, after one sentence that says why: a stop word still stops, 6, 7 and 8 still act. */
function begunAnew(flows: Flows, meaning: Meaning): Progress {
  const next = begin(flows, NOTHING_OPEN, meaning, false);
  return { ...next, tells: [say("dialog.outdated"), ...next.tells] };
}

function command(flows: Flows, dialog: Dialog, name: "menu" | "back" | "stop" | "start"): Progress {
  const progress = opened(dialog);
  if (name === "menu") return startOver(flows, progress, MENU, menuInput(null, {}));
  if (name === "back") return goBack(progress) ?? startOver(flows, progress, MENU, menuInput(null, {}));
  return startOver(flows, progress, name, null);
}

/** A verb or a reference always opens its flow; blanks alone go to a question that takes them, else they begin a booking. */
function told(flows: Flows, dialog: Dialog, verb: Verb | null, blanks: Blanks): Progress {
  const prompt = openPrompt(dialog);
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
  const top = dialog.frames.at(-1);
  return top === undefined || top.flow === MENU;
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
  if (prompt?.takes.includes("name")) return [say("unclear.name")];
  if (prompt?.takes.includes("year")) return [say("unclear.year")];
  return [say(prompt?.takes.includes("blanks") ? "unclear.blanks" : "unclear.choice")];
}

function openMenu(flows: Flows, meaning: Meaning): Progress {
  const blanks = meaning.kind === "unclear" ? meaning.blanks : {};
  return startOver(flows, opened(NOTHING_OPEN), MENU, menuInput(null, blanks));
}

function menuInput(verb: Verb | null, blanks: Blanks): Json {
  return { verb, blanks };
}

function eventOf(meaning: Extract<Meaning, { kind: "option" | "name" | "year" | "code" }>): FlowEvent {
  if (meaning.kind === "option") return { type: "chosen", value: meaning.value };
  if (meaning.kind === "name") return { type: "name.given", name: meaning.name };
  if (meaning.kind === "year") return { type: "year.given", year: meaning.year };
  return { type: "code.given", code: meaning.code };
}
