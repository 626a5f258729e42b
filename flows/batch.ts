import { assign, emit, enqueueActions } from "xstate";
import type { Tell } from "../src/core/effects.ts";
import { flowSetup } from "../src/core/flow.ts";
import type { Option } from "../src/core/prompt.ts";
import { LINES_MAX, type Receipt } from "../src/core/receipt.ts";
import { only, option, say } from "../src/core/say.ts";
import { isHelpAlone, type WorkerLine, type WorkerText } from "../src/core/worker-command.ts";
import { choiceSaid } from "../src/core/worker-receipt.ts";

/**
 * `waiting`: earlier texts that wait for her PIN. `offers`: false beside a call, where nothing may be asked back. `room`: the
 * most lines of a receipt.
 */
type Input = { lines: readonly WorkerLine[]; waiting?: readonly WorkerText[]; offers: boolean; room: number };

/** `until`: when alternatives are too old. */
type Context = {
  texts: readonly WorkerText[];
  offers: boolean;
  room: number;
  until: number | null;
  receipt: Receipt;
  isProven: boolean;
};

const batch = flowSetup<Context, Input, null>();

const NOTHING: Receipt = { lines: [], choices: [], visits: [], isChange: false };

const HELP = [
  ...(["worker.help.book", "worker.help.move", "worker.help.cancel", "worker.help.outcome"] as const),
  ...(["worker.help.list", "worker.help.find", "worker.help.new", "worker.help.after"] as const),
].map((key) => say(key));
/** The line that is only for whoever supervises others. */
const HELP_HAND = say("worker.help.hand");

function receiptOf({ lines, visits, isChange }: Receipt): Tell {
  return { type: "receipt", lines, visits, isKept: isChange };
}

/** What of a receipt still waits for an answer: the choices, each under the line it is about. */
function openPart({ lines }: Receipt): Tell {
  const open = lines.filter(({ is }, at) => is === "choices" || lines[at + 1]?.is === "choices");
  return { type: "receipt", lines: open, visits: [], isKept: false };
}

/** The choices that the receipt has shown, for whoever answers "1", "1 4" or by a name; a call says them in its own words. */
function askOf({ choices }: Receipt): Tell {
  const options = choices.flatMap(({ digit, label }): readonly Option[] => [
    only("text", option(digit, digit, label)),
    only("call", option(digit, digit, choiceSaid(label))),
  ]);
  return { type: "prompt", prompt: { say: [], options, takes: ["several"], isShown: true } };
}

/** The chosen alternatives, as lines of another text. */
function taking({ receipt, until }: Context, values: readonly (string | number)[]): Partial<Context> {
  const lines = receipt.choices
    .filter(({ digit }) => values.includes(digit))
    .map(({ command }): WorkerLine => ({ is: "command", command }));
  return { texts: [{ lines, until }], room: LINES_MAX, isProven: false };
}

function isHelp({ context }: { context: Context }) {
  return context.texts.every(({ lines }) => isHelpAlone(lines));
}

/** From the moment her PIN is asked for, the last text is kept for as long as those before it were. */
function kept(texts: readonly WorkerText[], until: number): readonly WorkerText[] {
  return texts.map((one) => (one.until === null ? { ...one, until } : one));
}

/** What a worker's text asks for, her PIN first where it is needed, and what would do instead of what could not be done. */
export const batchFlow = {
  name: "batch",
  version: 9,
  machine: batch.createMachine({
    id: "batch",
    context: ({ input: { lines, waiting = [], offers, room } }) => ({
      texts: [...waiting, { lines, until: null }],
      ...{ offers, room, until: null, receipt: NOTHING, isProven: false },
    }),
    initial: "reading",
    output: null,
    states: {
      reading: {
        always: [{ guard: isHelp, target: "helping" }, { target: "running" }],
      },
      helping: {
        entry: emit({ type: "findTeam" }),
        on: {
          "team.found": {
            target: "done",
            actions: enqueueActions(({ event, enqueue }) => {
              for (const tell of event.workers.length > 1 ? [...HELP, HELP_HAND] : HELP) enqueue(emit(tell));
            }),
          },
        },
      },
      running: {
        entry: emit(({ context: { texts, room, offers } }) => ({ type: "runBatch", texts, room, offers })),
        on: {
          "batch.done": [
            {
              guard: ({ event }) => event.receipt.choices.length === 0,
              target: "done",
              actions: emit(({ event }) => receiptOf(event.receipt)),
            },
            {
              target: "offering",
              actions: assign(({ event }) => ({ receipt: event.receipt, until: event.until })),
            },
          ],
          "batch.pin": [
            { guard: ({ context }) => context.isProven, target: "done", actions: emit(say("worker.left")) },
            {
              target: "proving",
              actions: assign(({ context, event }) => ({ texts: kept(context.texts, event.until) })),
            },
          ],
          "batch.old": { target: "done", actions: emit(say("worker.old")) },
          "worker.locked": { target: "done", actions: emit(say("worker.locked")) },
          "worker.none": { target: "done", actions: emit(say("worker.left")) },
        },
      },
      proving: {
        entry: emit(({ event }) => ({
          type: "call",
          flow: "worker-pin",
          input: { workerId: event.type === "batch.pin" ? event.workerId : 0 },
        })),
        on: {
          "flow.returned": [
            {
              guard: ({ event }) => event.output === "right",
              target: "running",
              // Above the receipt stands that she should delete the text with her PIN.
              actions: assign({ room: LINES_MAX - 1, isProven: true }),
            },
            {
              guard: ({ event }) => event.output === "set",
              target: "running",
              // … and, the first time, that it is set.
              actions: assign({ room: LINES_MAX - 2, isProven: true }),
            },
            { target: "done", actions: emit(say("worker.left")) },
          ],
        },
      },
      offering: {
        entry: enqueueActions(({ context, enqueue }) => {
          enqueue(emit(receiptOf(context.receipt)));
          enqueue(emit(askOf(context.receipt)));
        }),
        on: {
          chosen: {
            target: "running",
            actions: assign(({ context, event }) => taking(context, [event.value])),
          },
          "chosen.many": {
            target: "running",
            actions: assign(({ context, event }) => taking(context, event.values)),
          },
          "asked.again": {
            actions: enqueueActions(({ context, enqueue }) => {
              enqueue(emit(openPart(context.receipt)));
              enqueue(emit(askOf(context.receipt)));
            }),
          },
        },
      },
      done: { type: "final" },
    },
  }),
};
