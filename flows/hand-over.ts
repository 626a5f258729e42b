import { assign, emit } from "xstate";
import type { Effect, FlowEvent } from "../src/core/effects.ts";
import { flowSetup } from "../src/core/flow.ts";
import type { OptionValue } from "../src/core/prompt.ts";
import { LINES_MAX } from "../src/core/receipt.ts";
import { ask, only, option } from "../src/core/say.ts";
import { type Sentence, sentence } from "../src/core/sentence.ts";
import type { Teammate } from "../src/core/worker-asks.ts";
import type { HandCommand } from "../src/core/worker-command.ts";

/** Names read out at once. */
const PAGE = 4;

type Context = {
  team: readonly Teammate[];
  page: number;
  fromId: number;
  toId: number;
  codes: readonly string[];
  village: string | null;
  output: "back" | null;
};

const handOver = flowSetup<Context, null, "back" | null>();

const BACK = option(9, "back", sentence("worker.back"), "other");
const MORE = option(5, "more", sentence("worker.more"), "more");

/** One page of names; the next one is the first again after the last. */
function question(title: Sentence, team: readonly Teammate[], page: number): Effect {
  const shown = team.slice(page * PAGE, page * PAGE + PAGE);
  return ask(
    [title],
    [
      ...shown.map(({ id, name }, at) => option(at + 1, id, sentence("person", { name }))),
      ...(team.length > PAGE ? [MORE] : []),
      BACK,
    ],
  );
}

function takers({ team, fromId }: Context): readonly Teammate[] {
  return team.filter(({ id, hasLeft }) => id !== fromId && !hasLeft);
}

function nextPage(page: number, { length }: readonly Teammate[]): number {
  return (page + 1) * PAGE < length ? page + 1 : 0;
}

function is(value: OptionValue) {
  return ({ event }: { event: FlowEvent }) => event.type === "chosen" && event.value === value;
}

function commandOf({ fromId, toId, codes, village }: Context): HandCommand {
  return { kind: "hand", names: [], codes, fromId, toId, ...(village === null ? {} : { village }) };
}

/** A supervisor gives patients of one of her workers to another, chosen one after the other. */
export const handOverFlow = {
  name: "hand-over",
  version: 1,
  machine: handOver.createMachine({
    id: "hand-over",
    context: { team: [], page: 0, fromId: 0, toId: 0, codes: [], village: null, output: null },
    initial: "finding team",
    output: ({ context }) => context.output,
    states: {
      "finding team": {
        entry: emit({ type: "findTeam" }),
        on: {
          "team.found": [
            {
              guard: ({ event }) => event.workers.length > 1,
              target: "choosing giver",
              actions: assign(({ event }) => ({ team: event.workers, page: 0 })),
            },
            { target: "leaving" },
          ],
        },
      },
      "choosing giver": {
        entry: emit(({ context: { team, page } }) => question(sentence("worker.hand.from"), team, page)),
        on: {
          chosen: [
            { guard: is("back"), target: "leaving" },
            {
              guard: is("more"),
              target: "choosing giver",
              reenter: true,
              actions: assign(({ context: { team, page } }) => ({ page: nextPage(page, team) })),
            },
            {
              target: "choosing taker",
              actions: assign(({ event }) => ({ fromId: Number(event.value), page: 0 })),
            },
          ],
        },
      },
      "choosing taker": {
        entry: emit(({ context }) => question(sentence("worker.hand.to"), takers(context), context.page)),
        on: {
          chosen: [
            { guard: is("back"), target: "leaving" },
            {
              guard: is("more"),
              target: "choosing taker",
              reenter: true,
              actions: assign(({ context }) => ({ page: nextPage(context.page, takers(context)) })),
            },
            { target: "choosing patients", actions: assign(({ event }) => ({ toId: Number(event.value) })) },
          ],
        },
      },
      "choosing patients": {
        entry: emit(
          ask(
            [sentence("worker.hand.which")],
            [
              option(1, "all", sentence("worker.hand.all")),
              option(2, "code", sentence("worker.hand.code")),
              only("text", option(3, "village", sentence("worker.hand.village"))),
              BACK,
            ],
          ),
        ),
        on: {
          chosen: [
            { guard: is("back"), target: "leaving" },
            { guard: is("code"), target: "coding" },
            { guard: is("village"), target: "naming village" },
            { target: "running" },
          ],
        },
      },
      coding: {
        entry: emit(ask([sentence("worker.code.ask")], [BACK], ["code"])),
        on: {
          "code.given": { target: "running", actions: assign(({ event }) => ({ codes: [event.code] })) },
          chosen: "leaving",
        },
      },
      "naming village": {
        entry: emit(ask([sentence("worker.hand.where")], [BACK], ["name"])),
        on: {
          "name.given": { target: "running", actions: assign(({ event }) => ({ village: event.name })) },
          chosen: "leaving",
        },
      },
      running: {
        entry: emit(({ context }) => ({
          type: "call",
          flow: "batch",
          input: { lines: [{ is: "command", command: commandOf(context) }], offers: true, room: LINES_MAX },
        })),
        on: { "flow.returned": "done" },
      },
      leaving: { entry: assign({ output: "back" }), always: "done" },
      done: { type: "final" },
    },
  }),
};
