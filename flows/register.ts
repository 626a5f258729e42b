import { assign, emit } from "xstate";
import { flowSetup } from "../src/core/flow.ts";
import type { Gender } from "../src/core/places.ts";
import { LINES_MAX } from "../src/core/receipt.ts";
import { ask, option, say } from "../src/core/say.ts";
import { sentence } from "../src/core/sentence.ts";

type Context = { name: string; gender: Gender | null; village: string | null };

const register = flowSetup<Context, null, null>();

const LEAVE = option(9, "leave", sentence("pin.leave"), "no");
const SKIP = option(9, "skip", sentence("year.skip"), "skip");

/** A new person of a worker's, by text: her name, then what is known besides. */
export const registerFlow = {
  name: "register",
  version: 1,
  machine: register.createMachine({
    id: "register",
    context: { name: "", gender: null, village: null },
    initial: "naming",
    output: null,
    states: {
      naming: {
        entry: emit(ask([sentence("worker.name")], [LEAVE], ["name"])),
        on: {
          "name.given": { target: "asking gender", actions: assign(({ event }) => ({ name: event.name })) },
          chosen: "leaving",
        },
      },
      "asking gender": {
        entry: emit(
          ask(
            [sentence("worker.gender")],
            [option(1, "female", sentence("worker.woman")), option(2, "male", sentence("worker.man")), SKIP],
          ),
        ),
        on: {
          chosen: [
            { guard: ({ event }) => event.value === "skip", target: "asking village" },
            { target: "asking village", actions: assign(({ event }) => ({ gender: event.value as Gender })) },
          ],
        },
      },
      "asking village": {
        entry: emit(ask([sentence("worker.village")], [SKIP], ["name"])),
        on: {
          chosen: "running",
          "name.given": { target: "running", actions: assign(({ event }) => ({ village: event.name })) },
        },
      },
      running: {
        entry: emit(({ context }) => ({
          type: "call",
          flow: "batch",
          input: {
            lines: [{ is: "command", command: { kind: "register", person: { ...context, age: null, phone: null } } }],
            offers: true,
            room: LINES_MAX,
          },
        })),
        on: { "flow.returned": "done" },
      },
      leaving: { entry: emit(say("worker.left")), always: "done" },
      done: { type: "final" },
    },
  }),
};
