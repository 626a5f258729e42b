import { FLOWS } from "../../flows/all.ts";
import { begin } from "../../src/core/begin.ts";
import type { Dialog } from "../../src/core/dialog.ts";
import type { Answer, Ask, Tell } from "../../src/core/effects.ts";
import { invariant } from "../../src/core/errors.ts";
import type { Flows } from "../../src/core/flow.ts";
import type { Meaning } from "../../src/core/meaning.ts";
import { ASKS_MAX, closed, type Progress, resume } from "../../src/core/turn.ts";
import { answersTo } from "./answers.ts";

/** One finished turn: what was told, the dialog as it is saved, and what the shell would release. */
export type Turn = {
  readonly tells: readonly Tell[];
  readonly dialog: Dialog;
  readonly progress: Progress;
  readonly asks: number;
};

/** Answers by the kind of ask; an ask without one gets the most usual answer. */
export type Table = { readonly [T in Ask["type"]]?: Answer | readonly Answer[] };

/** Plays one turn, its asks answered from a table: a list is used up one by one, its last answer stays. */
export function turn(before: Dialog, meaning: Meaning, table: Table = {}, expired = false, flows: Flows = FLOWS): Turn {
  const saved = reloaded(before);
  const used = new Map<string, number>();
  const answer = (ask: Ask): Answer => {
    const given = table[ask.type] ?? answersTo(ask)[0];
    invariant(given, `no answer to ${ask.type}`);
    if (!Array.isArray(given)) return given as Answer;
    const at = used.get(ask.type) ?? 0;
    used.set(ask.type, at + 1);
    return given[Math.min(at, given.length - 1)];
  };
  let progress = begin(flows, saved, meaning, expired);
  let asks = 0;
  for (; progress.ask; asks += 1) {
    invariant(asks < ASKS_MAX, "a turn asks too much");
    progress = resume(flows, progress, answer(progress.ask));
  }
  return { tells: progress.tells, dialog: closed(saved, progress), progress, asks };
}

let latest: { readonly dialog: Dialog; readonly saved: Dialog } | null = null;

/** A dialog as it comes back from where it was saved; the walk plays many turns from each, one after the other. */
function reloaded(dialog: Dialog): Dialog {
  if (latest?.dialog !== dialog) latest = { dialog, saved: JSON.parse(JSON.stringify(dialog)) };
  return latest.saved;
}

/** Plays every turn one event can become, each ask answered in every way. */
export function everyTurn(before: Dialog, meaning: Meaning, expired: boolean, seen: (turn: Turn) => void): void {
  everyEnd(before, begin(FLOWS, before, meaning, expired), seen);
}

/** Plays every turn that may come of one that has begun. */
export function everyEnd(before: Dialog, begun: Progress, seen: (turn: Turn) => void): void {
  const go = (progress: Progress, asks: number): void => {
    if (!progress.ask) {
      seen({ tells: progress.tells, dialog: closed(before, progress), progress, asks });
      return;
    }
    invariant(asks < ASKS_MAX, "a turn asks too much");
    for (const answer of answersTo(progress.ask)) go(resume(FLOWS, progress, answer), asks + 1);
  };
  go(begun, 0);
}

/** The keys of everything said, prompts and option labels included, in order. */
export function keysOf(tells: readonly Tell[]): readonly string[] {
  return tells.flatMap((tell) => {
    if (tell.type === "say") return [tell.sentence.key];
    if (tell.type !== "prompt") return [`(${tell.type})`];
    const { say, options } = tell.prompt;
    return [...say.map(({ key }) => key), ...options.map(({ digit, label }) => `${digit} ${label.key}`)];
  });
}
