import { assign, emit } from "xstate";
import type { Visit } from "../src/core/effects.ts";
import { flowSetup } from "../src/core/flow.ts";
import type { Option } from "../src/core/prompt.ts";
import { ask, option, PEOPLE, visitLabel } from "../src/core/say.ts";
import { sentence } from "../src/core/sentence.ts";

/** Three visits of the longest names fit two segments in every script. */
const PAGE = 3;

/** `others`: 9 leads to what concerns one person, and more visits stand before it. */
type Input = { visits: readonly Visit[]; others?: boolean };

export type Picked = Visit | "people" | null;

type Context = { visits: readonly Visit[]; others: boolean; from: number; picked: Picked };

const pickVisit = flowSetup<Context, Input, Picked>();

function further({ visits, others }: Context): readonly Option[] {
  const more = visits.length > PAGE ? [option(others ? 4 : 9, "more", sentence("visits.more"), "more")] : [];
  return others ? [...more, PEOPLE] : more;
}

/** Which of several visits. */
export const pickVisitFlow = {
  name: "pick-visit",
  version: 2,
  machine: pickVisit.createMachine({
    id: "pick-visit",
    context: ({ input }) => ({ visits: input.visits, others: input.others === true, from: 0, picked: null }),
    initial: "choosing",
    output: ({ context }) => context.picked,
    states: {
      choosing: {
        entry: emit(({ context }) => {
          const { visits, from } = context;
          const page = visits.slice(from, from + PAGE);
          return ask(
            [sentence("visits.which")],
            [...page.map((visit, at) => option(at + 1, visit.id, visitLabel(visit))), ...further(context)],
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
              guard: ({ event }) => event.value === "people",
              target: "picked",
              actions: assign({ picked: "people" as const }),
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
