import { assign, emit } from "xstate";
import { flowSetup } from "../src/core/flow.ts";
import type { Gender } from "../src/core/places.ts";
import { LINES_MAX } from "../src/core/receipt.ts";
import { ask, only, option, say } from "../src/core/say.ts";
import { sentence } from "../src/core/sentence.ts";
import type { NewPerson } from "../src/core/worker-command.ts";

type Context = { person: NewPerson };

const register = flowSetup<Context, null, null>();

const LEAVE = option(9, "leave", sentence("pin.leave"), "no");
const SKIP = option(9, "skip", sentence("year.skip"), "skip");
/** A keypad spells no name: the clinic is asked to complete it (DESIGN 6.3). */
const BY_KEYPAD = only("call", option(1, "unnamed", sentence("whom.new")));

const NOBODY: NewPerson = { name: null, age: null, gender: null, village: null, phone: null };

/** A new person of a worker's: by text in one line as NEW takes it, on a call by year of birth and sex. */
export const registerFlow = {
  name: "register",
  version: 2,
  machine: register.createMachine({
    id: "register",
    context: { person: NOBODY },
    initial: "describing",
    output: null,
    states: {
      describing: {
        entry: emit(ask([sentence("worker.person")], [BY_KEYPAD, LEAVE], ["person"])),
        on: {
          "person.given": { target: "running", actions: assign(({ event }) => ({ person: event.person })) },
          chosen: [{ guard: ({ event }) => event.value === "unnamed", target: "asking year" }, { target: "leaving" }],
        },
      },
      "asking year": {
        entry: emit(ask([sentence("year.title")], [SKIP], ["year"])),
        on: {
          "year.given": {
            target: "asking gender",
            actions: assign(({ context, event }) => ({ person: { ...context.person, yearOfBirth: event.year } })),
          },
          chosen: "asking gender",
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
            { guard: ({ event }) => event.value === "skip", target: "running" },
            {
              target: "running",
              actions: assign(({ context, event }) => ({
                person: { ...context.person, gender: event.value as Gender },
              })),
            },
          ],
        },
      },
      running: {
        entry: emit(({ context: { person } }) => ({
          type: "call",
          flow: "batch",
          input: { lines: [{ is: "command", command: { kind: "register", person } }], offers: true, room: LINES_MAX },
        })),
        on: { "flow.returned": "done" },
      },
      leaving: { entry: emit(say("worker.left")), always: "done" },
      done: { type: "final" },
    },
  }),
};
