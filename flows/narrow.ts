import { assign, emit } from "xstate";
import type { Wish } from "../src/core/effects.ts";
import { flowSetup } from "../src/core/flow.ts";
import type { Blanks } from "../src/core/meaning.ts";
import type { Names } from "../src/core/places.ts";
import { ask, only, option } from "../src/core/say.ts";
import { sentence } from "../src/core/sentence.ts";

type Context = {
  wish: Wish;
  days: readonly string[];
  places: readonly { readonly id: number; readonly names: Names }[];
  languages: readonly string[];
  doctors: readonly { readonly id: number; readonly names: Names }[];
  /** What this narrows the wish by: part of a wish, or words still to be understood. */
  wanted: { readonly wish: Wish; readonly blanks: Blanks };
};

/** `discreet`: only the day is asked for, since the rest would name clinics and doctors of her care. */
type Input = { wish: Wish; discreet?: boolean };

const narrow = flowSetup<Context & { discreet: boolean }, Input, Context["wanted"]>();

/** On a call nobody can write what is not listed, and nothing may be: 9 is something else. */
const BACK = only("call", option(9, "back", sentence("find.other")));

/** None of the offers suits: another day, another clinic, a woman doctor, a doctor by name or by language. */
export const narrowFlow = {
  name: "narrow",
  version: 4,
  machine: narrow.createMachine({
    id: "narrow",
    context: ({ input }) => ({
      wish: input.wish,
      discreet: input.discreet === true,
      days: [],
      places: [],
      languages: [],
      doctors: [],
      wanted: { wish: {}, blanks: {} },
    }),
    initial: "deciding",
    output: ({ context }) => context.wanted,
    on: {
      told: { target: ".done", actions: assign(({ event }) => ({ wanted: { wish: {}, blanks: event.blanks } })) },
    },
    states: {
      deciding: {
        always: [{ guard: ({ context }) => context.discreet, target: "listingDays" }, { target: "choosing" }],
      },
      choosing: {
        entry: emit(
          ask(
            [sentence("narrow.title")],
            [
              option(1, "day", sentence("narrow.day")),
              option(2, "place", sentence("narrow.place")),
              option(3, "woman", sentence("narrow.woman")),
              option(4, "doctor", sentence("narrow.doctor")),
              option(5, "language", sentence("narrow.language")),
            ],
            ["blanks"],
          ),
        ),
        on: {
          chosen: [
            { guard: ({ event }) => event.value === "day", target: "listingDays" },
            { guard: ({ event }) => event.value === "place", target: "listingPlaces" },
            {
              guard: ({ event }) => event.value === "woman",
              target: "done",
              actions: assign({ wanted: { wish: { gender: "female" }, blanks: {} } }),
            },
            { guard: ({ event }) => event.value === "language", target: "listingLanguages" },
            { target: "listingDoctors" },
          ],
        },
      },
      listingDays: {
        entry: emit(({ context }) => ({ type: "findDays", wish: context.wish })),
        on: { "days.found": { target: "choosingDay", actions: assign(({ event }) => ({ days: event.days })) } },
      },
      choosingDay: {
        entry: emit(({ context }) =>
          ask(
            [sentence("narrow.day.title")],
            [
              ...context.days.map((day, at) => option(at + 1, day, sentence("narrow.day.label", { day }))),
              only("call", option(9, "date", sentence("narrow.date"))),
            ],
            ["blanks"],
          ),
        ),
        on: {
          chosen: [
            { guard: ({ event }) => event.value === "date", target: "keyingDate" },
            {
              target: "done",
              actions: assign(({ event }) => ({ wanted: { wish: { day: String(event.value) }, blanks: {} } })),
            },
          ],
          "asked.again": "listingDays",
        },
      },
      keyingDate: {
        entry: emit(ask([sentence("narrow.date.title")], [], ["date", "blanks"])),
      },
      listingPlaces: {
        entry: emit(({ context }) => ({ type: "findPlaces", care: context.wish.care ?? null })),
        on: { "places.found": { target: "choosingPlace", actions: assign(({ event }) => ({ places: event.places })) } },
      },
      choosingPlace: {
        entry: emit(({ context }) =>
          ask(
            [sentence("narrow.place.title")],
            [
              ...context.places
                .slice(0, 5)
                .map((place, at) => option(at + 1, place.id, sentence("place", { clinic: place.names }))),
              BACK,
            ],
            ["blanks"],
          ),
        ),
        on: {
          chosen: [
            { guard: ({ event }) => event.value === "back", target: "choosing" },
            {
              target: "done",
              actions: assign(({ event }) => ({
                wanted: { wish: { locationIds: [Number(event.value)] }, blanks: {} },
              })),
            },
          ],
        },
      },
      listingLanguages: {
        entry: emit({ type: "listLanguages" }),
        on: {
          "languages.listed": {
            target: "choosingLanguage",
            actions: assign(({ event }) => ({ languages: event.languages })),
          },
        },
      },
      choosingLanguage: {
        entry: emit(({ context }) =>
          ask(
            [sentence("narrow.language.title")],
            context.languages
              .slice(0, 5)
              .map((tag, at) => option(at + 1, tag, sentence("language.name", { language: tag }))),
            ["blanks"],
          ),
        ),
        on: {
          chosen: {
            target: "done",
            actions: assign(({ event }) => ({ wanted: { wish: { language: String(event.value) }, blanks: {} } })),
          },
        },
      },
      listingDoctors: {
        entry: emit(({ context }) => ({ type: "findDoctors", wish: context.wish })),
        on: {
          "doctors.found": { target: "namingDoctor", actions: assign(({ event }) => ({ doctors: event.doctors })) },
        },
      },
      // By text a name is written; by call, where it cannot be, one is chosen.
      namingDoctor: {
        entry: emit(({ context }) =>
          ask(
            [sentence("narrow.doctor.title")],
            [
              ...context.doctors.map(({ id, names }, at) =>
                only("call", option(at + 1, id, sentence("doctor", { doctor: names }))),
              ),
              BACK,
            ],
            ["blanks", "names"],
          ),
        ),
        on: {
          chosen: [
            { guard: ({ event }) => event.value === "back", target: "choosing" },
            {
              target: "done",
              actions: assign(({ event }) => ({
                wanted: { wish: { practitionerIds: [Number(event.value)] }, blanks: {} },
              })),
            },
          ],
        },
      },
      done: { type: "final" },
    },
  }),
};
