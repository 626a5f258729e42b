import { assign, emit } from "xstate";
import type { Effect } from "../src/core/effects.ts";
import { flowSetup } from "../src/core/flow.ts";
import type { OptionValue } from "../src/core/prompt.ts";
import { ask, only, option, say } from "../src/core/say.ts";
import { sentence } from "../src/core/sentence.ts";

/** `leads`: she supervises others, between whom patients can be handed over. */
type Context = { leads: boolean };

const worker = flowSetup<Context, null, null>();

/** Entries that lead to no command of one line. */
const OTHERS: ReadonlySet<OptionValue> = new Set(["more", "own", "pin", "hand", "back"]);

function isCommand({ event }: { event: { value: OptionValue } }) {
  return !OTHERS.has(event.value);
}

function is(value: OptionValue) {
  return ({ event }: { event: { value: OptionValue } }) => event.value === value;
}

/** The commands are words to be read. */
const HELP = only("text", option(2, "help", sentence("worker.commands")));

/** Her own visits are the last of all (issue 7); whom she supervises decides what stands before them. */
function morePage({ leads }: Context): Effect {
  return ask(
    [sentence("worker.title")],
    [
      option(1, "due", sentence("worker.due")),
      HELP,
      option(3, "pin", sentence("worker.pin")),
      ...(leads ? [option(4, "hand", sentence("worker.hand"))] : []),
      option(leads ? 5 : 4, "own", sentence("worker.own")),
      option(9, "back", sentence("worker.back"), "other"),
    ],
  );
}

/** The menu of a worker's number, for whoever does not remember the commands; her own visits are its last entry. */
export const workerFlow = {
  name: "worker",
  version: 4,
  machine: worker.createMachine({
    id: "worker",
    context: { leads: false },
    initial: "choosing",
    output: null,
    states: {
      choosing: {
        entry: emit(
          ask(
            [sentence("worker.title")],
            [
              option(1, "book", sentence("worker.book")),
              option(2, "change", sentence("worker.change")),
              option(3, "list", sentence("worker.list")),
              option(4, "outcome", sentence("worker.outcome")),
              option(5, "register", sentence("worker.register")),
              option(9, "more", sentence("worker.more"), "more"),
            ],
          ),
        ),
        on: {
          chosen: [{ guard: isCommand, target: "commanding" }, { target: "finding team" }],
        },
      },
      "finding team": {
        entry: emit({ type: "findTeam" }),
        on: {
          "team.found": {
            target: "choosing more",
            actions: assign(({ event }) => ({ leads: event.workers.length > 1 })),
          },
        },
      },
      "choosing more": {
        entry: emit(({ context }) => morePage(context)),
        on: {
          chosen: [
            { guard: isCommand, target: "commanding" },
            { guard: is("own"), target: "own visits" },
            { guard: is("pin"), target: "finding worker" },
            { guard: is("hand"), target: "handing over" },
            { target: "choosing" },
          ],
        },
      },
      commanding: {
        entry: emit(({ event }) => ({
          type: "call",
          flow: "worker-command",
          input: { what: event.type === "chosen" ? String(event.value) : "" },
        })),
        on: {
          "flow.returned": [{ guard: ({ event }) => event.output === "back", target: "choosing" }, { target: "done" }],
        },
      },
      "handing over": {
        entry: emit({ type: "call", flow: "hand-over", input: null }),
        on: {
          "flow.returned": [{ guard: ({ event }) => event.output === "back", target: "choosing" }, { target: "done" }],
        },
      },
      "finding worker": {
        entry: emit({ type: "findWorker", act: { registers: 0, touches: 0 } }),
        on: { "worker.found": "changing PIN", "worker.locked": "leaving", "worker.none": "leaving" },
      },
      "changing PIN": {
        entry: emit(({ event }) => ({
          type: "call",
          flow: "change-pin",
          input: { owner: { kind: "worker", workerId: event.type === "worker.found" ? event.workerId : 0 } },
        })),
        on: { "flow.returned": "leaving" },
      },
      "own visits": {
        entry: emit({ type: "call", flow: "menu", input: { verb: null, blanks: {} } }),
        on: { "flow.returned": "done" },
      },
      leaving: { entry: emit(say("worker.left")), always: "done" },
      done: { type: "final" },
    },
  }),
};
