import { assign, emit } from "xstate";
import type { Visit } from "../src/core/effects.ts";
import { flowSetup } from "../src/core/flow.ts";
import type { Blanks } from "../src/core/meaning.ts";
import { ask, option, say, sayVisit } from "../src/core/say.ts";
import { sentence } from "../src/core/sentence.ts";

/** `blanks`: what a wish to move already says about the new time. */
type Input = { reference: string | null; move: boolean; blanks: Blanks };

type Context = Input & { visits: readonly Visit[]; visit: Visit | null };

const visits = flowSetup<Context, Input, null>();

function isOpen(visit: Visit | null): boolean {
  return visit?.ahead === true && visit.state !== "cancelled" && visit.state !== "expired";
}

function closedLine(visit: Visit | null) {
  if (visit?.state === "expired") return "pay.gone";
  return visit?.state === "cancelled" ? "visit.was.cancelled" : "visit.begun";
}

/** My visits: shows one, and moves it where that was the wish; 6, 7 and 8 then speak about it. */
export const visitsFlow = {
  name: "visits",
  version: 2,
  machine: visits.createMachine({
    id: "visits",
    context: ({ input }) => ({ ...input, visits: [], visit: null }),
    initial: "deciding",
    output: null,
    states: {
      deciding: {
        always: [{ guard: ({ context }) => context.reference !== null, target: "looking up" }, { target: "listing" }],
      },
      "looking up": {
        entry: emit(({ context }) => ({ type: "findVisit", reference: context.reference ?? "" })),
        on: {
          "visit.found": { target: "found", actions: assign(({ event }) => ({ visit: event.visit })) },
          "visit.unknown": { target: "done", actions: emit(say("visits.unknown")) },
          "silence.due": { target: "done", actions: emit({ type: "silence" }) },
        },
      },
      listing: {
        entry: emit({ type: "listVisits" }),
        on: {
          "visits.listed": [
            { guard: ({ event }) => event.visits.length === 0, target: "offering to book" },
            {
              guard: ({ event }) => event.visits.length === 1,
              target: "found",
              actions: assign(({ event }) => ({ visit: event.visits[0] ?? null })),
            },
            { target: "picking", actions: assign(({ event }) => ({ visits: event.visits })) },
          ],
        },
      },
      picking: {
        entry: emit(({ context }) => ({ type: "call", flow: "pick-visit", input: { visits: context.visits } })),
        on: {
          "flow.returned": {
            target: "found",
            actions: assign(({ event }) => ({ visit: event.output as Visit | null })),
          },
        },
      },
      found: {
        always: [
          { guard: ({ context }) => context.visit?.state === "pending_payment", target: "paying" },
          { guard: ({ context: { move, visit } }) => move && isOpen(visit), target: "moving" },
          { target: "showing" },
        ],
      },
      showing: {
        entry: [
          emit(({ context: { visit } }) => (visit ? sayVisit(visit) : { type: "silence" })),
          emit(({ context: { visit } }) => say(isOpen(visit) ? "visit.keys" : closedLine(visit))),
        ],
        always: "done",
      },
      paying: {
        entry: emit(({ context }) => ({ type: "call", flow: "pay", input: { visitId: context.visit?.id ?? 0 } })),
        on: { "flow.returned": "done" },
      },
      moving: {
        entry: emit(({ context: { visit, blanks } }) => ({ type: "call", flow: "move", input: { visit, blanks } })),
        on: { "flow.returned": "done" },
      },
      "offering to book": {
        entry: emit(ask([sentence("visits.none")], [option(1, "book", sentence("menu.book"), "yes")], ["blanks"])),
        on: {
          chosen: "booking",
          told: "booking",
        },
      },
      booking: {
        entry: emit(({ event }) => ({
          type: "call",
          flow: "book",
          input: { blanks: event.type === "told" ? event.blanks : {}, patientId: null },
        })),
        on: { "flow.returned": "done" },
      },
      done: { type: "final" },
    },
  }),
};
