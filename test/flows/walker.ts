import { type AnyStateNode, assign } from "xstate";
import { FLOWS } from "../../flows/all.ts";
import { type Dialog, layersOf, NOTHING_OPEN, openPrompt, type PushAbout } from "../../src/core/dialog.ts";
import type { Tell, Visit } from "../../src/core/effects.ts";
import { type Blanks, chosenMeaning, type Meaning, type Verb } from "../../src/core/meaning.ts";
import { layPush } from "../../src/core/push.ts";
import { interrupt, opened, startOver } from "../../src/core/turn.ts";
import { told, visit } from "./answers.ts";
import { everyEnd, everyTurn, keysOf, type Turn, turn } from "./driver.ts";

/** One turn of the walk, with what led to it. */
export type Walked = Turn & { readonly before: Dialog; readonly meaning: Meaning | string; readonly expired: boolean };

const BLANKS: readonly Blanks[] = [
  { care: "eye" },
  { day: "2026-11-25", part: "morning" },
  { time: "10:30", gender: "female" },
  { doctor: ["kaur"] },
  { care: "eye", unknown: ["bhadson"] },
  { language: "pa" },
  { reference: "4820139" },
];
const VERBS: readonly Verb[] = ["book", "visits", "move", "cancel", "language", "phone"];

const verbs = VERBS.flatMap((verb) => [{}, ...BLANKS].map((blanks): Meaning => ({ kind: "told", verb, blanks })));
const blanksAlone = BLANKS.map((blanks): Meaning => ({ kind: "told", verb: null, blanks }));
const keys = ([6, 7, 8] as const).map((digit): Meaning => ({ kind: "visit.key", digit }));
const commands = (["menu", "back", "stop", "start"] as const).map((command): Meaning => ({ kind: "command", command }));
const unclear = [{}, { care: "eye" } as const].map((blanks): Meaning => ({ kind: "unclear", blanks }));
const worker = (["list", "help"] as const).map((kind): Meaning => {
  const command = kind === "list" ? ({ kind, code: null } as const) : ({ kind } as const);
  return { kind: "worker", lines: [{ is: "command", command }], offers: true };
});
const workerCode: Meaning = { kind: "worker.code", code: "482913", offers: true };
const texts: readonly Meaning[] = [
  { kind: "name", name: "Asha Devi" },
  { kind: "person", person: { name: "Asha Devi", age: 34, gender: "female", village: null, phone: null } },
  { kind: "year", year: 1980 },
  { kind: "code", code: "482913" },
  { kind: "pin", digits: "4821", by: "text" },
  { kind: "pin", digits: "4821", by: "call" },
];

/** A dialog saved by a version of the menu that is no longer today's. */
export const OUTDATED: Dialog = {
  ...NOTHING_OPEN,
  frames: turn(NOTHING_OPEN, { kind: "command", command: "menu" }).dialog.frames.map((one) => ({ ...one, version: 0 })),
};

const ABOUT: readonly PushAbout[] = ["reminder", "booked", "moved", "cancelled", "rebook", "follow.up"];

/** Every push there is with nothing beneath it, and one on an open question. */
export function pushed(): readonly Dialog[] {
  const asked = turn(NOTHING_OPEN, { kind: "told", verb: "book", blanks: { care: "eye" } }).dialog;
  const all = ABOUT.flatMap((about) => told.map((over) => laidOn(NOTHING_OPEN, about, over)));
  return [...all, laidOn(asked, "reminder", {})];
}

function laidOn(under: Dialog, about: PushAbout, over: Partial<Visit>): Dialog {
  const isOver = about === "rebook" || about === "follow.up";
  const next = isOver || about === "cancelled" ? { next: { day: about === "follow.up" ? "2026-12-01" : null } } : {};
  const of = visit(1, { ...over, ...next, ahead: !isOver });
  const push = { about, visitId: 1, patientId: of.patientId, until: of.at.at, ...next };
  return layPush(FLOWS, under, "push", { about, visitId: 1, visit: of }, push).dialog;
}

