import { assign, emit } from "xstate";
import type { Visit } from "../src/core/effects.ts";
import { flowSetup } from "../src/core/flow.ts";
import { ask, option, visitLabel } from "../src/core/say.ts";
import { sentence } from "../src/core/sentence.ts";

/** Three visits of the longest names fit two segments in every script. */
const PAGE = 3;

type Context = { visits: readonly Visit[]; from: number; picked: Visit | null };

const pickVisit = flowSetup<Context, { visits: readonly Visit[] }, Visit | null>();

/** Which of several visits. */
export const pickVisitFlow = {
  name: "pick-visit",
  version: 1,
  machine: pickVisit.createMachine({
    id: "pick-visit",
    context: ({ input }) => ({ visits: input.visits, from: 0, picked: null }),
    initial: "choosing",
    output: ({ context }) => context.picked,
    states: {
      choosing: {
        entry: emit(({ context: { visits, from } }) => {
          const page = visits.slice(from, from + PAGE);
          const more = visits.length > PAGE ? [option(9, "more", sentence("visits.more"), "more")] : [];
          return ask(
            [sentence("visits.which")],
            [...page.map((visit, at) => option(at + 1, visit.id, visitLabel(visit))), ...more],
            [],
            page,
          );
        }),
        on: {
          chosen: [
            {
              guard: ({ event }) => event.value === "more",
              target: "choosing",
              reenter: true,
              actions: assign(({ context: { visits, from } }) => ({
                from: from + PAGE < visits.length ? from + PAGE : 0,
              })),
            },
            {
              target: "picked",
              actions: assign(({ context, event }) => ({
                picked: context.visits.find(({ id }) => id === event.value) ?? null,
              })),
            },
          ],
          "asked.again": "listing",
        },
      },
      listing: {
        entry: emit({ type: "listVisits" }),
        on: {
          "visits.listed": [
            { guard: ({ event }) => event.visits.length === 0, target: "choosing" },
            { target: "choosing", actions: assign(({ event }) => ({ visits: event.visits, from: 0 })) },
          ],
        },
      },
      picked: { type: "final" },
    },
  }),
};
