import {
  type Dialog,
  FRAMES_MAX,
  type Frame,
  frameOf,
  lastWait,
  layersOf,
  NOTHING_OPEN,
  openPrompt,
  type Pushed,
  promptAmong,
  uninterrupted,
  WAITS_MAX,
} from "./dialog.ts";
import type { Answer, Ask, FlowEvent, Json, Tell } from "./effects.ts";
import { invariant } from "./errors.ts";
import { type Flows, flowOf } from "./flow.ts";
import type { Prompt } from "./prompt.ts";
import { pushesIn, withoutPushes, withoutPushesAbout } from "./push.ts";
import { isTell, type Stepped, start, step } from "./step.ts";

/** Most asks of one turn (DESIGN 3); one more is a bug in a flow and rolls the turn back. */
export const ASKS_MAX = 20;

/** A turn on its way: what has been told, and the ask it waits for, if any. */
export type Progress = {
  readonly dialog: Dialog;
  readonly tells: readonly Tell[];
  readonly ask: Ask | null;
  /** Something was booked, moved or cancelled: *back* must not go behind it. */
  readonly settled: boolean;
  /** The language chosen in this turn: the answer already speaks it. */
  readonly language: string | null;
  /** Holds made in this turn; those no frame keeps at its end are released. */
  readonly holds: readonly number[];
};

/** A turn over this dialog in which nothing has happened yet. */
export function opened(dialog: Dialog): Progress {
  return { dialog, tells: [], ask: null, settled: false, language: null, holds: [] };
}

/** Adds something to say before anything else happens. */
export function telling(progress: Progress, ...tells: readonly Tell[]): Progress {
  return { ...progress, tells: [...progress.tells, ...tells] };
}

/** Closes the conversation and starts a flow in its place; pushes that wait for an answer stay beneath it. */
export function startOver(flows: Flows, progress: Progress, flow: string, input: Json): Progress {
  const kept = { ...NOTHING_OPEN, frames: pushesIn(progress.dialog.frames) };
  return launch(flows, { ...progress, dialog: kept }, flow, input, false);
}

/** Lays a flow on top of whatever is open, which is asked again afterwards; a fleeting question is dropped. */
export function interrupt(flows: Flows, progress: Progress, flow: string, input: Json): Progress {
  const under = layersOf(uninterrupted(progress.dialog).frames)
    .filter((layer) => !flowOf(flows, layer.at(-1)?.flow ?? "").fleeting)
    .flatMap(askedAgain);
  return launch(flows, withFrames(progress, under), flow, input, true);
}

/** Says what a flow that asks nothing has to say, and leaves the open question as it is. */
export function aside(flows: Flows, progress: Progress, flow: string, input: Json): Progress {
  return launch(flows, progress, flow, input, true);
}

/** Asks a push's question anew, about its visit as it is now. */
export function pushAgain(flows: Flows, progress: Progress, flow: string, pushed: Pushed): Progress {
  const { about, visitId } = pushed;
  return launch(flows, progress, flow, { about, visitId, visit: null }, true, pushed);
}

/** Gives the open question an event, or asks it again where it was interrupted meanwhile. */
export function deliver(flows: Flows, progress: Progress, event: FlowEvent): Progress {
  const top = progress.dialog.frames.at(-1);
  invariant(top !== undefined, "an event needs an open question");
  if (top.again) return askAgain(flows, progress);
  return settle(flows, progress, step(flowOf(flows, top.flow), top.saved, event));
}

/** Asks the open question again, with fresh options where its flow has a way to find them. */
export function askAgain(flows: Flows, progress: Progress): Progress {
  const frames = progress.dialog.frames;
  const top = frames.at(-1);
  invariant(top?.prompt, "there must be a question to ask again");
  const plain = withFrames(progress, [...frames.slice(0, -1), { ...top, again: false }]);
  const stepped = step(flowOf(flows, top.flow), top.saved, { type: "asked.again" });
  if (stepped.effects.length > 0) return settle(flows, plain, stepped);
  return telling(plain, { type: "prompt", prompt: top.prompt });
}

/** Leaves the open question unsaid: it is asked again when the person next writes, before any answer is taken. */
export function postponed(progress: Progress): Progress {
  const top = progress.dialog.frames.at(-1);
  return top ? withTop(progress, { ...top, again: true }) : progress;
}

/** Goes one wait back; with none left it is the caller's to open the menu. */
export function goBack(progress: Progress): Progress | null {
  const { waits } = progress.dialog;
  const before = lastWait(progress.dialog);
  const prompt = before?.at(-1)?.prompt;
  if (!before || !prompt) return null;
  const frames = [...pushesIn(progress.dialog.frames), ...before];
  const dialog = { frames, waits: waits.slice(0, -1), strikes: 0 };
  return telling({ ...progress, dialog }, { type: "prompt", prompt });
}

/** Feeds the answer to the ask a turn waits for. */
export function resume(flows: Flows, progress: Progress, answer: Answer): Progress {
  const top = progress.dialog.frames.at(-1);
  invariant(top !== undefined && progress.ask !== null, "an answer needs an ask");
  const kept = withoutAnswered(withTop(progress, holding(top, answer)), answer);
  const next = { ...kept, ...noted(progress, answer), ask: null };
  const stepped = step(flowOf(flows, top.flow), top.saved, answer);
  invariant(stepped.effects.length > 0 || stepped.output, `${top.flow} does not know what to do with ${answer.type}`);
  return settle(flows, next, stepped);
}

