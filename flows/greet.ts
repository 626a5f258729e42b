import { emit } from "xstate";
import { flowSetup } from "../src/core/flow.ts";

const greet = flowSetup<{ done: boolean }, null, null>();

/** The first call of a number whose language is not known: the language first, then the menu. */
export const greetFlow = {
  name: "greet",
  version: 1,
  machine: greet.createMachine({
    id: "greet",
    context: { done: false },
    initial: "choosing language",
    output: null,
    states: {
      "choosing language": {
        entry: emit({ type: "call", flow: "language", input: { language: null } }),
        on: { "flow.returned": "at the menu" },
      },
      "at the menu": {
        entry: emit({ type: "call", flow: "menu", input: { verb: null, blanks: {} } }),
        on: { "flow.returned": "done" },
      },
      done: { type: "final" },
    },
  }),
};
