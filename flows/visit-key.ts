import { assign, emit, enqueueActions } from "xstate";
import { discreetWish, isDiscreet } from "../src/core/discreet.ts";
import type { Visit, Wish } from "../src/core/effects.ts";
import { flowSetup } from "../src/core/flow.ts";
import type { Blanks } from "../src/core/meaning.ts";
import { callPin, isRight } from "../src/core/proving.ts";
import { say, sayVisit } from "../src/core/say.ts";
import { isOverLimit, refused } from "./book.ts";
import { cancelled, unchanged } from "./cancel.ts";

type Input = { digit: 6 | 7 | 8 };

type Context = Input & { visits: readonly Visit[]; visit: Visit | null; wish: Wish };

const visitKey = flowSetup<Context, Input, null>();

function is(digit: 6 | 7 | 8, ...states: readonly Visit["state"][]) {
  return ({ context }: { context: Context }) =>
    context.digit === digit && states.includes(context.visit?.state ?? "expired");
}

/** It was not paid in time. */
function hasExpired({ context }: { context: Context }) {
  return context.visit?.state === "expired";
}

/** The same care once more, on the day the doctor asked for if there is one. */
function wanted({ care, next }: Visit): Blanks {
  return next?.day ? { care, day: next.day } : { care };
}

/** 6 coming, 7 another time, 8 cannot come, about the visit last named to this number (DESIGN 6.2). */
export const visitKeyFlow = {
  name: "visit-key",
  version: 4,
  machine: visitKey.createMachine({
    id: "visit-key",
    context: ({ input }) => ({ ...input, visits: [], visit: null, wish: {} }),
    initial: "recalling",
    output: null,
    states: {
      recalling: {
        entry: emit({ type: "visitsInQuestion" }),
        on: {
          "visits.listed": [
            {
              guard: ({ event }) => event.visits.length === 1,
              target: "acting",
              actions: assign(({ event }) => ({ visit: event.visits[0] ?? null })),
            },
            { guard: ({ event }) => event.visits.length === 0, target: "listing" },
            { target: "picking", actions: assign(({ event }) => ({ visits: event.visits })) },
          ],
        },
      },
      listing: {
        entry: emit({ type: "listVisits" }),
        on: {
          "visits.listed": [
            {
              guard: ({ event }) => event.visits.length === 0,
              target: "done",
              actions: emit(say("visits.none.short")),
            },
            { target: "picking", actions: assign(({ event }) => ({ visits: event.visits })) },
          ],
        },
      },
      picking: {
        entry: emit(({ context }) => ({ type: "call", flow: "pick-visit", input: { visits: context.visits } })),
        on: {
          "flow.returned": {
            target: "acting",
            actions: assign(({ event }) => ({ visit: event.output as Visit | null })),
          },
        },
      },
      acting: {
        always: [
          { guard: ({ context }) => context.visit?.next !== undefined, target: "answering push" },
          { guard: hasExpired, target: "done", actions: emit(say("pay.gone")) },
          { guard: is(6, "pending_payment"), target: "paying" },
          { guard: is(7, "pending_payment"), target: "paying" },
          { guard: is(6, "cancelled"), target: "restoring" },
          { guard: is(7, "cancelled"), target: "done", actions: emit(say("visit.was.cancelled")) },
          { guard: is(8, "cancelled"), target: "done", actions: emit(say("visit.was.cancelled")) },
          { guard: ({ context }) => context.visit?.ahead !== true, target: "done", actions: emit(say("visit.begun")) },
          { guard: ({ context }) => context.digit === 6, target: "confirming" },
          { guard: ({ context }) => context.digit === 7, target: "moving" },
          { target: "cancelling" },
        ],
      },
      paying: {
        entry: emit(({ context }) => ({ type: "call", flow: "pay", input: { visitId: context.visit?.id ?? 0 } })),
        on: { "flow.returned": "done" },
      },
      // A push asked whether to book another visit in place of this one.
      "answering push": {
        entry: emit(({ context }) => ({ type: "answerNext", visitId: context.visit?.id ?? 0 })),
        on: {
          "next.answered": [
            {
              guard: ({ context }) => context.digit === 8,
              target: "done",
              actions: emit(say("push.declined")),
            },
            { target: "booking anew", actions: assign(({ event }) => ({ wish: event.wish })) },
          ],
        },
      },
      confirming: {
        entry: emit(({ context }) => ({ type: "confirmVisit", visitId: context.visit?.id ?? 0 })),
        on: {
          confirmed: {
            target: "done",
            actions: [emit(say("confirm.head")), emit(({ event }) => sayVisit(event.visit)), emit(say("confirm.keys"))],
          },
          refused: { target: "done", actions: emit(({ event }) => unchanged(event.refusal)) },
        },
      },
      moving: {
        entry: emit(({ context }) => ({ type: "call", flow: "move", input: { visit: context.visit, blanks: {} } })),
        on: { "flow.returned": "done" },
      },
      cancelling: {
        entry: emit(({ context }) => ({ type: "cancelVisit", visitId: context.visit?.id ?? 0 })),
        on: {
          cancelled: {
            target: "done",
            actions: enqueueActions(({ event, enqueue }) => {
              for (const tell of cancelled(event.visit)) enqueue(emit(tell));
            }),
          },
          refused: [
            { guard: ({ event }) => event.refusal.reason === "pin", target: "proving" },
            { target: "done", actions: emit(({ event }) => unchanged(event.refusal)) },
          ],
        },
      },
      proving: {
        entry: emit(({ context }) => callPin(context.visit?.patientId ?? 0)),
        on: {
          "flow.returned": [
            { guard: isRight, target: "cancelling" },
            { target: "done", actions: emit(say("cancel.kept")) },
          ],
        },
      },
      restoring: {
        entry: emit(({ context }) => ({ type: "restoreVisit", visitId: context.visit?.id ?? 0 })),
        on: {
          restored: {
            target: "done",
            actions: [
              emit(say("restore.head")),
              emit(({ event }) => sayVisit(event.visit, "booked")),
              emit(say("visit.keys")),
            ],
          },
          "restore.gone": { target: "booking anew", actions: emit(say("restore.gone")) },
          refused: {
            target: "refusing",
            actions: enqueueActions(({ event, enqueue }) => {
              for (const tell of refused(event.refusal)) enqueue(emit(tell));
            }),
          },
        },
      },
      // She may have booked other visits since she cancelled this one.
      refusing: {
        always: [{ guard: ({ event }) => isOverLimit(event), target: "calling clinic" }, { target: "done" }],
      },
      "calling clinic": {
        entry: emit({ type: "call", flow: "phone", input: { stuck: false } }),
        on: { "flow.returned": "done" },
      },
      "booking anew": {
        entry: emit(({ context: { visit, wish } }) => ({
          type: "call",
          flow: "book",
          input: {
            ...{ blanks: visit ? wanted(visit) : {}, patientId: visit?.patientId ?? null },
            ...(visit ? { wish: { ...wish, ...discreetWish(visit) }, discreet: isDiscreet(visit) } : { wish }),
          },
        })),
        on: { "flow.returned": "done" },
      },
      done: { type: "final" },
    },
  }),
};
