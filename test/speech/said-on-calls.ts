import { readFileSync } from "node:fs";
import { FLOWS } from "../../flows/all.ts";
import { begin } from "../../src/core/begin.ts";
import { type Asking, choicesOf } from "../../src/core/call.ts";
import { type Dialog, NOTHING_OPEN, openPrompt } from "../../src/core/dialog.ts";
import type { Tell } from "../../src/core/effects.ts";
import { chosenMeaning, type Meaning, type Verb } from "../../src/core/meaning.ts";
import { optionsOn, type Prompt } from "../../src/core/prompt.ts";
import { askAgain, closed, interrupt, opened, type Progress, resume, startOver } from "../../src/core/turn.ts";
import { answersTo } from "../flows/answers.ts";
import { keysOf } from "../flows/driver.ts";
import { OUTDATED, pushed } from "../flows/walker.ts";

/** What one turn of a call says, and the question it ends with. */
export type Said = { readonly tells: readonly Tell[]; readonly prompt: Prompt | null };

const MENU: Meaning = { kind: "command", command: "menu" };
/** What opens a dialog by text that a call may then go on with. */
const VERBS: readonly Verb[] = ["book", "visits", "move", "cancel", "phone", "language"];
const BY_TEXT: readonly Meaning[] = [
  ...VERBS.map((verb): Meaning => ({ kind: "told", verb, blanks: {} })),
  ...[{ doctor: ["kaur"] }, { care: "eye", unknown: ["bhadson"] } as const].map(
    (blanks): Meaning => ({ kind: "told", verb: "book", blanks }),
  ),
  { kind: "command", command: "stop" },
  { kind: "worker", lines: [{ is: "command", command: { kind: "due" } }], offers: true },
];

/** What keys can mean to an open question. */
function keyed(prompt: Prompt): readonly Meaning[] {
  const options = optionsOn("call", prompt).map(chosenMeaning);
  return [
    ...options.filter((one, at) => at === 0 || one.kind !== "option" || typeof one.value !== "number"),
    ...(prompt.takes.includes("code") ? [{ kind: "code", code: "482913" } as const] : []),
    ...(prompt.takes.includes("pin") ? [{ kind: "pin", digits: "4821", by: "call" } as const] : []),
    ...(prompt.takes.includes("year") ? [{ kind: "year", year: 1980 } as const] : []),
    ...(prompt.takes.includes("date") ? [{ kind: "told", verb: null, blanks: { day: "2026-11-25" } } as const] : []),
  ];
}

/** What is only chosen by text, and may be gone on with by call. */
function typed({ options }: Prompt): readonly Meaning[] {
  return options.filter(({ on }) => on === "text").map(chosenMeaning);
}

/** Every way in which a turn can go on, its asks answered in every way. */
function everyEnd(before: Dialog, progress: Progress, seen: (tells: readonly Tell[], dialog: Dialog) => void): void {
  if (!progress.ask) seen(progress.tells, closed(before, progress));
  for (const answer of progress.ask ? answersTo(progress.ask) : [])
    everyEnd(before, resume(FLOWS, progress, answer), seen);
}