/** What the open question accepts: its options, and the texts it takes. */
export function accepted(dialog: Dialog): readonly Meaning[] {
  const prompt = openPrompt(dialog);
  if (!prompt) return [];
  const options = prompt.options.map(chosenMeaning);
  const taken = texts.filter((text) => prompt.takes.some((takes) => takes === text.kind));
  const several: Meaning = { kind: "options", values: prompt.options.map(({ value }) => value) };
  return [
    ...options,
    ...(prompt.takes.includes("several") ? [several] : []),
    ...taken,
    ...(prompt.takes.includes("blanks") ? blanksAlone : []),
  ];
}

/** A state and all that are in it. */
export function nodesOf(node: AnyStateNode): readonly AnyStateNode[] {
  return [node, ...Object.values(node.states as Record<string, AnyStateNode>).flatMap(nodesOf)];
}

/**
 * Marks every state and transition of every flow that is passed, until it leaves them as they were; an assign leaves no
 * trace in a step.
 */
export function watchFlows() {
  const all = new Set<string>();
  const passed = new Set<string>();
  const marked: unknown[][] = [];
  const mark = (actions: readonly unknown[], what: string) => {
    all.add(what);
    marked.push(actions as unknown[]);
    (actions as unknown[]).unshift(
      assign(() => {
        passed.add(what);
        return {};
      }),
    );
  };
  for (const { machine } of FLOWS.values()) {
    for (const node of nodesOf(machine.root)) {
      mark(node.entry, node.id);
      const transitions = [...[...node.transitions.values()].flat(), ...(node.always ?? [])];
      for (const [at, one] of transitions.entries()) {
        mark(one.actions, `${node.id} --${one.eventType || "always"}-> #${at}`);
      }
    }
  }
  const leave = () => {
    for (const actions of marked) actions.shift();
  };
  return { all, passed, leave };
}

/** Walks every dialog there is, breadth first, and shows each turn; returns how many dialogs there were. */
export function walk(seen: (walked: Walked) => void): number {
  const known = new Set<string>();
  const interrupted = new Set<string>();
  const queue: Dialog[] = [];
  const note = (walked: Walked): void => {
    seen(walked);
    const key = keyOf(walked.dialog);
    if (known.has(key) || walked.dialog.frames.length === 0) return;
    known.add(key);
    queue.push({ ...walked.dialog, strikes: 0 });
  };
  for (const meaning of [...verbs, ...blanksAlone, ...keys, ...commands, ...unclear, ...texts, ...worker, workerCode]) {
    everyTurn(NOTHING_OPEN, meaning, false, (one) => note({ ...one, before: NOTHING_OPEN, meaning, expired: false }));
  }
  for (const meaning of [...verbs.slice(0, 1), ...blanksAlone, ...keys, ...commands, ...unclear]) {
    note({ ...turn(OUTDATED, meaning), before: OUTDATED, meaning, expired: false });
  }
  const reminder = laidOn(NOTHING_OPEN, "reminder", {});
  const before = { ...reminder, frames: reminder.frames.map((frame) => ({ ...frame, version: 0 })) };
  const notMe: Meaning = { kind: "option", value: "notMe" };
  everyTurn(before, notMe, false, (one) => note({ ...one, before, meaning: notMe, expired: false }));
  for (const dialog of pushed()) {
    const tells: readonly Tell[] = dialog.frames
      .slice(-1)
      .flatMap(({ prompt }) => (prompt ? [{ type: "prompt", prompt }] : []));
    const progress = { ...opened(dialog), tells };
    note({
      tells,
      dialog,
      progress,
      asks: 0,
      before: NOTHING_OPEN,
      meaning: { kind: "unclear", blanks: {} },
      expired: false,
    });
  }
  for (const call of CALLS) walkCall(call, note);
  const working = startOver(FLOWS, opened(NOTHING_OPEN), "worker", null);
  everyEnd(NOTHING_OPEN, working, (one) => note({ ...one, before: NOTHING_OPEN, meaning: "worker", expired: false }));
  for (let dialog = queue.shift(); dialog; dialog = queue.shift()) walkFrom(dialog, interrupted, note);
  return known.size;
}

