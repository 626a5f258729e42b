import { assign, emit } from "xstate";
import type { Answer, Effect, Offer, Wish } from "../src/core/effects.ts";
import { flowSetup } from "../src/core/flow.ts";
import type { Blanks } from "../src/core/meaning.ts";
import type { Care } from "../src/core/places.ts";
import { ask, option, say } from "../src/core/say.ts";
import { type Sentence, sentence } from "../src/core/sentence.ts";

type Preface = "find.taken" | "find.widened" | "find.again" | "find.unknown" | null;

/** `discreet`: neither care, doctor nor clinic is said, only times. */
type Input = { wish: Wish; blanks: Blanks; moving: number | null; taken: boolean; discreet?: boolean };

type Doctors = Extract<Answer, { type: "names.found" }>["practitioners"];

/** Doctors of one name that fit a text. */
const DOCTORS = 4;

/** What is kept of the offers once they have been made: a saved dialog is read and written in every turn. */
type Made = Pick<Offer, "slotId" | "care">;

type Context = Input & { preface: Preface; offers: readonly (Offer | Made)[]; doctors: Doctors; found: Found };

/** The time she chose and what she was looking for, or null when nothing could be offered. */
export type Found = { readonly slotId: number; readonly care: Care; readonly wish: Wish } | null;

const find = flowSetup<Context, Input, Found>();

/** Words that may be a doctor's or a clinic's name. */
function namesIn(blanks: Blanks): readonly string[] {
  return [...(blanks.doctor ?? []), ...(blanks.unknown ?? [])];
}

/** Blanks that narrow a search by themselves. */
function wishOf({ care, day, part, time, gender, language }: Blanks): Wish {
  return {
    ...(care && { care }),
    ...(day && { day }),
    ...(part && { part }),
    ...(time && { time }),
    ...(gender && { gender }),
    ...(language && { language }),
  };
}

/** A new wish about day or hour starts among all times again; what is not said stays as it was. */
function narrowed(wish: Wish, by: Wish): Wish {
  const { day: _day, part: _part, time: _time, not: _not, ...rest } = wish;
  return by.day || by.part || by.time ? { ...rest, ...by } : { ...wish, ...by };
}

/** Where clinics are not said, only one can be meant. */
function named({ wish, discreet }: Context, answer: Extract<Answer, { type: "names.found" }>): Wish {
  const practitionerIds = answer.practitioners.map(({ id }) => id);
  const locationIds = answer.locations.map(({ id }) => id).slice(0, discreet ? 1 : undefined);
  return {
    ...wish,
    ...(practitionerIds.length > 0 && { practitionerIds }),
    ...(locationIds.length > 0 && { locationIds }),
  };
}

/** A word nobody knows is only said to be no name where a name was clearly meant: after "Dr", or in answer to offers. */
function isUnknown({ blanks, offers }: Context, found: Extract<Answer, { type: "names.found" }>): boolean {
  const isName = blanks.doctor !== undefined || offers.length > 0;
  return isName && found.practitioners.length + found.locations.length === 0;
}

function question({ preface, wish, discreet, ...context }: Context): Effect {
  const offers = context.offers.filter((offer) => "at" in offer);
  const first = offers[0];
  const oneClinic = offers.every((offer) => offer.locationId === first?.locationId);
  const label = ({ at, place: clinic }: Offer): Sentence =>
    oneClinic || discreet ? sentence("find.offer", { at }) : sentence("find.offer.clinic", { at, clinic });
  return ask(
    [
      ...(preface ? [sentence(preface)] : []),
      ...(first ? [discreet ? sentence("find.plain") : title(first, oneClinic, wish)] : []),
    ],
    [
      ...offers.map((offer, at) => ({ ...option(at + 1, offer.slotId, label(offer)), time: timeOf(offer) })),
      option(4, "other", sentence(discreet ? "narrow.day" : "find.other"), "other"),
      option(9, "more", sentence("find.more"), "more"),
    ],
    ["blanks", "names"],
  );
}

function timeOf({ slotId, care }: Offer) {
  return { slotId, care };
}

function title({ care, doctor, place: clinic }: Offer, oneClinic: boolean, wish: Wish): Sentence {
  if (wish.practitionerIds?.length === 1) return sentence("find.title.doctor", { doctor });
  return oneClinic ? sentence("find.title.clinic", { care, clinic }) : sentence("find.title", { care });
}

