import { assign, emit, enqueueActions } from "xstate";
import type { FlowEvent, Refusal, Visit, Wish } from "../src/core/effects.ts";
import { flowSetup } from "../src/core/flow.ts";
import type { Blanks } from "../src/core/meaning.ts";
import type { Care } from "../src/core/places.ts";
import { say, sayVisit } from "../src/core/say.ts";
import type { Found } from "./find.ts";
import type { Who } from "./for-whom.ts";

/** `wish`: what is settled already, besides what she says herself; `discreet`: what it is for is not said. */
type Input = { blanks: Blanks; patientId: number | null; wish?: Wish; discreet?: boolean };

type Context = {
  blanks: Blanks;
  discreet: boolean;
  /** What she was looking for: after a lost race it is looked for again. */
  wish: Wish;
  care: Care | null;
  slotId: number;
  holdId: number;
  who: Who;
  /** The time just chosen was gone: the next search says so. */
  taken: boolean;
  newPatient: number | null;
  /** Waits for its fee. */
  visitId: number;
};

const book = flowSetup<Context, Input, null>();

/** Books a visit: a time, a hold, for whom, done. Losing a race is not an error: it only means another time. */
export const bookFlow = {
  name: "book",
  version: 5,
  machine: book.createMachine({
    id: "book",
    context: ({ input: { blanks, patientId, wish = {}, discreet = false } }) => ({
      blanks,
      discreet,
      wish,
      care: null,
      slotId: 0,
      holdId: 0,
      who: patientId === null ? null : { patientId },
      taken: false,
      newPatient: null,
      visitId: 0,
    }),
    initial: "finding",
    output: null,
    states: {
      finding: {
        entry: emit(({ context: { wish, blanks, taken, discreet } }) => ({
          type: "call",
          flow: "find",
          input: { wish, blanks, moving: null, taken, discreet },
        })),
        on: {
          "flow.returned": [
            { guard: ({ event }) => event.output === null, target: "done" },
            {
              target: "holding",
              actions: assign(({ event }) => ({ ...(event.output as NonNullable<Found>), blanks: {} })),
            },
          ],
        },
      },
      holding: {
        entry: emit(({ context: { slotId, care } }) => ({ type: "holdSlot", slotId, care: care ?? "general" })),
        on: {
          "slot.held": [
            {
              guard: ({ context }) => context.who !== null,
              target: "booking",
              actions: assign(({ event }) => ({ holdId: event.holdId })),
            },
            { target: "choosing person", actions: assign(({ event }) => ({ holdId: event.holdId })) },
          ],
          "slot.taken": { target: "finding", actions: assign({ taken: true }) },
        },
      },
      "choosing person": {
        entry: emit({ type: "call", flow: "for-whom", input: { adds: true } }),
        on: {
          "flow.returned": [
            { guard: ({ event }) => event.output === null, target: "done" },
            { target: "booking", actions: assign(({ event }) => ({ who: event.output as Who })) },
          ],
        },
      },
      booking: {
        entry: emit(({ context: { holdId, who } }) => ({ type: "book", holdId, who: who ?? { name: null } })),
        on: {
          booked: [
            {
              guard: ({ event }) => event.visit.state === "pending_payment",
              target: "paying",
              actions: assign(({ event }) => ({ visitId: event.visit.id })),
            },
            {
              guard: ({ event }) => event.isNew,
              target: "asking year",
              actions: [
                assign(({ event }) => ({ newPatient: event.visit.patientId })),
                enqueueActions(({ event, enqueue }) => {
                  for (const tell of booked(event.visit)) enqueue(emit(tell));
                }),
              ],
            },
            {
              target: "done",
              actions: enqueueActions(({ event, enqueue }) => {
                for (const tell of [...booked(event.visit), say("visit.keys")]) enqueue(emit(tell));
              }),
            },
          ],
          "slot.taken": { target: "finding", actions: assign({ taken: true }) },
          refused: {
            target: "refusing",
            actions: enqueueActions(({ event, enqueue }) => {
              for (const tell of refused(event.refusal)) enqueue(emit(tell));
            }),
          },
        },
      },
      paying: {
        entry: emit(({ context }) => ({ type: "call", flow: "pay", input: { visitId: context.visitId } })),
        on: { "flow.returned": "done" },
      },
      "asking year": {
        entry: emit(({ context }) => ({
          type: "call",
          flow: "year-of-birth",
          input: { patientId: context.newPatient ?? 0 },
        })),
        on: { "flow.returned": "done" },
      },
      refusing: {
        always: [{ guard: ({ event }) => isOverLimit(event), target: "calling clinic" }, { target: "done" }],
      },
      "calling clinic": {
        entry: emit({ type: "call", flow: "phone", input: { stuck: false } }),
        on: { "flow.returned": "done" },
      },
      done: { type: "final" },
    },
  }),
};

function booked(visit: Visit) {
  const fee = visit.fee ? [say("visit.fee", { fee: visit.fee })] : [];
  return [say("booked.head"), sayVisit(visit, "booked"), ...fee];
}

/** Whether the next thing to say is the clinic's number. */
export function isOverLimit(event: FlowEvent): boolean {
  return event.type === "refused" && "phone" in event.refusal;
}

/** Why there is no such visit; the clinic's number follows where a limit was met. */
export function refused(refusal: Refusal) {
  switch (refusal.reason) {
    case "care.taken":
      return [say("refused.care"), sayVisit(refusal.visit), say("visit.keys")];
    case "overlap":
      return [say("refused.overlap"), sayVisit(refusal.visit), say("visit.keys")];
    case "too.many.visits":
      return [say("limit.visits")];
    case "too.many.persons":
      return [say("limit.persons")];
    case "closed":
      return [say("whom.closed")];
    default:
      return [say("find.gone")];
  }
}
