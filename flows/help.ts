import { emit } from "xstate";
import { flowSetup } from "../src/core/flow.ts";
import { ask, option, say } from "../src/core/say.ts";
import { sentence } from "../src/core/sentence.ts";
import { MENU } from "./menu.ts";

const help = flowSetup<{ done: boolean }, null, null>();

/** The way out of a call in which keys do not get her further: a text, a number, a later call, a person. */
export const helpFlow = {
  name: "help",
  version: 1,
  machine: help.createMachine({
    id: "help",
    context: { done: false },
    initial: "offering",
    output: null,
    states: {
      offering: {
        entry: emit(
          ask(
            [sentence("help.title")],
            [
              option(1, "person", sentence("help.person")),
              option(2, "later", sentence("help.later")),
              option(3, "text", sentence("help.text")),
              option(4, "phone", sentence("help.phone")),
            ],
          ),
        ),
        on: {
          chosen: [
            {
              guard: ({ event }) => event.value === "person",
              target: "done",
              actions: [emit({ type: "writeTask", kind: "call.back" }), emit(say("help.person.done"))],
            },
            { guard: ({ event }) => event.value === "later", target: "planning call" },
            { guard: ({ event }) => event.value === "text", target: "texting" },
            { target: "naming number" },
          ],
        },
      },
      "planning call": {
        entry: emit({ type: "callLater" }),
        on: { "call.planned": { target: "done", actions: emit(say("help.later.done")) } },
      },
      texting: {
        entry: emit({ type: "textMenu", menu: [MENU] }),
        on: { "menu.texted": { target: "at the menu", actions: emit(say("help.text.done")) } },
      },
      // What she reads is then what is asked: "1" by text is the menu's.
      "at the menu": {
        entry: emit({ type: "call", flow: "menu", input: { verb: null, blanks: {} } }),
        on: { "flow.returned": "done" },
      },
      "naming number": {
        entry: emit({ type: "call", flow: "phone", input: { stuck: false } }),
        on: { "flow.returned": "done" },
      },
      done: { type: "final" },
    },
  }),
};
