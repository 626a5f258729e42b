import { assign, emit } from "xstate";
import { discreetWish, isDiscreet } from "../src/core/discreet.ts";
import type { Visit, Wish } from "../src/core/effects.ts";
import { flowSetup } from "../src/core/flow.ts";
import type { Blanks } from "../src/core/meaning.ts";
import { callPin, isProven, isRight } from "../src/core/proving.ts";
import { say, sayVisit } from "../src/core/say.ts";
import { unchanged } from "./cancel.ts";
import type { Found } from "./find.ts";

type Input = { visit: Visit; blanks: Blanks };

type Context = Input & { wish: Wish; slotId: number; taken: boolean };

const move = flowSetup<Context, Input, null>();

/** Moves a visit: the new time is chosen first, and until then the old one stands. */
export const moveFlow = {
  name: "move",
  version: 2,
  machine: move.createMachine({
    id: "move",
    context: ({ input: { visit, blanks } }) => ({
      ...{ visit, blanks, wish: { care: visit.care, ...discreetWish(visit) } },
      ...{ slotId: 0, taken: false },
    }),
    initial: "deciding",
    output: null,
    states: {
      deciding: {
        always: [{ guard: ({ context }) => context.visit.guarded, target: "proving" }, { target: "finding" }],
      },
      proving: {
        entry: emit(({ context }) => callPin(context.visit.patientId)),
        on: {
          "flow.returned": [
            { guard: isProven, target: "finding" },
            { target: "done", actions: emit(say("cancel.kept")) },
          ],
        },
      },
      finding: {
        entry: emit(({ context: { visit, wish, blanks, taken } }) => ({
          type: "call",
          flow: "find",
          input: { wish, blanks, moving: visit.id, taken, discreet: isDiscreet(visit) },
        })),
        on: {
          "flow.returned": [
            { guard: ({ event }) => event.output === null, target: "done", actions: emit(say("move.kept")) },
            {
              target: "moving",
              actions: assign(({ event }) => {
                const { slotId, wish } = event.output as NonNullable<Found>;
                return { slotId, wish, blanks: {} };
              }),
            },
          ],
        },
      },
      moving: {
        entry: emit(({ context: { visit, slotId } }) => ({ type: "moveVisit", visitId: visit.id, slotId })),
        on: {
          moved: {
            target: "done",
            actions: [
              emit(say("move.head")),
              emit(({ event }) => sayVisit(event.visit, "moved")),
              emit(say("move.keys")),
            ],
          },
          "slot.taken": { target: "finding", actions: assign({ taken: true }) },
          refused: [
            {
              guard: ({ event }) => event.refusal.reason === "overlap",
              target: "finding",
              actions: [
                emit(say("move.overlap")),
                assign(({ context: { wish, slotId } }) => ({ wish: { ...wish, not: [...(wish.not ?? []), slotId] } })),
              ],
            },
            { guard: ({ event }) => event.refusal.reason === "pin", target: "proving again" },
            {
              target: "done",
              actions: emit(({ event }) => unchanged(event.refusal)),
            },
          ],
        },
      },
      // She took longer over the times than her PIN counts for.
      "proving again": {
        entry: emit(({ context }) => callPin(context.visit.patientId)),
        on: {
          "flow.returned": [
            { guard: isRight, target: "moving" },
            { target: "done", actions: emit(say("cancel.kept")) },
          ],
        },
      },
      done: { type: "final" },
    },
  }),
};
