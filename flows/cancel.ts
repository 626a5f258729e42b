import { assign, emit, enqueueActions } from "xstate";
import type { Refusal, Visit } from "../src/core/effects.ts";
import { flowSetup } from "../src/core/flow.ts";
import { ask, option, say, sayVisit, visitLabel } from "../src/core/say.ts";
import { sentence } from "../src/core/sentence.ts";

/** Visits that fit beside the other options in every script; a third stands behind "more". */
const SHOWN = 2;

type Context = { visits: readonly Visit[]; visitId: number };

const cancel = flowSetup<Context, null, null>();

/** She wrote "cancel", which may mean a visit or our messages: asks which, and does nothing before. */
export const cancelFlow = {
  name: "cancel",
  version: 3,
  machine: cancel.createMachine({
    id: "cancel",
    context: { visits: [], visitId: 0 },
    initial: "listing",
    output: null,
    states: {
      listing: {
        entry: emit({ type: "listVisits" }),
        on: {
          "visits.listed": {
            target: "asking",
            actions: assign(({ event }) => ({ visits: event.visits })),
          },
        },
      },
      asking: {
        entry: emit(({ context: { visits } }) =>
          ask(
            [sentence(visits.length === 0 ? "cancel.none" : "cancel.which")],
            [
              ...visits.slice(0, SHOWN).map((visit, at) => option(at + 1, visit.id, visitLabel(visit))),
              ...(visits.length > SHOWN ? [option(3, "others", sentence("visits.more"), "more")] : []),
              option(5, "stop", sentence("cancel.stop")),
              option(9, "keep", sentence("cancel.keep"), "no"),
            ],
            [],
            visits.slice(0, SHOWN),
          ),
        ),
        on: {
          chosen: [
            { guard: ({ event }) => event.value === "keep", target: "done", actions: emit(say("cancel.kept")) },
            { guard: ({ event }) => event.value === "stop", target: "stopping" },
            { guard: ({ event }) => event.value === "others", target: "picking" },
            { target: "cancelling", actions: assign(({ event }) => ({ visitId: Number(event.value) })) },
          ],
          "asked.again": "listing",
        },
      },
      picking: {
        entry: emit(({ context }) => ({
          type: "call",
          flow: "pick-visit",
          input: { visits: context.visits.slice(SHOWN) },
        })),
        on: {
          "flow.returned": {
            target: "cancelling",
            actions: assign(({ event }) => ({ visitId: (event.output as Visit).id })),
          },
        },
      },
      cancelling: {
        entry: emit(({ context }) => ({ type: "cancelVisit", visitId: context.visitId })),
        on: {
          cancelled: {
            target: "done",
            actions: enqueueActions(({ event, enqueue }) => {
              for (const tell of cancelled(event.visit)) enqueue(emit(tell));
            }),
          },
          refused: {
            target: "done",
            actions: emit(({ event }) => unchanged(event.refusal)),
          },
        },
      },
      stopping: {
        entry: emit({ type: "call", flow: "stop", input: null }),
        on: { "flow.returned": "done" },
      },
      done: { type: "final" },
    },
  }),
};

/** Why a visit stays as it is. */
export function unchanged(refusal: Refusal) {
  switch (refusal.reason) {
    case "cancelled":
      return say("visit.was.cancelled");
    case "unpaid":
      return say("pay.keys");
    case "other.fee":
      return say("pay.other.fee");
    case "pin":
      return say("cancel.kept");
    default:
      return say("visit.begun");
  }
}

/** What a cancellation says, and how to take it back. */
export function cancelled(visit: Visit) {
  return [say("cancel.head"), sayVisit(visit, "cancelled"), say("cancel.keys")];
}
