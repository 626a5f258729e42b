import { assign, emit } from "xstate";
import type { PushAbout } from "../src/core/dialog.ts";
import type { Effect, Visit } from "../src/core/effects.ts";
import { flowSetup } from "../src/core/flow.ts";
import type { Option } from "../src/core/prompt.ts";
import { ask, option, say, visitLine } from "../src/core/say.ts";
import { type Sentence, sentence } from "../src/core/sentence.ts";

/** Without the visit it is looked up first. */
type Input = { about: PushAbout; visitId: number; visit: Visit | null };

const push = flowSetup<Input, Input, null>();

const HEADS = {
  reminder: "push.reminder",
  booked: "push.booked",
  moved: "push.moved",
  cancelled: "push.cancelled",
  rebook: "push.rebook",
} as const;

/** What we write of our own accord: never the care, the doctor only where the patient chose so (DESIGN 6.2). */
function lines(about: PushAbout, visit: Visit): readonly Sentence[] {
  return about === "follow.up" ? [followUp(visit)] : [sentence(HEADS[about]), visitLine(visit)];
}

function followUp({ next, nickname: name, place: clinic, privacy }: Visit): Sentence {
  const day = next?.day ?? "";
  if (privacy === "covert") return sentence("push.again.covert", { day });
  return name === null ? sentence("push.again", { day, clinic }) : sentence("push.again.named", { day, clinic, name });
}

/** Whether it asks for another visit in place of this one. */
function asksNext(about: PushAbout): boolean {
  return about === "cancelled" || about === "rebook" || about === "follow.up";
}

/** 6, 7 and 8 are those of every visit, so they are answered by the flow that answers them everywhere. */
function options(about: PushAbout): readonly Option[] {
  const notMe = option(9, "notMe", sentence("push.not.me"));
  if (asksNext(about)) {
    return [
      option(6, "book", sentence("push.book"), "yes"),
      option(8, "unneeded", sentence("push.unneeded"), "no"),
      notMe,
    ];
  }
  return [
    option(6, "coming", sentence("push.coming"), "yes"),
    option(7, "other", sentence("push.other")),
    option(8, "cannot", sentence("push.cannot")),
    notMe,
  ];
}

function question({ about, visit }: Input, head?: "push.show"): Effect {
  if (!visit) return { type: "silence" };
  const said = lines(about, visit);
  return ask(head ? [sentence(head), ...said.slice(-1)] : said, options(about), [], [visit]);
}

function isOff({ about, visit }: Input): boolean {
  return visit?.state === "cancelled" && !asksNext(about);
}

function isOver({ about, visit }: Input): boolean {
  return visit?.next === undefined && (asksNext(about) || visit?.ahead === false);
}

/** What we ask of our own accord about a visit: a reminder, a notice, an offer of another time. */
export const pushFlow = {
  name: "push",
  version: 1,
  machine: push.createMachine({
    id: "push",
    context: ({ input }) => ({ ...input }),
    initial: "deciding",
    output: null,
    states: {
      deciding: {
        always: [{ guard: ({ context }) => !context.visit, target: "looking up" }, { target: "asking" }],
      },
      "looking up": {
        entry: emit(({ context }) => ({ type: "findPushed", visitId: context.visitId })),
        on: {
          "visit.found": { target: "judging", actions: assign(({ event }) => ({ visit: event.visit })) },
          "visit.unknown": { target: "done", actions: emit(say("visits.none.short")) },
        },
      },
      judging: {
        always: [
          { guard: ({ context }) => isOff(context), target: "done", actions: emit(say("visit.was.cancelled")) },
          { guard: ({ context }) => isOver(context), target: "done", actions: emit(say("visit.begun")) },
          { target: "asking" },
        ],
      },
      asking: {
        entry: emit(({ context }) => question(context)),
        on: { chosen: "asking who", "asked.again": "looking up" },
      },
      "asking who": {
        entry: emit(
          ask(
            [sentence("push.who")],
            [
              option(1, "wrong", sentence("push.wrong")),
              option(2, "other", sentence("push.somebody")),
              option(3, "back", sentence("push.back")),
            ],
          ),
        ),
        on: {
          chosen: [
            { guard: ({ event }) => event.value === "wrong", target: "forgetting" },
            { guard: ({ event }) => event.value === "other", target: "showing" },
            { target: "looking up" },
          ],
        },
      },
      // The text is handed on, and the question stays open for whoever it is for.
      showing: {
        entry: emit(({ context }) => question(context, "push.show")),
        on: { chosen: "asking who", "asked.again": "looking up" },
      },
      forgetting: {
        entry: emit(({ context }) => ({ type: "sleepLink", visitId: context.visitId })),
        on: {
          "link.asleep": { target: "done", actions: emit(say("push.slept")) },
          "visit.unknown": { target: "done", actions: emit(say("visits.none.short")) },
        },
      },
      done: { type: "final" },
    },
  }),
};
