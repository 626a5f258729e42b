import { assign, emit } from "xstate";
import { flowSetup } from "../src/core/flow.ts";
import type { PinOwner } from "../src/core/pin.ts";
import { LINES_MAX } from "../src/core/receipt.ts";
import { say } from "../src/core/say.ts";
import type { WorkerLine } from "../src/core/worker-command.ts";

/** `code`: all that her text said. `offers`: false beside a call. */
type Input = { code: string; offers: boolean };

type Context = Input & { workerId: number };

const workerCode = flowSetup<Context, Input, null>();

function ownerOf({ workerId }: Context): PinOwner {
  return { kind: "worker", workerId };
}

function listing({ code }: Context): readonly WorkerLine[] {
  return [{ is: "command", command: { kind: "list", code } }];
}

/** What six digits alone mean from a worker: before her first PIN the code that was sent to her, afterwards a patient's visits. */
export const workerCodeFlow = {
  name: "worker-code",
  version: 1,
  machine: workerCode.createMachine({
    id: "worker-code",
    context: ({ input }) => ({ ...input, workerId: 0 }),
    initial: "finding",
    output: null,
    states: {
      finding: {
        entry: emit({ type: "findWorker", act: { registers: 0, touches: 0 } }),
        on: {
          "worker.found": [
            { guard: ({ event }) => event.hasPin, target: "listing" },
            {
              target: "checking",
              actions: assign(({ event }) => ({ workerId: event.workerId })),
            },
          ],
          "worker.locked": "listing",
          "worker.none": "listing",
        },
      },
      checking: {
        entry: emit(({ context: { workerId, code } }) => ({ type: "checkPinCode", workerId, code })),
        on: {
          "pin.code.right": "choosing",
          "pin.code.wrong": { target: "asking code", actions: emit(say("pin.code.wrong")) },
        },
      },
      choosing: {
        entry: emit(({ context }) => ({
          type: "call",
          flow: "set-pin",
          input: { owner: ownerOf(context), isProven: true },
        })),
        on: { "flow.returned": { target: "done", actions: emit(say("worker.left")) } },
      },
      "asking code": {
        entry: emit(({ context }) => ({
          type: "call",
          flow: "set-pin",
          input: { owner: ownerOf(context), isProven: false },
        })),
        on: { "flow.returned": { target: "done", actions: emit(say("worker.left")) } },
      },
      listing: {
        entry: emit(({ context }) => ({
          type: "call",
          flow: "batch",
          input: { lines: listing(context), offers: context.offers, room: LINES_MAX },
        })),
        on: { "flow.returned": "done" },
      },
      done: { type: "final" },
    },
  }),
};
