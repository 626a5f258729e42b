import { assign, emit, enqueueActions } from "xstate";
import type { Privacy } from "../src/core/appointment.ts";
import type { Effect, Tell } from "../src/core/effects.ts";
import { flowSetup } from "../src/core/flow.ts";
import { ask, only, option, say } from "../src/core/say.ts";
import { sentence } from "../src/core/sentence.ts";

type Context = { patientId: number; code: string; mayBeOvert: boolean; output: Output };

/** Whose visits are wanted; null where all is done. */
type Output = { readonly patientId: number } | null;

const people = flowSetup<Context, null, Output>();

function chose(value: string) {
  return ({ event }: { event: { value: string | number } }) => event.value === value;
}

function privacyQuestion({ mayBeOvert }: Context): Effect {
  return ask(
    [sentence("privacy.title")],
    [
      option(1, "covert", sentence("privacy.covert")),
      option(2, "neutral", sentence("privacy.neutral")),
      ...(mayBeOvert ? [option(3, "overt", sentence("privacy.overt"))] : []),
    ],
  );
}

const SET = { covert: "privacy.set.covert", neutral: "privacy.set.neutral", overt: "privacy.set.overt" } as const;

/** Whoever is covert is found here by her code alone from now on. */
function settled(privacy: Privacy, code: string): readonly Tell[] {
  return privacy === "covert" ? [say(SET[privacy]), say("people.hidden", { code })] : [say(SET[privacy])];
}

/** What one person settles for herself: what our texts say, her PIN, her short name; or she sees her own visits. */
export const peopleFlow = {
  name: "people",
  version: 1,
  machine: people.createMachine({
    id: "people",
    context: { patientId: 0, code: "", mayBeOvert: false, output: null },
    initial: "finding whom",
    output: ({ context }) => context.output,
    states: {
      "finding whom": {
        entry: emit({ type: "call", flow: "for-whom", input: { adds: false } }),
        on: {
          "flow.returned": [
            { guard: ({ event }) => event.output === null, target: "done" },
            {
              target: "looking up",
              actions: assign(({ event }) => ({ patientId: (event.output as { patientId: number }).patientId })),
            },
          ],
        },
      },
      // Whoever is not on this phone has nothing to settle here.
      "looking up": {
        entry: emit(({ context }) => ({ type: "findLink", patientId: context.patientId })),
        on: {
          "link.found": {
            target: "choosing",
            actions: assign(({ event: { code, mayBeOvert } }) => ({ code, mayBeOvert })),
          },
          refused: { target: "done", actions: emit(say("people.unknown")) },
        },
      },
      choosing: {
        entry: emit(
          ask(
            [sentence("people.title")],
            [
              option(1, "visits", sentence("people.visits")),
              option(2, "privacy", sentence("people.privacy")),
              option(3, "pin", sentence("people.pin")),
              only("text", option(4, "nickname", sentence("people.nickname"))),
            ],
          ),
        ),
        on: {
          chosen: [
            { guard: chose("privacy"), target: "choosing privacy" },
            { guard: chose("pin"), target: "setting pin" },
            { guard: chose("nickname"), target: "naming" },
            { target: "done", actions: assign(({ context: { patientId } }) => ({ output: { patientId } })) },
          ],
        },
      },
      "choosing privacy": {
        entry: emit(({ context }) => privacyQuestion(context)),
        on: { chosen: "setting privacy" },
      },
      "setting privacy": {
        entry: emit(({ context, event }) => ({
          type: "setPrivacy",
          patientId: context.patientId,
          privacy: (event.type === "chosen" ? event.value : "neutral") as Privacy,
        })),
        on: {
          "privacy.set": {
            target: "done",
            actions: enqueueActions(({ event, enqueue }) => {
              for (const tell of settled(event.privacy, event.code)) enqueue(emit(tell));
            }),
          },
          // Somebody else has come to this phone meanwhile, or her PIN has to be given again.
          refused: { target: "done", actions: emit(say("cancel.kept")) },
        },
      },
      "setting pin": {
        entry: emit(({ context: { patientId } }) => ({
          type: "call",
          flow: "set-pin",
          input: { owner: { kind: "patient", patientId }, isProven: true },
        })),
        on: {
          "flow.returned": [
            {
              guard: ({ event }) => event.output === "set",
              target: "done",
              actions: emit(({ context }) => say("people.hidden", { code: context.code })),
            },
            { target: "done", actions: emit(say("cancel.kept")) },
          ],
        },
      },
      naming: {
        entry: emit(ask([sentence("nickname.title")], [option(9, "keep", sentence("push.back"), "no")], ["name"])),
        on: {
          "name.given": "setting nickname",
          chosen: { target: "done", actions: emit(say("cancel.kept")) },
        },
      },
      "setting nickname": {
        entry: emit(({ context, event }) => ({
          type: "setNickname",
          patientId: context.patientId,
          name: event.type === "name.given" ? event.name : "",
        })),
        on: {
          "nickname.set": {
            target: "done",
            actions: emit(({ event }) => say("nickname.set", { name: event.nickname })),
          },
          "nickname.taken": { target: "naming", actions: emit(say("nickname.taken")) },
          refused: { target: "done", actions: emit(say("cancel.kept")) },
        },
      },
      done: { type: "final" },
    },
  }),
};