/** Finds a free time: who, what and when as far as she says so, then three offers. Offering reserves nothing. */
export const findFlow = {
  name: "find",
  version: 5,
  machine: find.createMachine({
    id: "find",
    context: ({ input }) => ({
      ...input,
      preface: input.taken ? "find.taken" : null,
      offers: [],
      doctors: [],
      found: null,
    }),
    initial: "reading",
    output: ({ context }) => context.found,
    states: {
      reading: {
        always: [
          { guard: ({ context }) => namesIn(context.blanks).length > 0, target: "naming" },
          { target: "caring" },
        ],
        exit: assign(({ context }) => ({ wish: narrowed(context.wish, wishOf(context.blanks)) })),
      },
      naming: {
        entry: emit(({ context }) => ({ type: "findByName", words: namesIn(context.blanks) })),
        on: {
          "names.found": [
            {
              guard: ({ context, event }) => event.practitioners.length > 1 && context.wish.care === undefined,
              target: "choosing doctor",
              actions: assign(({ event }) => ({ doctors: event.practitioners.slice(0, DOCTORS), blanks: {} })),
            },
            {
              target: "caring",
              actions: assign(({ context, event }) => ({
                wish: named(context, event),
                preface: isUnknown(context, event) ? "find.unknown" : context.preface,
                blanks: {},
              })),
            },
          ],
        },
      },
      // Two doctors of one name give different care: the wrong one would be a visit for nothing.
      "choosing doctor": {
        entry: emit(({ context }) =>
          ask(
            [sentence("find.which")],
            context.doctors.map(({ id, names }, at) => option(at + 1, id, sentence("doctor", { doctor: names }))),
            ["blanks", "names"],
          ),
        ),
        on: {
          chosen: {
            target: "caring",
            actions: assign(({ context, event }) => ({
              wish: { ...context.wish, practitionerIds: [Number(event.value)] },
            })),
          },
          told: { target: "reading", actions: assign(({ event }) => ({ blanks: event.blanks })) },
        },
      },
      caring: {
        always: [
          { guard: ({ context: { wish } }) => Boolean(wish.care ?? wish.practitionerIds), target: "searching" },
          { target: "asking care" },
        ],
      },
      "asking care": {
        entry: emit({ type: "call", flow: "care", input: null }),
        on: {
          "flow.returned": { target: "reading", actions: assign(({ event }) => ({ blanks: event.output as Blanks })) },
        },
      },
      searching: {
        entry: emit(({ context: { wish, moving } }) =>
          moving === null ? { type: "findSlots", wish } : { type: "findSlots", wish, moving },
        ),
        on: {
          "slots.found": {
            target: "choosing",
            actions: assign(({ context, event }) => ({
              offers: event.offers,
              preface: context.preface ?? (event.widened ? "find.widened" : null),
            })),
          },
          "slots.none": [
            { guard: ({ context }) => context.wish.not !== undefined, target: "again" },
            {
              guard: ({ context }) => context.discreet === true,
              target: "found",
              actions: emit(say("find.none.plain")),
            },
            { target: "giving up" },
          ],
        },
      },
      // No more times after those refused: begin with the first ones again and say so.
      again: {
        always: {
          target: "searching",
          actions: assign(
            ({
              context: {
                wish: { not: _refused, ...wish },
              },
            }) => ({ wish, preface: "find.again" as const }),
          ),
        },
      },
      choosing: {
        entry: [
          emit(({ context }) => question(context)),
          assign(({ context }) => ({ offers: context.offers.map(({ slotId, care }) => ({ slotId, care })) })),
        ],
        exit: assign({ preface: null }),
        on: {
          chosen: [
            {
              guard: ({ event }) => event.value === "more",
              target: "searching",
              actions: assign(({ context: { wish, offers } }) => ({
                wish: { ...wish, not: [...(wish.not ?? []), ...offers.map(({ slotId }) => slotId)] },
              })),
            },
            { guard: ({ event }) => event.value === "other", target: "narrowing" },
            {
              target: "found",
              actions: assign(({ context, event }) => {
                const offer = context.offers.find(({ slotId }) => slotId === event.value);
                const { not: _refused, ...wish } = context.wish;
                return { found: offer ? { slotId: offer.slotId, care: offer.care, wish } : null };
              }),
            },
          ],
          told: { target: "reading", actions: assign(({ event }) => ({ blanks: event.blanks })) },
          "asked.again": "searching",
        },
      },
      narrowing: {
        entry: emit(({ context: { wish, discreet = false } }) => ({
          type: "call",
          flow: "narrow",
          input: { wish, discreet },
        })),
        on: {
          "flow.returned": {
            target: "reading",
            actions: assign(({ context, event }) => {
              const { wish, blanks } = event.output as { wish: Wish; blanks: Blanks };
              return { wish: narrowed(context.wish, wish), blanks };
            }),
          },
        },
      },
      "giving up": {
        entry: [
          emit(({ context }) =>
            context.wish.care ? say("find.none", { care: context.wish.care }) : say("find.none.doctor"),
          ),
          emit({ type: "call", flow: "phone", input: { stuck: false } }),
        ],
        on: { "flow.returned": "found" },
      },
      found: { type: "final" },
    },
  }),
};
