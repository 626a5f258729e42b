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
  /** Set where we asked of our own accord: a reminder, a notice, an offer. */
  readonly pushed?: Pushed;
};

/** Why we wrote of our own accord; the last three ask for another visit. */
export type PushAbout = "reminder" | "booked" | "moved" | "cancelled" | "rebook" | "follow.up";

/** What a push is about. It waits for an answer until it is answered, replaced, or `until` has come (DESIGN 6.3). */
export type Pushed = {
  readonly about: PushAbout;
  readonly visitId: number;
  readonly patientId: number;
  /** The start of the visit; of one that is over, the last moment at which an answer is of use. */
  readonly until: number;
  /** The visit is over or off, and the push asks for another one: on this day, or (null) as soon as may be. */
  readonly next?: { readonly day: string | null };
};

/** The open conversation of a contact: plain data, saved and loaded between any two turns. */
export type Dialog = {
  /** Bottom first; empty = nothing is open. */
  readonly frames: readonly Frame[];
  /** Earlier stacks, newest last: what *back* returns to. As JSON, for nobody reads them until she says it. */
  readonly waits: readonly string[];
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

/**
 * The stack in layers, bottom first: a conversation with all that it called, and whatever was laid on top of its question.
 * Only a frame that waits for a person has a prompt, so what stands above such a frame was not called by it.
 */
export function layersOf(frames: readonly Frame[]): readonly (readonly Frame[])[] {
  const layers: Frame[][] = [];
  for (const [at, frame] of frames.entries()) {
    if (at === 0 || frame.interrupts || frames[at - 1]?.prompt) layers.push([frame]);
    else layers.at(-1)?.push(frame);
  }
  return layers;
}

/** The stack that *back* returns to; null with none left. */
export function lastWait({ waits }: Dialog): readonly Frame[] | null {
  const last = waits.at(-1);
  return last === undefined ? null : JSON.parse(last);
}

/** Whether a frame belongs to a flow or a version that is no longer today's: such a dialog cannot go on. */
export function isOutdated(flows: Flows, frames: readonly Frame[]): boolean {
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
const FRESH: ReadonlySet<string> = new Set(["menu", "worker", "language", "help", "visits"]);

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

/** Whether a layer waits for a worker's PIN, and keeps what she wrote until then. */
export function isForPin(layer: readonly Frame[]): boolean {
  return layer.some(({ flow }) => flow === "worker-pin");
}

/** The dialog without the flow that interrupts it (6, 7, 8); what we pushed stays, and what waits for a worker's PIN. */
export function uninterrupted(dialog: Dialog): Dialog {
  const isInterruption = (layer: readonly Frame[]) =>
    layer[0]?.interrupts === true && layer[0].pushed === undefined && !isForPin(layer);
  const layers = layersOf(dialog.frames);
  if (!layers.some(isInterruption)) return dialog;
  return { ...dialog, frames: layers.filter((layer) => !isInterruption(layer)).flat() };
}