/** The dialog to save: where *back* would go, and the strikes counted. */
export function closed(before: Dialog, progress: Progress): Dialog {
  const { frames, waits, strikes } = progress.dialog;
  if (frames.length === 0) return NOTHING_OPEN;
  if (progress.settled) return { frames, waits: [], strikes };
  const moved = openPrompt(before) !== null && waits === before.waits && frames !== before.frames;
  const again = frames.at(-1)?.again === true || before.frames.at(-1)?.again === true || strikes > before.strikes;
  if (!moved || again || isSame(openPrompt(before), openPrompt(progress.dialog))) return { frames, waits, strikes };
  const left = withoutPushes(before.frames);
  return { frames, waits: left.length > 0 ? [...waits, JSON.stringify(left)].slice(-WAITS_MAX) : waits, strikes };
}

function isSame(one: Prompt | null, other: Prompt | null): boolean {
  if (one?.options.length !== other?.options.length) return false;
  return JSON.stringify(one) === JSON.stringify(other);
}

/** What the whole turn has to know about an answer. */
function noted({ ask, settled, language, holds }: Progress, answer: Answer): Partial<Progress> {
  return {
    settled: settled || SETTLING.has(answer.type),
    language: ask?.type === "setLanguage" && answer.type === "language.set" ? ask.language : language,
    holds: answer.type === "slot.held" ? [...holds, answer.holdId] : holds,
  };
}

/** Takes from under the open conversation the pushes that an answer of the use cases has settled. */
function withoutAnswered(progress: Progress, answer: Answer): Progress {
  const { frames } = progress.dialog;
  const under = frames.slice(0, -1);
  const kept = under.length === 0 ? under : withoutPushesAbout(under, answer);
  return kept.length === under.length ? progress : withFrames(progress, [...kept, ...frames.slice(-1)]);
}

const SETTLING: ReadonlySet<Answer["type"]> = new Set([
  ...(["booked", "moved", "cancelled", "restored", "batch.done"] as const),
  // What was asked before may have named who shall not be named any more.
  ...(["privacy.set", "pin.set"] as const),
]);

/** A frame owns the hold it made, until that hold has become a visit. */
function holding(frame: Frame, answer: Answer): Frame {
  if (answer.type === "slot.held") return { ...frame, holdId: answer.holdId };
  return answer.type === "booked" ? { ...frame, holdId: null } : frame;
}

function launch(
  flows: Flows,
  progress: Progress,
  name: string,
  input: Json,
  interrupts: boolean,
  pushed?: Pushed,
): Progress {
  const { frames } = progress.dialog;
  invariant(interrupts || depthOf(frames) < FRAMES_MAX, `the stack is too deep for ${name}`);
  const flow = flowOf(flows, name);
  const stepped = start(flow, input);
  const plain = frameOf(flow, stepped.saved, interrupts);
  const frame = pushed ? { ...plain, pushed } : plain;
  return settle(flows, withFrames(progress, [...frames, frame]), stepped);
}

/** Writes down what a step of the top frame did, and goes on with the flow it called or returned to. */
function settle(flows: Flows, progress: Progress, stepped: Stepped): Progress {
  const { frames } = progress.dialog;
  const top = frames.at(-1);
  invariant(top !== undefined, "a step needs a frame");
  const next = telling(
    withTop(progress, {
      ...top,
      saved: stepped.saved,
      prompt: promptAmong(stepped.effects) ?? keptPrompt(top, stepped),
    }),
    ...stepped.effects.filter(isTell),
  );
  if (stepped.output) return returned(flows, next, top, stepped.output.value);
  const last = stepped.effects.at(-1);
  if (!last || isTell(last)) return next;
  if (last.type === "call") return launch(flows, next, last.flow, last.input, false);
  return { ...next, ask: last };
}

/** A step that emitted nothing leaves the question open; any other step has answered it. */
function keptPrompt(top: Frame, stepped: Stepped): Frame["prompt"] {
  return stepped.effects.length === 0 ? top.prompt : null;
}

function returned(flows: Flows, progress: Progress, ended: Frame, output: Json): Progress {
  const under = progress.dialog.frames.slice(0, -1);
  const caller = under.at(-1);
  if (ended.pushed) return withFrames(progress, layersOf(under).flatMap(askedAgain));
  const next = withFrames(progress, under);
  // A frame with a question of its own called nobody: it lay beneath a conversation that is over.
  if (!caller || ended.interrupts || caller.prompt) return next;
  const event: FlowEvent = { type: "flow.returned", flow: ended.flow, output };
  const stepped = step(flowOf(flows, caller.flow), caller.saved, event);
  invariant(stepped.effects.length > 0 || stepped.output, `${caller.flow} ignores the return of ${ended.flow}`);
  return settle(flows, next, stepped);
}

/** A layer whose question is asked again before any answer is taken. */
function askedAgain(layer: readonly Frame[]): readonly Frame[] {
  return layer.map((frame, depth) => (depth === layer.length - 1 ? { ...frame, again: true } : frame));
}

/** How many calls deep the conversation on top is. */
function depthOf(frames: readonly Frame[]): number {
  return layersOf(frames).at(-1)?.length ?? 0;
}

function withFrames(progress: Progress, frames: readonly Frame[]): Progress {
  return { ...progress, dialog: { ...progress.dialog, frames } };
}

function withTop(progress: Progress, top: Frame): Progress {
  return withFrames(progress, [...progress.dialog.frames.slice(0, -1), top]);
}
