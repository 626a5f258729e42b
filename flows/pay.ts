import { assign, emit, enqueueActions } from "xstate";
import type { Due, Tell, Visit } from "../src/core/effects.ts";
import { flowSetup } from "../src/core/flow.ts";
import { type PayWay, WAYS } from "../src/core/payment-provider.ts";
import { ask, option, say, sayVisit } from "../src/core/say.ts";
import { sentence } from "../src/core/sentence.ts";

type Input = { visitId: number };

type Context = Input & { due: Due | null; visit: Visit | null; way: PayWay };

const pay = flowSetup<Context, Input, null>();

const REFUSED = { unknown: "whom.unknown", used: "pay.code.used", currency: "pay.code.currency" } as const;

/** With no other way to pay than a voucher, its code is asked for at once. */
function wayQuestion({ due }: Context) {
  const ways = (due?.ways ?? []).map((way, at) => option(at + 1, way, sentence(`pay.${way}`)));
  return ask(
    due ? [sentence("pay.title", { fee: due.owed, until: due.until })] : [],
    [
      ...ways,
      option(ways.length + 1, "voucher", sentence("pay.voucher")),
      option(9, "later", sentence("pay.later"), "no"),
    ],
    [],
    due ? [due.visit] : [],
  );
}

/** 6 and 8 speak about this visit, on a call too. */
function keys({ id }: Visit): Tell {
  return { type: "say", sentence: sentence("pay.keys"), visits: [id] };
}

function later({ due }: Context): readonly Tell[] {
  return due ? [say("pay.kept", { until: due.until }), keys(due.visit)] : [say("pay.gone")];
}

function question({ due }: Context) {
  if (!due) return say("pay.gone");
  return ask(
    [sentence("pay.code", { fee: due.owed, until: due.until })],
    [option(9, "later", sentence("pay.later"), "no")],
    ["code"],
    [due.visit],
  );
}

/** The fee of a visit that must be paid ahead: says what is due and until when, and takes a voucher or has her asked. */
export const payFlow = {
  name: "pay",
  version: 2,
  machine: pay.createMachine({
    id: "pay",
    context: ({ input }) => ({ ...input, due: null, visit: null, way: "mpesa" }),
    initial: "finding",
    output: null,
    states: {
      finding: {
        entry: emit(({ context }) => ({ type: "findDue", visitId: context.visitId })),
        on: {
          "due.found": [
            {
              guard: ({ event }) => event.due.ways.length > 0,
              target: "choosing",
              actions: [assign(({ event }) => ({ due: event.due })), emit(({ event }) => sayVisit(event.due.visit))],
            },
            {
              target: "asking",
              actions: [assign(({ event }) => ({ due: event.due })), emit(({ event }) => sayVisit(event.due.visit))],
            },
          ],
          "due.none": { target: "closing", actions: assign(({ event }) => ({ visit: event.visit })) },
        },
      },
      choosing: {
        entry: emit(({ context }) => wayQuestion(context)),
        on: {
          chosen: [
            { guard: ({ event }) => event.value === "voucher", target: "asking" },
            { guard: ({ event }) => event.value === "later", target: "leaving" },
            { target: "starting", actions: assign(({ event }) => ({ way: event.value as PayWay })) },
          ],
          "asked.again": "finding",
        },
      },
      starting: {
        entry: emit(({ context }) => ({ type: "startPayment", visitId: context.visitId, way: context.way })),
        on: {
          "payment.started": {
            target: "done",
            actions: [
              emit(({ context: { way } }) => say(WAYS[way].asksBy === "link" ? "pay.link.asked" : "pay.asked")),
              emit(({ context: { due } }) => (due ? keys(due.visit) : say("pay.gone"))),
            ],
          },
          "due.none": { target: "closing", actions: assign(({ event }) => ({ visit: event.visit })) },
        },
      },
      leaving: {
        entry: enqueueActions(({ context, enqueue }) => {
          for (const tell of later(context)) enqueue(emit(tell));
        }),
        always: "done",
      },
      asking: {
        entry: emit(({ context }) => question(context)),
        on: {
          "code.given": "redeeming",
          chosen: "leaving",
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
