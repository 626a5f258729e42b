import { assign, emit, enqueueActions } from "xstate";
import type { Due, Visit } from "../src/core/effects.ts";
import { flowSetup } from "../src/core/flow.ts";
import { ask, option, say, sayVisit } from "../src/core/say.ts";
import { sentence } from "../src/core/sentence.ts";

type Input = { visitId: number };

type Context = Input & { due: Due | null; visit: Visit | null };

const pay = flowSetup<Context, Input, null>();

const REFUSED = { unknown: "whom.unknown", used: "pay.code.used", currency: "pay.code.currency" } as const;

function question({ due }: Context) {
  if (!due) return say("pay.gone");
  return ask(
    [sentence("pay.code", { fee: due.owed, until: due.until })],
    [option(9, "later", sentence("pay.later"), "no")],
    ["code"],
    [due.visit],
  );
}

/** The fee of a visit that must be paid ahead: says what is due and until when, and takes a voucher. */
export const payFlow = {
  name: "pay",
  version: 1,
  machine: pay.createMachine({
    id: "pay",
    context: ({ input }) => ({ ...input, due: null, visit: null }),
    initial: "finding",
    output: null,
    states: {
      finding: {
        entry: emit(({ context }) => ({ type: "findDue", visitId: context.visitId })),
        on: {
          "due.found": {
            target: "asking",
            actions: [assign(({ event }) => ({ due: event.due })), emit(({ event }) => sayVisit(event.due.visit))],
          },
          "due.none": { target: "closing", actions: assign(({ event }) => ({ visit: event.visit })) },
        },
      },
      asking: {
        entry: emit(({ context }) => question(context)),
        on: {
          "code.given": "redeeming",
          chosen: {
            target: "done",
            actions: enqueueActions(({ context: { due }, enqueue }) => {
              if (due) enqueue(emit(say("pay.kept", { until: due.until })));
              enqueue(emit(say("pay.keys")));
            }),
          },
          "asked.again": "finding",
        },
      },
      redeeming: {
        entry: emit(({ context, event }) => ({
          type: "redeemVoucher",
          visitId: context.visitId,
          code: event.type === "code.given" ? event.code : "",
        })),
        on: {
          "voucher.refused": { target: "asking", actions: emit(({ event }) => say(REFUSED[event.reason])) },
          "due.found": {
            target: "asking",
            actions: [emit(say("pay.part")), assign(({ event }) => ({ due: event.due }))],
          },
          "due.none": { target: "closing", actions: assign(({ event }) => ({ visit: event.visit })) },
        },
      },
      closing: {
        entry: enqueueActions(({ context: { visit }, enqueue }) => {
          const isBooked = visit?.state === "booked" || visit?.state === "confirmed";
          const tells = isBooked ? [say("pay.done"), sayVisit(visit, "booked"), say("visit.keys")] : [say("pay.gone")];
          for (const tell of tells) enqueue(emit(tell));
        }),
        always: "done",
      },
      done: { type: "final" },
    },
  }),
};
