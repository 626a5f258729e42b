import { assign, emit } from "xstate";
import type { Person } from "../src/core/effects.ts";
import { flowSetup } from "../src/core/flow.ts";
import type { Option } from "../src/core/prompt.ts";
import { ask, option, say } from "../src/core/say.ts";
import { sentence } from "../src/core/sentence.ts";

/** Persons that fit beside "everybody" (5). */
const PAGE = 4;

/** `patientId`: null means everybody. */
type Context = { persons: readonly Person[]; from: number; patientId: number | null };

const stop = flowSetup<Context, null, null>();

/** Says about whom nothing comes any more: on a shared phone the others' messages go on. */
function stopped({ persons, patientId }: Context) {
  if (patientId === null) return say("stop.done");
  const one = persons.find(({ id }) => id === patientId);
  return one ? say("stop.done.one", { name: one.nickname }) : say("stop.done.other");
}

/** After the last of those it shows, somebody it does not show. */
function further({ persons, from }: Context): Option {
  return from + PAGE < persons.length
    ? option(9, "more", sentence("visits.more"), "more")
    : option(9, "other", sentence("whom.other"), "other");
}

/**
 * Silences what we start, never the answer to what she starts; on a shared phone asks for whom. Whom the phone does not
 * show stops by her code, which answers alike whether she is on this phone or not.
 */
export const stopFlow = {
  name: "stop",
  version: 5,
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
            { guard: ({ event }) => event.serves < 2, target: "stopping" },
            { target: "choosing", actions: assign(({ event }) => ({ persons: event.persons })) },
          ],
        },
      },
      choosing: {
        entry: emit(({ context }) =>
          ask(
            [sentence("stop.whom")],
            [
              ...context.persons
                .slice(context.from, context.from + PAGE)
                .map(({ id, nickname }, at) => option(at + 1, id, sentence("person", { name: nickname }))),
              option(5, 0, sentence("stop.all")),
              further(context),
            ],
          ),
        ),
        on: {
          chosen: [
            {
              guard: ({ event }) => event.value === "more",
              target: "choosing",
              reenter: true,
              actions: assign(({ context: { from } }) => ({ from: from + PAGE })),
            },
            { guard: ({ event }) => event.value === "other", target: "coding" },
            {
              target: "stopping",
              actions: assign(({ event }) => ({ patientId: event.value === 0 ? null : Number(event.value) })),
            },
          ],
        },
      },
      coding: {
        entry: emit(ask([sentence("whom.code.title")], [option(9, "back", sentence("push.back"))], ["code"])),
        on: { "code.given": "looking up", chosen: { target: "choosing", actions: assign({ from: 0 }) } },
      },
      "looking up": {
        entry: emit(({ event }) => ({ type: "findPerson", code: event.type === "code.given" ? event.code : "" })),
        on: {
          "person.found": {
            target: "stopping",
            actions: assign(({ event }) => ({ patientId: event.patientId })),
          },
          "person.unknown": { target: "coding", actions: emit(say("whom.unknown")) },
          "silence.due": { target: "done", actions: emit({ type: "silence" }) },
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