/** Walks every dialog that keys lead through, also those that began by text, and gives each thing said once. */
export function everythingSaid(): readonly Said[] {
  const said = new Map<string, Said>();
  const known = new Set<string>();
  const queue: Dialog[] = [];
  const enter = (dialog: Dialog) => {
    const prompt = openPrompt(dialog);
    const key = JSON.stringify([
      dialog.frames.map(({ flow, saved }) => [flow, saved.value]),
      prompt && shapeOf(prompt),
    ]);
    if (!prompt || known.has(key)) return;
    known.add(key);
    queue.push({ ...dialog, waits: [] });
  };
  const spoken = (before: Dialog, progress: Progress) =>
    everyEnd(before, progress, (tells, dialog) => {
      const prompt = openPrompt(dialog);
      said.set(`${keysOf(tells)} ${prompt && shapeOf(prompt)}`, { tells, prompt });
      enter(dialog);
    });
  for (const meaning of BY_TEXT) {
    everyEnd(NOTHING_OPEN, begin(FLOWS, NOTHING_OPEN, meaning, false), (_, dialog) => enter(dialog));
  }
  for (const dialog of [NOTHING_OPEN, OUTDATED]) spoken(dialog, begin(FLOWS, dialog, MENU, false));
  for (const digit of [6, 7, 8] as const) {
    spoken(NOTHING_OPEN, begin(FLOWS, NOTHING_OPEN, { kind: "visit.key", digit }, false));
  }
  everyEnd(NOTHING_OPEN, startOver(FLOWS, opened(NOTHING_OPEN), "register", null), (_, dialog) => enter(dialog));
  for (const flow of ["greet", "worker"]) spoken(NOTHING_OPEN, startOver(FLOWS, opened(NOTHING_OPEN), flow, null));
  const owner = { kind: "patient", patientId: 1 };
  spoken(NOTHING_OPEN, startOver(FLOWS, opened(NOTHING_OPEN), "pin", { owner }));
  spoken(NOTHING_OPEN, interrupt(FLOWS, opened(NOTHING_OPEN), "help", null));
  for (const dialog of pushed()) {
    const prompt = openPrompt(dialog);
    if (prompt) said.set(`pushed ${shapeOf(prompt)}`, { tells: [{ type: "prompt", prompt }], prompt });
    enter(dialog);
  }
  for (let dialog = queue.shift(); dialog; dialog = queue.shift()) {
    spoken(dialog, askAgain(FLOWS, opened(dialog)));
    const prompt = openPrompt(dialog) as Prompt;
    for (const meaning of keyed(prompt)) spoken(dialog, begin(FLOWS, dialog, meaning, false));
    for (const next of namedByText(dialog, prompt)) enter(next);
    for (const meaning of typed(openPrompt(dialog) as Prompt)) {
      everyEnd(dialog, begin(FLOWS, dialog, meaning, false), (_, next) => enter(next));
    }
  }
  return [...said.values()];
}

/** A text may have given a name before the call: no keypad spells one. */
function namedByText(dialog: Dialog, prompt: Prompt): readonly Dialog[] {
  const next: Dialog[] = [];
  if (prompt.takes.includes("name")) {
    const named = begin(FLOWS, dialog, { kind: "name", name: "Asha" }, false);
    everyEnd(dialog, named, (_, after) => void next.push(after));
  }
  return next;
}

function shapeOf(prompt: Prompt): readonly string[] {
  return keysOf([{ type: "prompt", prompt }]);
}

/** What a call can wait for after a turn: the question page by page, a choice read back, going on, nothing. */
export function askingsOf(prompt: Prompt | null): readonly Asking[] {
  if (!prompt) return [...[true, false].map((keys): Asking => ({ kind: "next", keys })), { kind: "proof" }];
  const pages = [0, 1, 2].filter((page) => choicesOf(prompt, page).length > 0);
  const options = optionsOn("call", prompt);
  return [
    ...pages.map((page): Asking => ({ kind: "prompt", page })),
    ...options.map((option): Asking => ({ kind: "readback", option, holdId: null })),
    { kind: "resume" },
  ];
}

/** The keys among these that the shell of a call says by itself. */
export function saidByTheShell(keys: readonly string[]): readonly string[] {
  const files = [
    "src/converse-call.ts",
    "src/converse-call-turn.ts",
    "src/core/call-strikes.ts",
    "src/core/worker-receipt.ts",
    "src/speech/call.ts",
  ];
  const code = files.map((file) => readFileSync(file, "utf8")).join("\n");
  return keys.filter((key) => key.includes(".") && !key.startsWith("receipt.") && code.includes(`"${key}"`));
}
