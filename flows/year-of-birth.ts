import { assign, emit } from "xstate";
import { flowSetup } from "../src/core/flow.ts";
import { ask, option, say } from "../src/core/say.ts";
import { sentence } from "../src/core/sentence.ts";

type Context = { patientId: number; year: number };

const yearOfBirth = flowSetup<Context, { patientId: number }, null>();

/** A new person's year of birth, asked only after the booking is done and never insisted on. */
export const yearOfBirthFlow = {
  name: "year-of-birth",
  version: 2,
  fleeting: true,
  machine: yearOfBirth.createMachine({
    id: "year-of-birth",
    context: ({ input }) => ({ patientId: input.patientId, year: 0 }),
    initial: "asking",
    output: null,
    states: {
      asking: {
        entry: emit(ask([sentence("year.title")], [option(9, "skip", sentence("year.skip"), "skip")], ["year"])),
        on: {
          chosen: { target: "done", actions: [emit(say("year.skipped")), emit(say("visit.keys"))] },
          "year.given": { target: "setting", actions: assign(({ event }) => ({ year: event.year })) },
        },
      },
      setting: {
        entry: emit(({ context }) => ({ type: "setYear", ...context })),
        on: {
          "year.set": {
            target: "done",
            actions: [emit(({ event }) => say("year.done", { code: event.code })), emit(say("visit.keys"))],
          },
          // Staff may have taken the person off this phone meanwhile.
          refused: { target: "done", actions: emit(say("year.skipped")) },
        },
      },
      done: { type: "final" },
    },
  }),
} as const;
