import type { Effect } from "./effects.ts";
import type { Flow, Flows } from "./flow.ts";
import type { Prompt } from "./prompt.ts";
import type { Saved } from "./step.ts";

/** One flow on the stack, as it is saved. */
export type Frame = {
  readonly flow: string;
  readonly version: number;
  readonly saved: Saved;
  /** The question this frame waits with, or null while it waits for a flow it called. */
  readonly prompt: Prompt | null;
  /** The hold this frame made; leaving the frame releases it. */
  readonly holdId: number | null;
  /** Laid on top of an open question (6, 7, 8) rather than called by it. */
  readonly interrupts: boolean;
  /** Its question was interrupted, so it is asked again before any answer is taken. */
  readonly again: boolean;
};

/** The open conversation of a contact: plain data, saved and loaded between any two turns. */
export type Dialog = {
  /** Bottom first; empty = nothing is open. */
  readonly frames: readonly Frame[];
  /** Earlier stacks, newest last: what *back* returns to. */
  readonly waits: readonly (readonly Frame[])[];
  /** Texts in a row that were not understood. */
  readonly strikes: number;
};

/** Depth limit of the calls of one conversation (DESIGN 3), one that interrupts it counted apart: deeper is a bug in a flow. */
export const FRAMES_MAX = 6;
/** How far *back* goes (DESIGN 3). */
export const WAITS_MAX = 5;

/** A dialog with nothing open. */
export const NOTHING_OPEN: Dialog = { frames: [], waits: [], strikes: 0 };

/** The question now open, if any. */
export function openPrompt(dialog: Dialog): Prompt | null {
  return dialog.frames.at(-1)?.prompt ?? null;
}

/** Whether a frame belongs to a flow or a version that is no longer today's: such a dialog cannot go on. */
export function isOutdated(flows: Flows, dialog: Dialog): boolean {
  const frames = [dialog.frames, ...dialog.waits].flat();
  return frames.some((frame) => flows.get(frame.flow)?.version !== frame.version);
}

/** The holds its frames still keep. */
export function holdsOf(dialog: Dialog): readonly number[] {
  return dialog.frames.flatMap((frame) => (frame.holdId === null ? [] : [frame.holdId]));
}

/** A fresh frame of a flow that has just started. */
export function frameOf(flow: Flow, saved: Saved, interrupts: boolean): Frame {
  return { flow: flow.name, version: flow.version, saved, prompt: null, holdId: null, interrupts, again: false };
}

/** The prompt among a step's effects, if it asked one. */
export function promptAmong(effects: readonly Effect[]): Prompt | null {
  for (const effect of effects) if (effect.type === "prompt") return effect.prompt;
  return null;
}

/** Flows whose question is no loss: who rings again is asked it again anyway. */
const FRESH: ReadonlySet<string> = new Set(["menu", "language", "help"]);

/** Whether a question is open that she would rather go on with than begin anew. */
export function isResumable(dialog: Dialog): boolean {
  const top = dialog.frames.at(-1);
  return top?.prompt != null && !FRESH.has(top.flow);
}

/** With its question as it was asked, though it was interrupted. */
export function asStillAsked(dialog: Dialog): Dialog {
  const top = dialog.frames.at(-1);
  return top ? { ...dialog, frames: [...dialog.frames.slice(0, -1), { ...top, again: false }] } : dialog;
}

/** Without whatever was laid on top of the question below. */
export function uninterrupted(dialog: Dialog): Dialog {
  const at = dialog.frames.findIndex((frame) => frame.interrupts);
  return at < 0 ? dialog : { ...dialog, frames: dialog.frames.slice(0, at) };
}
