import { type AnyMachineSnapshot, type AnyStateMachine, createActor, createMachine } from "xstate";
import type { Effect, FlowEvent, Json, Tell } from "./effects.ts";
import { invariant } from "./errors.ts";
import type { Flow } from "./flow.ts";

/** What is saved of a flow between two turns. */
export type Saved = { readonly value: Json; readonly context: Json };

/** Where a flow stands after one step, and what it emitted on the way. */
export type Stepped = {
  readonly saved: Saved;
  readonly effects: readonly Effect[];
  /** Present once the flow has ended. */
  readonly output?: { readonly value: Json };
};

type Action = { readonly type: string; readonly params?: unknown };
type Scope = Parameters<AnyStateMachine["transition"]>[2];

/*
 * XState's public `transition()` builds a throw-away actor system and runs the initial transition on every call
 * (21-25 µs measured); one inert scope that is never started gives the same snapshots and actions in 2-5 µs.
 * test/core/step.test.ts holds the two to each other.
 */
const inert = createActor(createMachine({}));
function scopeInto(actions: Action[]): Scope {
  const scope = {
    self: inert,
    id: "",
    sessionId: "",
    system: inert.system,
    logger: () => {},
    defer: () => {},
    stopChild: () => {},
    emit: () => {},
    actionExecutor: (action: Action) => actions.push(action),
  };
  return scope as unknown as Scope;
}

/** Starts a flow with its input. */
export function start(flow: Flow, input: Json): Stepped {
  const actions: Action[] = [];
  return stepped(flow, flow.machine.getInitialSnapshot(scopeInto(actions), input), actions);
}

/** Moves a saved flow by one event; an event it does not know changes nothing and emits nothing. */
export function step(flow: Flow, saved: Saved, event: FlowEvent): Stepped {
  const actions: Action[] = [];
  return stepped(flow, flow.machine.transition(restored(flow, saved), event, scopeInto(actions)), actions);
}

/** Where a machine rests in each of its states, but for the context: to resolve a state anew costs as much as to leave it. */
const resting = new WeakMap<AnyStateMachine, Map<Json, AnyMachineSnapshot>>();

function restored({ machine }: Flow, { value, context }: Saved): AnyMachineSnapshot {
  const known = resting.get(machine) ?? new Map<Json, AnyMachineSnapshot>();
  resting.set(machine, known);
  const at = known.get(value) ?? machine.resolveState({ value: value as never, context: {} });
  // A state within a state is an object, a new one each time.
  if (typeof value === "string") known.set(value, at);
  return { ...at, context } as AnyMachineSnapshot;
}

function stepped(flow: Flow, snapshot: AnyMachineSnapshot, actions: readonly Action[]): Stepped {
  if (snapshot.status === "error") throw snapshot.error;
  const effects = actions.map((action) => effectOf(flow, action));
  effects.slice(0, -1).forEach((effect) => {
    invariant(isTell(effect), `${flow.name}: an ask or a call must be the last effect of a step`);
  });
  const saved = { value: snapshot.value as Json, context: snapshot.context as Json };
  return snapshot.status === "done"
    ? { saved, effects, output: { value: (snapshot.output ?? null) as Json } }
    : { saved, effects };
}

/** The guard: anything but `emit` (a timer, a spawned child, an inline function) is a flow that cheats. */
function effectOf(flow: Flow, action: Action): Effect {
  invariant(action.type === "xstate.emit", `${flow.name}: flows only emit, found ${action.type}`);
  return (action.params as { readonly event: Effect }).event;
}

const TELLS: ReadonlySet<string> = new Set<Tell["type"]>(["say", "receipt", "prompt", "silence", "writeTask"]);

/** Tells are written down; everything else ends the step and waits for an answer. */
export function isTell(effect: Effect): effect is Tell {
  return TELLS.has(effect.type);
}
