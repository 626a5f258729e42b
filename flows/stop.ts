import { assign, emit } from "xstate";
import type { Person } from "../src/core/effects.ts";
import { flowSetup } from "../src/core/flow.ts";
import { ask, option, say } from "../src/core/say.ts";
import { sentence } from "../src/core/sentence.ts";

/** Persons that fit beside "everybody" (5). */
const PAGE = 4;

type Context = { persons: readonly Person[]; from: number; patientId: number | null };

const stop = flowSetup<Context, null, null>();

/** Says about whom nothing comes any more: on a shared phone the others' messages go on. */
function stopped({ persons, patientId }: Context) {
  const one = persons.find(({ id }) => id === patientId);
  return one ? say("stop.done.one", { name: one.nickname }) : say("stop.done");
}

/** Silences what we start, never the answer to what she starts; on a shared phone asks for whom. */
export const stopFlow = {
  name: "stop",
  version: 4,
  machine: stop.createMachine({
    id: "stop",
    context: { persons: [], from: 0, patientId: null },
    initial: "listing",
    output: null,
    states: {
      listing: {
        entry: emit({ type: "listPersons" }),
        on: {
          "persons.listed": [
            { guard: ({ event }) => event.persons.length < 2, target: "stopping" },
            { target: "choosing", actions: assign(({ event }) => ({ persons: event.persons })) },
          ],
        },
      },
      choosing: {
        entry: emit(({ context: { persons, from } }) =>
          ask(
            [sentence("stop.whom")],
            [
              ...persons
                .slice(from, from + PAGE)
                .map(({ id, nickname }, at) => option(at + 1, id, sentence("person", { name: nickname }))),
              option(5, 0, sentence("stop.all")),
              ...(persons.length > PAGE ? [option(9, "more", sentence("visits.more"), "more")] : []),
            ],
          ),
        ),
        on: {
          chosen: [
            {
              guard: ({ event }) => event.value === "more",
              target: "choosing",
              reenter: true,
              actions: assign(({ context: { persons, from } }) => ({
                from: from + PAGE < persons.length ? from + PAGE : 0,
              })),
            },
            {
              target: "stopping",
              actions: assign(({ event }) => ({ patientId: event.value === 0 ? null : Number(event.value) })),
            },
          ],
        },
      },
      stopping: {
        entry: emit(({ context }) => ({ type: "optOut", patientId: context.patientId })),
        on: {
          "opted.out": { target: "done", actions: emit(({ context }) => stopped(context)) },
          // One confirmation, then silence.
          "silence.due": { target: "done", actions: emit({ type: "silence" }) },
        },
      },
      done: { type: "final" },
    },
  }),
};
