import { type Outcome, recordOutcome } from "../booking/outcome.ts";
import { isDay } from "../core/time.ts";
import { visitByReference } from "../store/appointments.ts";
import type { Command } from "./command.ts";

const STAFF = { kind: "staff", id: null } as const;

const WORDS: Readonly<Record<Outcome["state"], string>> = {
  arrived: "has arrived",
  fulfilled: "was seen",
  no_show: "did not come",
};

/** `arrived <reference>`: the patient is there. */
export const arrivedCommand = outcomeCommand("arrived", "note that a patient has come");
/** `no-show <reference>`: the patient did not come; she is asked whether she wants another time. */
export const noShowCommand = outcomeCommand(
  "no_show",
  "note that a patient did not come; she is asked for another time",
);
/** `fulfilled <reference> [day]`: the patient was seen, and is to come again on a day if there is one. */
export const fulfilledCommand = outcomeCommand(
  "fulfilled",
  "note that a patient was seen, and when she is to come again",
);

function outcomeCommand(state: Outcome["state"], about: string): Command {
  const takesDay = state === "fulfilled";
  return {
    usage: `${state.replace("_", "-")} <reference>${takesDay ? " [follow-up YYYY-MM-DD]" : ""}`,
    about,
    run: async ({ engine, print }, [reference, day, ...rest]) => {
      if (reference === undefined || rest.length > 0 || (day !== undefined && !(takesDay && isDay(day)))) return 2;
      const outcome: Outcome = state === "fulfilled" ? { state, followUpOn: day ?? null } : { state };
      const recorded = await engine.transact(async (tx) => {
        const id = await visitByReference(tx, reference);
        return id === undefined ? null : await recordOutcome(tx, STAFF, id, outcome);
      });
      if (recorded === null) print(`There is no visit ${reference}.`);
      else print(recorded.ok ? `Visit ${reference}: ${WORDS[state]}.` : `Nothing was changed: ${recorded.why}.`);
      return recorded?.ok ? 0 : 1;
    },
  };
}
