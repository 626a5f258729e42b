import { assign, emit } from "xstate";
import { flowSetup } from "../src/core/flow.ts";
import type { PinOwner } from "../src/core/pin.ts";
import type { ChannelKind } from "../src/core/prompt.ts";
import { ask, option, say } from "../src/core/say.ts";
import { sentence } from "../src/core/sentence.ts";

/** `isProven`: her old PIN was right, or she is a patient who has none; otherwise the code that was sent is asked for. */
type Input = { owner: PinOwner; isProven: boolean };

/** `seal` stands for the PIN keyed in first; the digits are in no context. */
type Context = Input & { by: ChannelKind; seal: string | null; output: Output };

type Output = "set" | "left";

const setPin = flowSetup<Context, Input, Output>();

const LEAVE = option(9, "leave", sentence("pin.leave"), "no");
const REFUSED = { weak: "pin.weak", differs: "pin.differs" } as const;

function workerOf({ owner }: Context): number {
  return owner.kind === "worker" ? owner.workerId : 0;
}

/**
 * Sets a person's PIN, a worker's first after the code that was sent to her number. On a call it is keyed in twice; by text
 * it stands to be read, so once is enough.
 */
export const setPinFlow = {
  name: "set-pin",
  version: 1,
  machine: setPin.createMachine({
    id: "set-pin",
    context: ({ input }) => ({ ...input, by: "text", seal: null, output: "left" }),
    initial: "deciding",
    output: ({ context }) => context.output,
    states: {
      deciding: {
        always: [{ guard: ({ context }) => context.isProven, target: "choosing" }, { target: "coding" }],
      },
      coding: {
        entry: emit(ask([sentence("pin.code")], [option(9, "new", sentence("pin.code.new"))], ["code"])),
        on: { "code.given": "checking code", chosen: "sending code" },
      },
      "checking code": {
        entry: emit(({ context, event }) => ({
          type: "checkPinCode",
          workerId: workerOf(context),
          code: event.type === "code.given" ? event.code : "",
        })),
        on: {
          "pin.code.right": "choosing",
          "pin.code.wrong": { target: "coding", actions: emit(say("pin.code.wrong")) },
        },
      },
      "sending code": {
        entry: emit(({ context }) => ({ type: "sendPinCode", workerId: workerOf(context) })),
        on: {
          "pin.code.sent": [
            { guard: ({ event }) => event.isSent, target: "coding" },
            { target: "done", actions: emit(say("pin.code.enough")) },
          ],
        },
      },
      choosing: {
        entry: [assign({ seal: null }), emit(ask([sentence("pin.new")], [LEAVE], ["pin"]))],
        on: {
          "pin.given": [
            {
              guard: ({ event }) => event.by === "call",
              target: "proposing",
              actions: assign({ by: "call" }),
            },
            { target: "setting", actions: assign({ by: "text" }) },
          ],
          chosen: "done",
        },
      },
      proposing: {
        entry: emit(({ context, event }) => ({
          type: "proposePin",
          owner: context.owner,
          digits: event.type === "pin.given" ? event.digits : "",
        })),
        on: {
          "pin.proposed": { target: "repeating", actions: assign(({ event }) => ({ seal: event.seal })) },
          "pin.refused": { target: "choosing", actions: emit(({ event }) => say(REFUSED[event.reason])) },
        },
      },
      repeating: {
        entry: emit(ask([sentence("pin.again")], [LEAVE], ["pin"])),
        on: {
          "pin.given": { target: "setting", actions: assign(({ event }) => ({ by: event.by })) },
          chosen: "done",
        },
      },
      setting: {
        entry: emit(({ context, event }) => ({
          type: "setPin",
          owner: context.owner,
          digits: event.type === "pin.given" ? event.digits : "",
          seal: context.seal,
        })),
        on: {
          "pin.set": [
            {
              guard: ({ context }) => context.by === "text",
              target: "done",
              actions: [assign({ output: "set" }), emit(say("pin.set")), emit(say("pin.delete"))],
            },
            { target: "done", actions: [assign({ output: "set" }), emit(say("pin.set"))] },
          ],
          "pin.refused": { target: "choosing", actions: emit(({ event }) => say(REFUSED[event.reason])) },
          // She is the owner no longer: staff moved the number, or took the person off it.
          "pin.found": { target: "done", actions: emit(say("pin.code.enough")) },
        },
      },
      done: { type: "final" },
    },
  }),
};
