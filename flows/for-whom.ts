import { assign, emit } from "xstate";
import type { Person } from "../src/core/effects.ts";
import { flowSetup } from "../src/core/flow.ts";
import type { OptionValue } from "../src/core/prompt.ts";
import { ask, only, option, say } from "../src/core/say.ts";
import { sentence } from "../src/core/sentence.ts";

/** Persons read out at once; by call only four keys are offered. */
const PAGE = 4;

/** A known person, a new one by name (by call there is none yet), or null when this phone may not add anybody. */
export type Who = { readonly patientId: number } | { readonly name: string | null } | null;

/** A keypad spells no name: a new person has none yet, and a task asks the clinic for it (DESIGN 6.3). */
const BY_KEYPAD = [
  only("call", option(1, "new", sentence("whom.new"))),
  only("call", option(2, "code", sentence("whom.code"))),
];

const BY_KEY = [
  { guard: ({ event }: { event: { value: OptionValue } }) => event.value === "code", target: "coding" } as const,
  { target: "named" } as const,
];

type Context = { persons: readonly Person[]; mayAdd: boolean; from: number; who: Who };

const forWhom = flowSetup<Context, null, Who>();

/** Who is it for: one of this phone's persons, or somebody else by name or patient code. */
export const forWhomFlow = {
  name: "for-whom",
  version: 2,
  machine: forWhom.createMachine({
    id: "for-whom",
    context: { persons: [], mayAdd: true, from: 0, who: null },
    initial: "listing",
    output: ({ context }) => context.who,
    states: {
      listing: {
        entry: emit({ type: "listPersons" }),
        on: {
          "persons.listed": [
            { guard: ({ event }) => event.persons.length === 0, target: "naming" },
            {
              target: "choosing",
              actions: assign(({ event }) => ({ persons: event.persons, mayAdd: event.mayAdd, from: 0 })),
            },
          ],
        },
      },
      choosing: {
        entry: emit(({ context: { persons, from } }) =>
          ask(
            [sentence("whom.title")],
            [
              ...persons
                .slice(from, from + PAGE)
                .map(({ id, nickname }, at) => option(at + 1, id, sentence("person", { name: nickname }))),
              option(9, "other", sentence("whom.other"), "other"),
            ],
          ),
        ),
        on: {
          chosen: [
            {
              guard: ({ event }) => event.value !== "other",
              target: "known",
              actions: assign(({ event }) => ({ who: { patientId: Number(event.value) } })),
            },
            {
              guard: ({ context }) => context.from + PAGE < context.persons.length,
              target: "choosing",
              reenter: true,
              actions: assign(({ context }) => ({ from: context.from + PAGE })),
            },
            { guard: ({ context }) => context.mayAdd, target: "naming another" },
            { target: "full" },
          ],
          "asked.again": "listing",
        },
      },
      naming: {
        entry: emit(ask([sentence("whom.name")], BY_KEYPAD, ["name", "code"])),
        on: { "name.given": "named", "code.given": "looking up", chosen: BY_KEY },
      },
      "naming another": {
        entry: emit(ask([sentence("whom.another")], BY_KEYPAD, ["name", "code"])),
        on: { "name.given": "named", "code.given": "looking up", chosen: BY_KEY },
      },
      coding: {
        entry: emit(ask([sentence("whom.code.title")], [option(9, "back", sentence("whom.other"), "other")], ["code"])),
        on: { "code.given": "looking up", chosen: "naming another" },
      },
      "looking up": {
        entry: emit(({ event }) => ({ type: "findPerson", code: event.type === "code.given" ? event.code : "" })),
        on: {
          "person.found": {
            target: "known",
            actions: assign(({ event }) => ({ who: { patientId: event.person.id } })),
          },
          "person.unknown": { target: "naming another", actions: emit(say("whom.unknown")) },
        },
      },
      named: {
        entry: assign(({ event }) => ({ who: { name: event.type === "name.given" ? event.name : null } })),
        always: "known",
      },
      full: {
        entry: [
          emit({ type: "writeTask", kind: "over.limit" }),
          emit(say("limit.persons")),
          emit({ type: "call", flow: "phone", input: { stuck: false } }),
        ],
        on: { "flow.returned": "known" },
      },
      known: { type: "final" },
    },
  }),
};
