import { emit, enqueueActions } from "xstate";
import { flowSetup } from "../src/core/flow.ts";
import { say } from "../src/core/say.ts";

type Input = { stuck: boolean };

const phone = flowSetup<Input, Input, null>();

/** The way out: the clinic's own number, and a task if somebody got stuck. */
export const phoneFlow = {
  name: "phone",
  version: 1,
  machine: phone.createMachine({
    id: "phone",
    context: ({ input }) => input,
    initial: "finding",
    output: null,
    states: {
      finding: {
        entry: emit({ type: "findPhone" }),
        on: {
          "phone.found": {
            target: "done",
            actions: enqueueActions(({ context, event, enqueue }) => {
              if (context.stuck) enqueue(emit(say("phone.stuck")));
              if (context.stuck) enqueue(emit({ type: "writeTask", kind: "not.understood" }));
              const { clinic, phone: number } = event;
              enqueue(
                emit(number === null ? say("phone.none", { clinic }) : say("phone.line", { clinic, phone: number })),
              );
            }),
          },
        },
      },
      done: { type: "final" },
    },
  }),
};
