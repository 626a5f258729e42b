import { assign, emit } from "xstate";
import type { Effect, FlowEvent, Person } from "../src/core/effects.ts";
import { flowSetup } from "../src/core/flow.ts";
import type { OptionValue } from "../src/core/prompt.ts";
import { callPin, isLocked, isProven } from "../src/core/proving.ts";
import { ask, only, option, say } from "../src/core/say.ts";
import { sentence } from "../src/core/sentence.ts";

/** Persons read out at once; by call only four keys are offered. */
const PAGE = 4;

/** A known person, a new one by name (by call there is none yet), or null where it stays open. */
export type Who = { readonly patientId: number } | { readonly name: string | null } | null;

/** `adds`: it is for a booking, so it may be somebody new. */
type Input = { adds: boolean };

/** A keypad spells no name: a new person has none yet, and a task asks the clinic for it (DESIGN 6.3). */
const BY_KEYPAD = [
  only("call", option(1, "new", sentence("whom.new"))),
  only("call", option(2, "code", sentence("whom.code"))),
];

const BACK = option(9, "back", sentence("push.back"), "no");

const BY_KEY = [
  { guard: ({ event }: { event: { value: OptionValue } }) => event.value === "code", target: "coding" } as const,
  { target: "named" } as const,
];

type Context = Input & { persons: readonly Person[]; from: number; who: Who };

const forWhom = flowSetup<Context, Input, Who>();

function question({ adds, persons, from }: Context): Effect {
  const page = persons.slice(from, from + PAGE);
  return ask(
    [sentence(adds ? "whom.title" : "people.whom")],
    [
      ...page.map(({ id, nickname }, at) => option(at + 1, id, sentence("person", { name: nickname }))),
      option(9, "other", sentence("whom.other"), "other"),
    ],
  );
}

/** Whether to give up is to book for nobody, or only to leave what was asked for. */
function isAdding({ context }: { context: Context }): boolean {
  return context.adds;
}

/** Her PIN is locked: her code alone still books, and nothing else. */
function isBookedByCode({ context, event }: { context: Context; event: FlowEvent }): boolean {
  return context.adds && isLocked({ event });
}

/** Who is it for: one of those this phone shows, or somebody by patient code and PIN, or somebody new by name. */
export const forWhomFlow = {
  name: "for-whom",
  version: 3,
  machine: forWhom.createMachine({
    id: "for-whom",
    context: ({ input }) => ({ ...input, persons: [], from: 0, who: null }),
    initial: "listing",
    output: ({ context }) => context.who,
    states: {
      listing: {
        entry: emit({ type: "listPersons" }),
        on: {
          "persons.listed": [
            { guard: ({ context, event }) => event.persons.length === 0 && context.adds, target: "naming" },
            { guard: ({ event }) => event.persons.length === 0, target: "coding" },
            { target: "choosing", actions: assign(({ event }) => ({ persons: event.persons, from: 0 })) },
          ],
        },
      },
      choosing: {
        entry: emit(({ context }) => question(context)),
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
            { guard: isAdding, target: "naming another" },
            { target: "coding" },
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
        entry: emit(ask([sentence("whom.code.title")], [BACK], ["code"])),
        on: {
          "code.given": "looking up",
          chosen: [{ guard: isAdding, target: "naming another" }, { target: "giving up" }],
        },
      },
      "looking up": {
        entry: emit(({ event }) => ({ type: "findPerson", code: event.type === "code.given" ? event.code : "" })),
        on: {
          "person.found": [
            {
              guard: ({ event }) => event.isGuarded,
              target: "proving",
              actions: assign(({ event }) => ({ who: { patientId: event.patientId } })),
            },
            { target: "known", actions: assign(({ event }) => ({ who: { patientId: event.patientId } })) },
          ],
          "person.unknown": [
            { guard: isAdding, target: "naming another", actions: emit(say("whom.unknown")) },
            { target: "coding", actions: emit(say("whom.unknown")) },
          ],
          "silence.due": { target: "known", actions: emit({ type: "silence" }) },
        },
      },
      proving: {
        entry: emit(({ context: { who } }) => callPin(who && "patientId" in who ? who.patientId : 0)),
        on: {
          "flow.returned": [
            { guard: isProven, target: "known" },
            { guard: isBookedByCode, target: "known" },
            { guard: isAdding, target: "listing", actions: assign({ who: null }) },
            { target: "giving up", actions: assign({ who: null }) },
          ],
        },
      },
      "giving up": { entry: emit(say("cancel.kept")), always: "known" },
      named: {
        entry: assign(({ event }) => ({ who: { name: event.type === "name.given" ? event.name : null } })),
        always: "known",
      },
      known: { type: "final" },
    },
  }),
};
