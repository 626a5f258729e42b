import { emit } from "xstate";
import { flowSetup } from "../src/core/flow.ts";
import { say } from "../src/core/say.ts";

const easy = flowSetup<{ done: boolean }, null, null>();

/** Turns one-question mode on or off: for people to whom a list of keys is too much at once. */
export const easyFlow = {
  name: "easy",
  version: 1,
  machine: easy.createMachine({
    id: "easy",
    context: { done: false },
    initial: "switching",
    output: null,
    states: {
      switching: {
        entry: emit({ type: "switchEasy" }),
        on: {
          "easy.switched": {
            target: "done",
            actions: emit(({ event }) => say(event.isOn ? "easy.on" : "easy.off")),
          },
        },
      },
      done: { type: "final" },
    },
  }),
};
