import { assign, emit } from "xstate";
import { flowSetup } from "../src/core/flow.ts";
import type { Blanks } from "../src/core/meaning.ts";
import { LINES_MAX } from "../src/core/receipt.ts";
import { ask, option } from "../src/core/say.ts";
import { sentence } from "../src/core/sentence.ts";
import type { WorkerCommand } from "../src/core/worker-command.ts";

/** `what`: the entry of the worker's menu that was chosen. */
type Input = { what: string };

type Context = Input & { code: string; wish: Blanks };

const workerCommand = flowSetup<Context, Input, "back" | null>();

const BACK = option(9, "back", sentence("worker.back"), "other");
const FIRST = option(9, "first", sentence("worker.first"), "other");
const CODE = ask([sentence("worker.code.ask")], [BACK], ["code"]);
/** Commands of no patient in particular. */
const OF_ALL: ReadonlySet<string> = new Set(["list", "due", "help"]);

/** The command that the answers make, the same as a text would. */
function commandOf({ what, code, wish }: Context): WorkerCommand {
  switch (what) {
    case "book":
      return { kind: "book", code, wish };
    case "move":
      return { kind: "move", code, wish };
    case "cancel":
      return { kind: "cancel", code, wish: {} };
    case "saw":
      return { kind: "saw", code, againInDays: null };
    case "missed":
      return { kind: "missed", code };
    case "list":
      return { kind: "list", code: null };
    default:
      return what === "due" ? { kind: "due" } : { kind: "help" };
  }
}

/** Asks what a command of a worker needs, one thing after another, and has it carried out. */
export const workerCommandFlow = {
  name: "worker-command",
  version: 1,
  machine: workerCommand.createMachine({
    id: "worker-command",
    context: ({ input }) => ({ ...input, code: "", wish: {} }),
    initial: "deciding",
    output: ({ context }) => (context.what === "back" ? "back" : null),
    states: {
      deciding: {
        always: [
          { guard: ({ context }) => OF_ALL.has(context.what), target: "running" },
          { guard: ({ context }) => context.what === "register", target: "registering" },
          { guard: ({ context }) => context.what === "book", target: "coding to book" },
          { guard: ({ context }) => context.what === "change", target: "coding to change" },
          { target: "coding outcome" },
        ],
      },
      "coding to book": {
        entry: emit(CODE),
        on: {
          "code.given": { target: "asking care", actions: assign(({ event }) => ({ code: event.code })) },
          chosen: "leaving",
        },
      },
      "coding to change": {
        entry: emit(CODE),
        on: {
          "code.given": { target: "choosing change", actions: assign(({ event }) => ({ code: event.code })) },
          chosen: "leaving",
        },
      },
      "coding outcome": {
        entry: emit(CODE),
        on: {
          "code.given": { target: "choosing outcome", actions: assign(({ event }) => ({ code: event.code })) },
          chosen: "leaving",
        },
      },
      "asking care": {
        entry: emit({ type: "call", flow: "care", input: null }),
        on: {
          "flow.returned": {
            target: "asking day",
            actions: assign(({ event }) => ({ wish: (event.output ?? {}) as Blanks })),
          },
        },
      },
      "choosing change": {
        entry: emit(
          ask(
            [sentence("worker.which")],
            [option(1, "move", sentence("worker.move")), option(2, "cancel", sentence("worker.cancel")), BACK],
          ),
        ),
        on: {
          chosen: [
            { guard: ({ event }) => event.value === "back", target: "leaving" },
            {
              guard: ({ event }) => event.value === "move",
              target: "asking new day",
              actions: assign({ what: "move" }),
            },
            { target: "running", actions: assign({ what: "cancel" }) },
          ],
        },
      },
      "choosing outcome": {
        entry: emit(
          ask(
            [sentence("worker.which")],
            [option(1, "saw", sentence("worker.saw")), option(2, "missed", sentence("worker.missed")), BACK],
          ),
        ),
        on: {
          chosen: [
            { guard: ({ event }) => event.value === "back", target: "leaving" },
            { target: "running", actions: assign(({ event }) => ({ what: String(event.value) })) },
          ],
        },
      },
      "asking day": {
        entry: emit(ask([sentence("worker.day")], [FIRST], ["blanks", "date"])),
        on: {
          chosen: "running",
          told: {
            target: "running",
            actions: assign(({ context, event }) => ({ wish: { ...context.wish, ...event.blanks } })),
          },
        },
      },
      "asking new day": {
        entry: emit(ask([sentence("worker.new.day")], [BACK], ["blanks", "date"])),
        on: {
          chosen: "leaving",
          told: { target: "running", actions: assign(({ event }) => ({ wish: event.blanks })) },
        },
      },
      registering: {
        entry: emit({ type: "call", flow: "register", input: null }),
        on: { "flow.returned": "done" },
      },
      running: {
        entry: emit(({ context }) => ({
          type: "call",
          flow: "batch",
          input: { lines: [{ is: "command", command: commandOf(context) }], offers: true, room: LINES_MAX },
        })),
        on: { "flow.returned": "done" },
      },
      leaving: { entry: assign({ what: "back" }), always: "done" },
      done: { type: "final" },
    },
  }),
};
