import { assign, emit } from "xstate";
import type { Json } from "../src/core/effects.ts";
import { flowSetup } from "../src/core/flow.ts";
import type { Blanks, Verb } from "../src/core/meaning.ts";
import { ask, only, option } from "../src/core/say.ts";
import { sentence } from "../src/core/sentence.ts";

type Input = { verb: Verb | "easy" | null; blanks: Blanks };

/** `patientId`: whose visits alone are wanted. */
type Context = Input & { patientId: number | null };

const menu = flowSetup<Context, Input, null>();

/** What "change my eye visit to Wednesday" says about the new time; the visit's care stays as it is. */
function newTime({ day, part, time, doctor }: Blanks): Blanks {
  return { ...(day && { day }), ...(part && { part }), ...(time && { time }), ...(doctor && { doctor }) };
}

/** Which flow a verb opens, and with what. */
function callOf({ verb, blanks, patientId }: Context): { flow: string; input: Json } {
  switch (verb) {
    case "visits":
      if (patientId !== null) {
        return { flow: "visits", input: { reference: null, move: false, blanks: {}, patientId } };
      }
      return { flow: "visits", input: { reference: blanks.reference ?? null, move: false, blanks: {} } };
    case "move":
      return { flow: "visits", input: { reference: blanks.reference ?? null, move: true, blanks: newTime(blanks) } };
    case "cancel":
      return { flow: "cancel", input: null };
    case "language":
      return { flow: "language", input: { language: blanks.language ?? null } };
    case "phone":
      return { flow: "phone", input: { stuck: false } };
    case "easy":
      return { flow: "easy", input: null };
    default:
      return { flow: "book", input: { blanks, patientId: null } };
  }
}

/** The main menu: by text with the clinic's number, by call with one-question mode. */
export const MENU = ask(
  [sentence("menu.title")],
  [
    option(1, "book", sentence("menu.book")),
    option(2, "visits", sentence("menu.visits")),
    option(3, "language", sentence("menu.language")),
    only("text", option(4, "phone", sentence("menu.phone"))),
    only("call", option(4, "easy", sentence("menu.easy"))),
  ],
  ["blanks"],
);

/** The bottom of every stack: the main menu, and the way from a verb to its flow. */
export const menuFlow = {
  name: "menu",
  version: 3,
  machine: menu.createMachine({
    id: "menu",
    context: ({ input }) => ({ ...input, patientId: null }),
    initial: "routing",
    output: null,
    states: {
      routing: {
        always: [{ guard: ({ context }) => context.verb !== null, target: "calling" }, { target: "choosing" }],
      },
      choosing: {
        entry: emit(MENU),
        on: {
          chosen: { target: "calling", actions: assign(({ event }) => ({ verb: event.value as Input["verb"] })) },
          told: { target: "calling", actions: assign(({ event }) => ({ verb: "book", blanks: event.blanks })) },
        },
      },
      calling: {
        entry: emit(({ context }) => ({ type: "call", ...callOf(context) })),
        on: {
          "flow.returned": [
            { guard: ({ event }) => event.output === "people", target: "settling" },
            { target: "done" },
          ],
        },
      },
      // What one person settles for herself may end at her visits.
      settling: {
        entry: emit({ type: "call", flow: "people", input: null }),
        on: {
          "flow.returned": [
            { guard: ({ event }) => event.output === null, target: "done" },
            {
              target: "calling",
              actions: assign(({ event }) => ({ verb: "visits", ...(event.output as { patientId: number }) })),
            },
          ],
        },
      },
      done: { type: "final" },
    },
  }),
};
