import { assign, emit } from "xstate";
import { flowSetup } from "../src/core/flow.ts";
import type { Blanks } from "../src/core/meaning.ts";
import type { Care } from "../src/core/places.ts";
import { ask, option } from "../src/core/say.ts";
import { sentence } from "../src/core/sentence.ts";

/** By call only four keys are offered, and six kinds of care are two even pages. */
const PAGE = 4;

type Context = { cares: readonly Care[]; from: number; blanks: Blanks };

const care = flowSetup<Context, null, Blanks>();

/** Which kind of care; an answer in words may fill other blanks as well. */
export const careFlow = {
  name: "care",
  version: 2,
  machine: care.createMachine({
    id: "care",
    context: { cares: [], from: 0, blanks: {} },
    initial: "listing",
    output: ({ context }) => context.blanks,
    states: {
      listing: {
        entry: emit({ type: "findCares" }),
        on: { "cares.found": { target: "choosing", actions: assign(({ event }) => ({ cares: event.cares })) } },
      },
      choosing: {
        entry: emit(({ context: { cares, from } }) => {
          const page = cares
            .slice(from, from + PAGE)
            .map((value, at) => option(at + 1, value, sentence("care", { care: value })));
          const more = cares.length > PAGE ? [option(9, "more", sentence("care.more"), "more")] : [];
          return ask([sentence("care.title")], [...page, ...more], ["blanks"]);
        }),
        on: {
          chosen: [
            {
              guard: ({ event }) => event.value === "more",
              target: "choosing",
              reenter: true,
              actions: assign(({ context }) => ({
                from: context.from + PAGE < context.cares.length ? context.from + PAGE : 0,
              })),
            },
            { target: "done", actions: assign(({ event }) => ({ blanks: { care: event.value as Care } })) },
          ],
          told: { target: "done", actions: assign(({ event }) => ({ blanks: event.blanks })) },
        },
      },
      done: { type: "final" },
    },
  }),
};