/** What only a call starts, and what is chosen then. */
const CALLS = [
  ["greet", "hi", "language", "hi"],
  ...["person", "later", "phone"].map((way) => ["help", way]),
  ["help", "text", "language", "hi"],
];

/** Below the menu all goes on as it does by text, so one way through is enough. */
function walkCall([flow = "", ...choices]: readonly string[], note: (walked: Walked) => void): void {
  const nothing = opened(NOTHING_OPEN);
  const begun = flow === "help" ? interrupt(FLOWS, nothing, flow, null) : startOver(FLOWS, nothing, flow, null);
  let before = NOTHING_OPEN;
  everyEnd(before, begun, (one) => {
    note({ ...one, before: NOTHING_OPEN, meaning: flow, expired: false });
    if (before === NOTHING_OPEN) before = one.dialog;
  });
  for (const value of choices) {
    const meaning: Meaning = { kind: "option", value };
    const walked = { ...turn(before, meaning), before, meaning, expired: false };
    note(walked);
    before = walked.dialog;
  }
}

/** An unwinding event leads from everywhere to the same turns as from nothing, so its asks are answered once. */
function walkFrom(before: Dialog, interrupted: Set<string>, note: (walked: Walked) => void): void {
  const events = accepted(before);
  const numbers = events.filter((one) => one.kind === "option" && typeof one.value === "number");
  // Words of a wish are taken alike whatever times stand beside them.
  const path = before.frames.map(({ flow }) => flow).join(" ");
  const isNew = !interrupted.has(path);
  interrupted.add(path);
  for (const meaning of events) {
    if (numbers.indexOf(meaning) > 0 || (meaning.kind === "told" && !isNew))
      note({ ...turn(before, meaning), before, meaning, expired: false });
    else everyTurn(before, meaning, false, (one) => note({ ...one, before, meaning, expired: false }));
  }
  const top = before.frames.at(-1);
  const isFirst = !interrupted.has(`${top?.flow} ${top?.saved.value}`);
  interrupted.add(`${top?.flow} ${top?.saved.value}`);
  for (const meaning of keys) {
    if (isFirst) everyTurn(before, meaning, false, (one) => note({ ...one, before, meaning, expired: false }));
    else note({ ...turn(before, meaning), before, meaning, expired: false });
  }
  for (const meaning of [...commands, ...unclear, ...verbs.slice(0, 1)]) {
    note({ ...turn(before, meaning), before, meaning, expired: false });
  }
  const late = [
    ...accepted(before).slice(0, 1),
    ...unclear,
    ...blanksAlone.slice(0, 1),
    ...keys.slice(0, 1),
    ...commands,
  ];
  for (const meaning of late) note({ ...turn(before, meaning, {}, true), before, meaning, expired: true });
  threeUnclear(before, note);
}

function threeUnclear(start: Dialog, note: (walked: Walked) => void): void {
  let before = start;
  for (const meaning of unclear.slice(0, 1).concat(unclear.slice(0, 1), unclear.slice(0, 1))) {
    const walked = { ...turn(before, meaning), before, meaning, expired: false };
    note(walked);
    before = walked.dialog;
  }
}

/**
 * Two dialogs with this key go on alike: flows, states, the question, and whether times were refused. What lies under
 * an interruption plays no part until it is over, and then it is asked again whatever it is; a menu that a call has begun
 * is a menu.
 */
function keyOf({ frames }: Dialog): string {
  const top = frames.at(-1);
  if (top?.again) return `again ${top.flow} ${top.saved.value}`;
  const open = (layersOf(frames).at(-1) ?? []).filter(({ saved }) => saved.value !== "at the menu");
  const parts = open.map(({ flow, saved, prompt, holdId }) => {
    const refusedTimes = JSON.stringify(saved.context).includes('"not":');
    return [flow, saved.value, holdId !== null, refusedTimes, prompt && keysOf([{ type: "prompt", prompt }])];
  });
  return JSON.stringify(parts);
}
