import { type AnyStateNode, assign } from "xstate";
import { FLOWS } from "../../flows/all.ts";
import { type Dialog, NOTHING_OPEN, openPrompt } from "../../src/core/dialog.ts";
import type { Blanks, Meaning, Verb } from "../../src/core/meaning.ts";
import { everyTurn, keysOf, type Turn, turn } from "./driver.ts";

/** One turn of the walk, with what led to it. */
export type Walked = Turn & { readonly before: Dialog; readonly meaning: Meaning; readonly expired: boolean };

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
const texts: readonly Meaning[] = [
  { kind: "name", name: "Asha Devi" },
  { kind: "year", year: 1980 },
  { kind: "code", code: "482913" },
];

/** What the open question accepts: its options, and the texts it takes. */
export function accepted(dialog: Dialog): readonly Meaning[] {
  const prompt = openPrompt(dialog);
  if (!prompt) return [];
  const options = prompt.options.map(({ value }): Meaning => ({ kind: "option", value }));
  const taken = texts.filter((text) => prompt.takes.some((takes) => takes === text.kind));
  return [...options, ...taken, ...(prompt.takes.includes("blanks") ? blanksAlone : [])];
}

/** A state and all that are in it. */
export function nodesOf(node: AnyStateNode): readonly AnyStateNode[] {
  return [node, ...Object.values(node.states as Record<string, AnyStateNode>).flatMap(nodesOf)];
}

/** Marks every state and transition of every flow that is passed; an assign leaves no trace in a step. */
export function watchFlows(): { readonly all: ReadonlySet<string>; readonly passed: ReadonlySet<string> } {
  const all = new Set<string>();
  const passed = new Set<string>();
  const mark = (actions: readonly unknown[], what: string) => {
    all.add(what);
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
      transitions.forEach((one, at) => mark(one.actions, `${node.id} --${one.eventType || "always"}-> #${at}`));
    }
  }
  return { all, passed };
}

/** Walks every dialog there is, breadth first, and shows each turn; returns how many dialogs there were. */
export function walk(seen: (walked: Walked) => void): number {
  const known = new Set<string>();
  const queue: Dialog[] = [];
  const note = (walked: Walked): void => {
    seen(walked);
    const key = keyOf(walked.dialog);
    if (known.has(key) || walked.dialog.frames.length === 0) return;
    known.add(key);
    queue.push({ ...walked.dialog, strikes: 0 });
  };
  for (const meaning of [...verbs, ...blanksAlone, ...keys, ...commands, ...unclear, ...texts]) {
    everyTurn(NOTHING_OPEN, meaning, false, (one) => note({ ...one, before: NOTHING_OPEN, meaning, expired: false }));
  }
  for (let dialog = queue.shift(); dialog; dialog = queue.shift()) walkFrom(dialog, note);
  return known.size;
}

/** An unwinding event leads from everywhere to the same turns as from nothing, so its asks are answered once. */
function walkFrom(before: Dialog, note: (walked: Walked) => void): void {
  for (const meaning of accepted(before)) {
    everyTurn(before, meaning, false, (one) => note({ ...one, before, meaning, expired: false }));
  }
  const isPlain = before.frames.every(({ interrupts }) => !interrupts);
  for (const meaning of keys) {
    if (isPlain) everyTurn(before, meaning, false, (one) => note({ ...one, before, meaning, expired: false }));
    else note({ ...turn(before, meaning), before, meaning, expired: false });
  }
  for (const meaning of [...commands, ...unclear, ...verbs.slice(0, 1)]) {
    note({ ...turn(before, meaning), before, meaning, expired: false });
  }
  const late = [...accepted(before).slice(0, 1), ...unclear, ...blanksAlone.slice(0, 1), ...keys.slice(0, 1), ...commands];
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

/** Two dialogs with this key go on alike: flows, states and questions; below an interruption only where they stand. */
function keyOf({ frames }: Dialog): string {
  const under = frames.findIndex(({ interrupts }) => interrupts);
  const parts = frames.map(({ flow, saved, prompt, again, holdId }, depth) =>
    depth < under
      ? [flow, saved.value, again]
      : [flow, saved.value, again, holdId !== null, shapeOf(saved.context), prompt && keysOf([{ type: "prompt", prompt }])],
  );
  return JSON.stringify(parts);
}

function shapeOf(context: unknown): unknown {
  return Object.values(context as object).map((value) => {
    if (Array.isArray(value)) return Math.min(value.length, 1);
    if (typeof value === "boolean" || value === null) return value;
    return typeof value === "object" ? Object.keys(value).sort() : typeof value;
  });
}
