import { assign, emit } from "xstate";
import { flowSetup } from "../src/core/flow.ts";
import type { PinOwner } from "../src/core/pin.ts";

type Input = { workerId: number };

type Context = Input & { output: Output };

/** `set`: she has just chosen one. */
type Output = "right" | "set" | "locked" | "left";

const workerPin = flowSetup<Context, Input, Output>();

function ownerOf({ workerId }: Input): PinOwner {
  return { kind: "worker", workerId };
}

/** Asks for a worker's PIN; whoever has none yet sets it with the code that was sent to her number. */
export const workerPinFlow = {
  name: "worker-pin",
  version: 2,
  machine: workerPin.createMachine({
    id: "worker-pin",
    context: ({ input }) => ({ ...input, output: "left" }),
    initial: "asking",
    output: ({ context }) => context.output,
    states: {
      asking: {
        entry: emit(({ context }) => ({ type: "call", flow: "pin", input: { owner: ownerOf(context) } })),
        on: {
          "flow.returned": [
            { guard: ({ event }) => event.output === "none", target: "setting" },
            { target: "done", actions: assign(({ event }) => ({ output: event.output as Output })) },
          ],
        },
      },
      setting: {
        entry: emit(({ context }) => ({
          type: "call",
          flow: "set-pin",
          input: { owner: ownerOf(context), isProven: false },
        })),
        on: {
          "flow.returned": {
            target: "done",
            actions: assign(({ event }) => ({ output: event.output as Output })),
          },
        },
      },
      done: { type: "final" },
    },
  }),
};
