import { emit } from "xstate";
import { flowSetup } from "../src/core/flow.ts";
import { say } from "../src/core/say.ts";

const start = flowSetup<{ done: boolean }, null, null>();

/** Takes back every stop of this number. */
export const startFlow = {
  name: "start",
  version: 1,
  machine: start.createMachine({
    id: "start",
    context: { done: false },
    initial: "starting",
    output: null,
    states: {
      starting: {
        entry: emit({ type: "optIn" }),
        on: { "opted.in": { target: "done", actions: emit(say("start.done")) } },
      },
      done: { type: "final" },
    },
  }),
};
