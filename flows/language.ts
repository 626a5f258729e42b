import { assign, emit } from "xstate";
import { flowSetup } from "../src/core/flow.ts";
import { ask, option, say } from "../src/core/say.ts";
import { sentence } from "../src/core/sentence.ts";

type Context = { language: string | null; languages: readonly string[] };

const language = flowSetup<Context, { language: string | null }, null>();

/** Choose the language; the answer already speaks it. */
export const languageFlow = {
  name: "language",
  version: 1,
  machine: language.createMachine({
    id: "language",
    context: ({ input }) => ({ language: input.language, languages: [] }),
    initial: "deciding",
    output: null,
    states: {
      deciding: {
        always: [{ guard: ({ context }) => context.language !== null, target: "setting" }, { target: "listing" }],
      },
      listing: {
        entry: emit({ type: "listLanguages" }),
        on: {
          "languages.listed": {
            target: "choosing",
            actions: assign(({ event }) => ({ languages: event.languages })),
          },
        },
      },
      choosing: {
        entry: emit(({ context }) =>
          ask(
            [sentence("language.title")],
            context.languages
              .slice(0, 5)
              .map((tag, at) => option(at + 1, tag, sentence("language.name", { language: tag }))),
            ["blanks"],
          ),
        ),
        on: {
          chosen: { target: "setting", actions: assign(({ event }) => ({ language: String(event.value) })) },
          told: {
            target: "deciding",
            actions: assign(({ event }) => ({ language: event.blanks.language ?? null })),
          },
        },
      },
      setting: {
        entry: emit(({ context }) => ({ type: "setLanguage", language: context.language ?? "en" })),
        on: { "language.set": { target: "done", actions: emit(say("language.done")) } },
      },
      done: { type: "final" },
    },
  }),
};
