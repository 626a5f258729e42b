import { assign, emit } from "xstate";
import type { Visit } from "../src/core/effects.ts";
import { flowSetup } from "../src/core/flow.ts";
import type { Blanks } from "../src/core/meaning.ts";
import { callPin, isProven } from "../src/core/proving.ts";
import { ask, option, PEOPLE, say, sayVisit, visitLine } from "../src/core/say.ts";
import { sentence } from "../src/core/sentence.ts";
import type { Picked } from "./pick-visit.ts";

/**
 * `blanks`: what a wish to move already says about the new time; `patientId`: of this person alone, who has shown who she
 * is.
 */
type Input = { reference: string | null; move: boolean; blanks: Blanks; patientId?: number };

/** `next`: what she chose instead of a visit. */
type Context = Input & { visits: readonly Visit[]; visit: Visit | null; next: "people" | null };

const visits = flowSetup<Context, Input, "people" | null>();

function isOpen(visit: Visit | null): boolean {
  return visit?.ahead === true && visit.state !== "cancelled" && visit.state !== "expired";
}

function canMove(visit: Visit | null): boolean {
  return isOpen(visit) && visit?.state !== "pending_payment";
}

function closedLine(visit: Visit | null) {
  if (visit?.state === "expired") return "pay.gone";
  return visit?.state === "cancelled" ? "visit.was.cancelled" : "visit.begun";
}

/** Shown with its keys: 7 and 8 act at any time, and words of a wish begin a booking. */
function shown(visit: Visit | null) {
  return visit
    ? ask([visitLine(visit), sentence("visit.keys")], [PEOPLE], ["blanks"], [visit])
    : say("visits.none.short");
}

/** My visits: shows one, and moves it where that was the wish; 6, 7 and 8 then speak about it. */
export const visitsFlow = {
  name: "visits",
  version: 3,
  fleeting: true,
  machine: visits.createMachine({
    id: "visits",
    context: ({ input }) => ({ ...input, visits: [], visit: null, next: null }),
    initial: "deciding",
    output: ({ context }) => context.next,
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
        entry: emit(({ context: { patientId } }) =>
          patientId === undefined ? { type: "listVisits" } : { type: "listVisits", patientId },
        ),
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
        entry: emit(({ context }) => ({
          type: "call",
          flow: "pick-visit",
          input: { visits: context.visits, others: true },
        })),
        on: {
          "flow.returned": [
            {
              guard: ({ event }) => event.output === "people",
              target: "done",
              actions: assign({ next: "people" as const }),
            },
            { target: "found", actions: assign(({ event }) => ({ visit: event.output as Exclude<Picked, "people"> })) },
          ],
        },
      },
      found: {
        always: [
          { guard: ({ context: { move, visit } }) => move && canMove(visit), target: "moving" },
          { guard: ({ context }) => context.visit?.guarded === true, target: "proving" },
          { target: "proven" },
        ],
      },
      proving: {
        entry: emit(({ context }) => callPin(context.visit?.patientId ?? 0)),
        on: {
          "flow.returned": [
            { guard: isProven, target: "proven" },
            { target: "done", actions: emit(say("cancel.kept")) },
          ],
        },
      },
      proven: {
        always: [
          { guard: ({ context }) => context.visit?.state === "pending_payment", target: "paying" },
          { guard: ({ context }) => isOpen(context.visit), target: "showing" },
          { target: "closing" },
        ],
      },
      showing: {
        entry: emit(({ context }) => shown(context.visit)),
        on: {
          chosen: { target: "done", actions: assign({ next: "people" as const }) },
          told: "booking",
          "asked.again": "deciding",
        },
      },
      closing: {
        entry: [
          emit(({ context: { visit } }) => (visit ? sayVisit(visit) : { type: "silence" })),
          emit(({ context: { visit } }) => say(closedLine(visit))),
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
        entry: emit(
          ask([sentence("visits.none")], [option(1, "book", sentence("menu.book"), "yes"), PEOPLE], ["blanks"]),
        ),
        on: {
          chosen: [
            {
              guard: ({ event }) => event.value === "people",
              target: "done",
              actions: assign({ next: "people" as const }),
            },
            { target: "booking" },
          ],
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
} as const;
