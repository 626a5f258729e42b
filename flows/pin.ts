import { assign, emit } from "xstate";
import { flowSetup } from "../src/core/flow.ts";
import type { PinOwner } from "../src/core/pin.ts";
import type { ChannelKind } from "../src/core/prompt.ts";
import { ask, only, option, say } from "../src/core/say.ts";
import { sentence } from "../src/core/sentence.ts";

type Input = { owner: PinOwner };

/** `by`: on which kind of channel the PIN came in; the PIN itself is in no context. */
type Context = Input & { by: ChannelKind };

/** `none`: she has no PIN. */
type Output = "right" | "none" | "locked" | "left";

const pin = flowSetup<Context, Input, Output>();

const LEAVE = option(9, "leave", sentence("pin.leave"), "no");
const CALL = only("text", option(1, "call", sentence("pin.by.call")));

/** Asks for a person's PIN, of a worker rather by a call; says to delete a text that held it. */
export const pinFlow = {
  name: "pin",
  version: 3,
  machine: pin.createMachine({
    id: "pin",
    context: ({ input }) => ({ ...input, by: "text" }),
    initial: "finding",
    output: ({ event }) => (event as { output?: Output }).output ?? "left",
    states: {
      finding: {
        entry: emit(({ context }) => ({ type: "findPin", owner: context.owner })),
        on: {
          "pin.found": [{ guard: ({ event }) => event.state === "set", target: "asking" }, { target: "none" }],
          "pin.locked": { target: "locked", actions: emit(({ event }) => say("pin.locked", { until: event.until })) },
          // This phone has tried so many that no PIN is taken from it today.
          "silence.due": "left",
        },
      },
      asking: {
        entry: emit(({ context }) =>
          context.owner.kind === "worker"
            ? ask([sentence("pin.ask.worker")], [CALL, LEAVE], ["pin"])
            : ask([sentence("pin.ask")], [LEAVE], ["pin"]),
        ),
        on: {
          "pin.given": { target: "checking", actions: assign(({ event }) => ({ by: event.by })) },
          chosen: [{ guard: ({ event }) => event.value === "call", target: "planning call" }, { target: "left" }],
          "asked.again": "finding",
        },
      },
      "planning call": {
        entry: emit({ type: "callNow" }),
        on: {
          "call.planned": "awaiting call",
          "call.refused": { target: "asking by text", actions: emit(say("pin.call.enough")) },
        },
      },
      "asking by text": {
        entry: emit(ask([sentence("pin.ask")], [LEAVE], ["pin"])),
        on: {
          "pin.given": { target: "checking", actions: assign(({ event }) => ({ by: event.by })) },
          chosen: "left",
          "asked.again": "finding",
        },
      },
      "awaiting call": {
        entry: emit(ask([sentence("pin.call.soon")], [LEAVE], ["pin"])),
        on: {
          "pin.given": { target: "checking", actions: assign(({ event }) => ({ by: event.by })) },
          chosen: "left",
          "asked.again": "finding",
        },
      },
      checking: {
        entry: emit(({ context, event }) => ({
          type: "checkPin",
          owner: context.owner,
          digits: event.type === "pin.given" ? event.digits : "",
        })),
        on: {
          "pin.right": [
            { guard: ({ context }) => context.by === "text", target: "right", actions: emit(say("pin.delete")) },
            { target: "right" },
          ],
          "pin.wrong": {
            target: "asking",
            actions: emit(({ event }) => say(event.left > 1 ? "pin.wrong" : "pin.wrong.last")),
          },
          "pin.locked": { target: "locked", actions: emit(({ event }) => say("pin.locked", { until: event.until })) },
          "silence.due": "left",
          // Staff have taken it away meanwhile.
          "pin.found": "none",
        },
      },
      right: { type: "final", output: "right" },
      none: { type: "final", output: "none" },
      locked: { type: "final", output: "locked" },
      left: { type: "final", output: "left" },
    },
  }),
};
