import { assign, emit } from "xstate";
import { flowSetup } from "../src/core/flow.ts";
import { ask, option, say } from "../src/core/say.ts";
import { sentence } from "../src/core/sentence.ts";

type Context = { workerId: number };

const worker = flowSetup<Context, null, null>();

/** A worker's menu, once her PIN is right; her own visits are the last entry. */
export const workerFlow = {
  name: "worker",
  version: 1,
  machine: worker.createMachine({
    id: "worker",
    context: { workerId: 0 },
    initial: "finding",
    output: null,
    states: {
      finding: {
        entry: emit({ type: "findWorker", act: { registers: 0, touches: 0 } }),
        on: {
          "worker.found": [
            {
              guard: ({ event }) => event.needsPin,
              target: "proving",
              actions: assign(({ event }) => ({ workerId: event.workerId })),
            },
            { target: "choosing", actions: assign(({ event }) => ({ workerId: event.workerId })) },
          ],
          "worker.locked": { target: "done", actions: emit(say("worker.locked")) },
          "worker.none": "own",
        },
      },
      proving: {
        entry: emit(({ context: { workerId } }) => ({
          type: "call",
          flow: "worker-pin",
          input: { workerId },
        })),
        on: {
          "flow.returned": [
            { guard: ({ event }) => event.output === "right", target: "choosing" },
            { target: "done", actions: emit(say("worker.left")) },
          ],
        },
      },
      choosing: {
        entry: emit(
          ask(
            [sentence("worker.title")],
            [option(1, "pin", sentence("worker.pin")), option(5, "own", sentence("worker.own"))],
          ),
        ),
        on: {
          chosen: [{ guard: ({ event }) => event.value === "pin", target: "changing PIN" }, { target: "own" }],
          "asked.again": "finding",
        },
      },
      "changing PIN": {
        entry: emit(({ context: { workerId } }) => ({
          type: "call",
          flow: "change-pin",
          input: { owner: { kind: "worker", workerId } },
        })),
        on: { "flow.returned": { target: "done", actions: emit(say("worker.left")) } },
      },
      own: {
        entry: emit({ type: "call", flow: "menu", input: { verb: null, blanks: {} } }),
        on: { "flow.returned": "done" },
      },
      done: { type: "final" },
    },
  }),
};
