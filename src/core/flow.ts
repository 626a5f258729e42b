import { type AnyStateMachine, type MachineContext, setup } from "xstate";
import type { Effect, FlowEvent, Json } from "./effects.ts";
import { invariant } from "./errors.ts";

/** One flow: a machine that only emits effects, and the version its saved frames carry. */
export type Flow = {
  readonly name: string;
  /** Raised whenever the machine changes; a test compares it with a hash of the machine. */
  readonly version: number;
  readonly machine: AnyStateMachine;
  /** Dropped, not asked again, when 6, 7 or 8 interrupts it. */
  readonly fleeting?: true;
};

/** Every flow by name. */
export type Flows = ReadonlyMap<string, Flow>;

/** The flow of this name. */
export function flowOf(flows: Flows, name: string): Flow {
  const flow = flows.get(name);
  invariant(flow !== undefined, `there is no flow ${name}`);
  return flow;
}

/** XState's `setup` with what every flow shares: its events, its effects, and nothing that acts. */
export function flowSetup<Context extends MachineContext, Input extends Json, Output extends Json>() {
  return setup({
    types: {} as {
      context: Context;
      input: Input;
      output: Output;
      events: FlowEvent;
      emitted: Effect;
    },
  });
}
