import { emit } from "xstate";
import { flowSetup } from "../src/core/flow.ts";
import type { PinOwner } from "../src/core/pin.ts";

type Context = { owner: PinOwner };

const changePin = flowSetup<Context, Context, null>();

/** A new PIN instead of the old one, which must be right. */
export const changePinFlow = {
  name: "change-pin",
  version: 1,
  machine: changePin.createMachine({
    id: "change-pin",
    context: ({ input }) => input,
    initial: "proving",
    output: null,
    states: {
      proving: {
        entry: emit(({ context }) => ({ type: "call", flow: "pin", input: { owner: context.owner } })),
        on: {
          "flow.returned": [{ guard: ({ event }) => event.output === "right", target: "setting" }, { target: "done" }],
        },
      },
      setting: {
        entry: emit(({ context }) => ({
          type: "call",
          flow: "set-pin",
          input: { owner: context.owner, isProven: true },
        })),
        on: { "flow.returned": "done" },
      },
      done: { type: "final" },
    },
  }),
};
