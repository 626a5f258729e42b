import { type Dialog, type Frame, frameOf, layersOf, openPrompt, type Pushed, promptAmong } from "./dialog.ts";
import type { Answer, Json, Tell } from "./effects.ts";
import { invariant } from "./errors.ts";
import { type Flows, flowOf } from "./flow.ts";
import type { Prompt } from "./prompt.ts";
import { isTell, start } from "./step.ts";

/** Most pushes of one contact that wait for an answer; an older one makes room. */
const PUSHES_MAX = 6;

/**
 * Lays a flow that we start on top of whatever is open, and gives what it says. It takes the place of an earlier push about
 * the same visit, and leaves the question beneath as it is: an answer meant for that one still reaches it.
 */
export function layPush(
  flows: Flows,
  dialog: Dialog,
  name: string,
  input: Json,
  pushed: Pushed,
): { readonly dialog: Dialog; readonly tells: readonly Tell[] } {
  const flow = flowOf(flows, name);
  const { saved, effects } = start(flow, input);
  const tells = effects.filter(isTell);
  const prompt = promptAmong(tells);
  invariant(prompt && tells.length === effects.length, `${name} must ask at once to be pushed`);
  const frame: Frame = { ...frameOf(flow, saved, true), prompt, pushed };
  const others = layersOf(dialog.frames).filter(([first]) => first?.pushed?.visitId !== pushed.visitId);
  const waiting = others.filter(isPush);
  const surplus = new Set(waiting.slice(0, Math.max(0, waiting.length - PUSHES_MAX + 1)));
  const under = others.filter((layer) => !surplus.has(layer)).flat();
  return { dialog: { ...dialog, frames: [...under, frame], strikes: 0 }, tells };
}

/** The frames of pushes that wait for an answer. */
export function pushesIn(frames: readonly Frame[]): readonly Frame[] {
  return layersOf(frames).filter(isPush).flat();
}

/** The frames without the pushes that wait for an answer. */
export function withoutPushes(frames: readonly Frame[]): readonly Frame[] {
  return layersOf(frames)
    .filter((layer) => !isPush(layer))
    .flat();
}

/** The frames without the pushes that an answer of the use cases settles. */
export function withoutPushesAbout(frames: readonly Frame[], answer: Answer): readonly Frame[] {
  const isSettled = settledBy(answer);
  return isSettled === null ? frames : frames.filter(({ pushed }) => pushed === undefined || !isSettled(pushed));
}

/** The dialog without pushes whose visit has begun: nobody needs their answer any more. */
export function withoutOldPushes(dialog: Dialog, now: number): Dialog {
  const isOld = ([first]: readonly Frame[]) => first?.pushed !== undefined && first.pushed.until <= now;
  const layers = layersOf(dialog.frames);
  if (!layers.some(isOld)) return dialog;
  return { ...dialog, frames: layers.filter((layer) => !isOld(layer)).flat() };
}

/** Nothing open but the pushes. */
export function pushesAlone(dialog: Dialog): Dialog {
  return { frames: pushesIn(dialog.frames), waits: [], strikes: dialog.strikes };
}

/** The dialog with its pushes beneath the conversation. */
export function sunk(dialog: Dialog): Dialog {
  return { ...dialog, frames: [...pushesIn(dialog.frames), ...withoutPushes(dialog.frames)] };
}

/** Whether a push owns the open question. */
export function isPushOnTop({ frames }: Dialog): boolean {
  const top = layersOf(frames).at(-1);
  return top !== undefined && isPush(top);
}

/** The question of the conversation itself, pushes left aside. */
export function ownPrompt(dialog: Dialog): Prompt | null {
  return withoutPushes(dialog.frames).at(-1)?.prompt ?? null;
}

/** What a text may be an answer to: the open question, and beneath a push also what the push does not offer. */
export function heardPrompt(dialog: Dialog): Prompt | null {
  const open = openPrompt(dialog);
  const own = ownPrompt(dialog);
  if (!open || !own || !isPushOnTop(dialog)) return open;
  const others = own.options.filter(({ digit }) => !open.options.some((offered) => offered.digit === digit));
  return { say: open.say, options: [...open.options, ...others], takes: [...open.takes, ...own.takes] };
}

function isPush([first, ...called]: readonly Frame[]): boolean {
  return first?.pushed !== undefined && called.length === 0;
}

function settledBy(answer: Answer): ((pushed: Pushed) => boolean) | null {
  switch (answer.type) {
    case "confirmed":
    case "moved":
    case "cancelled":
      return ({ visitId }) => visitId === answer.visit.id;
    case "next.answered":
      return ({ visitId }) => visitId === answer.visitId;
    case "link.asleep":
      return ({ patientId }) => patientId === answer.patientId;
    default:
      return null;
  }
}
