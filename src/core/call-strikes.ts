import type { Call } from "./call.ts";
import { type Sentence, sentence } from "./sentence.ts";

/** Times in a row that the same question is put again; then there is another way (DESIGN, no dead end). */
const REPEATS = 2;
/** Where nothing is open any more, one silence is a doubt and two are the end. */
const REPEATS_AT_END = 1;

/** What follows when the same words have to be said again, or for the last time. */
export type Struck =
  | {
      readonly to: "again";
      readonly call: Call;
      /** Why it is said again; null where she asked for it. */
      readonly because: Sentence | null;
      /** Heard twice already: only the keys, and slowly. */
      readonly isShort: boolean;
    }
  | { readonly to: "help" }
  | { readonly to: "end" };

/** Counts silences and wrong keys apart: who is looking for her glasses is not who presses what is not there. */
export function struck(
  call: Call,
  why: "asked" | "silence" | "wrong",
  at: { readonly takesKeys: boolean; readonly isHelp: boolean },
): Struck {
  if (why === "asked") return { to: "again", call, because: null, isShort: false };
  const next = why === "silence" ? { ...call, silences: call.silences + 1 } : { ...call, wrongs: call.wrongs + 1 };
  const count = why === "silence" ? next.silences : next.wrongs;
  // Nobody may be there at all: a recorder needs no help.
  const isEnd = call.asking.kind === "next" || call.asking.kind === "proof";
  if (count > (isEnd ? REPEATS_AT_END : REPEATS)) return isEnd || at.isHelp ? { to: "end" } : { to: "help" };
  return {
    to: "again",
    call: next,
    because: why === "silence" ? sentence("call.silence") : wrongAt(at),
    isShort: count === REPEATS,
  };
}

function wrongAt({ takesKeys }: { readonly takesKeys: boolean }): Sentence {
  return takesKeys ? sentence("call.wrong.number") : sentence("call.wrong");
}
