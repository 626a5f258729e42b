import type { Tell } from "./effects.ts";
import type { Moment } from "./places.ts";
import { say } from "./say.ts";
import { type Sentence, sentence } from "./sentence.ts";

/** Lines under the head of one text: seven of 38 units are two segments. */
export const WORKER_LINES_MAX = 6;

/** What a worker is told of one visit at once, because nobody else can be told. */
export const WORKER_NEWS = ["booked", "moved", "cancelled", "again"] as const;
export type WorkerNews = (typeof WORKER_NEWS)[number];

/** Whom a worker is told of: her people by code and first name, those who keep their visits to themselves by code alone. */
export type ToldOf = { readonly code: string; readonly nickname: string | null; readonly isCovert: boolean };

/** What a worker's week came to. */
export type ToldWeek = {
  readonly name: string;
  readonly booked: number;
  readonly attended: number;
  readonly missed: number;
  readonly unreached: number;
};

const HEADS = {
  booked: "receipt.for.booked",
  moved: "receipt.for.moved",
  cancelled: "receipt.for.cancelled",
  again: "receipt.for.again",
} as const;

/** The line of a visit in a text to a worker: never what it is for. */
export function workerLine({ code, nickname, isCovert: hides }: ToldOf, when: Moment): Sentence {
  return sentence("receipt.for.visit", { code, called: hides || nickname === null ? "" : nickname, when });
}

/** The code with which she sets her first PIN. */
export function codeText(code: string): Tell {
  return say("worker.code", { code });
}

/** News of one visit. */
export function newsText(about: WorkerNews, visit: Sentence): Tell {
  return textOf([sentence(HEADS[about]), visit]);
}

/** How many of so many lines one text shows: where there are more, its last line says how many. */
export function shownOf(lines: number): number {
  return lines <= WORKER_LINES_MAX ? lines : WORKER_LINES_MAX - 1;
}

/** Whom she is to remind today; those that find no room she can list. */
export function morningText(visits: readonly Sentence[], left: number): Tell {
  const more = left > 0 ? [sentence("receipt.for.more", { count: String(left) })] : [];
  return textOf([sentence("receipt.for.morning"), ...visits, ...more]);
}

/** What each worker of a supervisor did in a week. */
export function weekText(team: readonly ToldWeek[], left: number): Tell {
  const lines = team.map(({ name, booked, attended, missed, unreached }) =>
    sentence("receipt.for.worker", { called: name, words: [booked, attended, missed, unreached].join(", ") }),
  );
  const more = left > 0 ? [sentence("receipt.more", { count: String(left) })] : [];
  return textOf([sentence("receipt.for.week"), ...lines, ...more]);
}

/** Patients have another worker from now on: she who had them is told, or she who has them. */
export const WORKER_HANDED = ["away", "here"] as const;
export type WorkerHanded = (typeof WORKER_HANDED)[number];

const HANDED = { away: "receipt.for.handed.away", here: "receipt.for.handed.here" } as const;

/** How many patients were handed on, and to or from whom; not who they are. */
export function handedText(which: WorkerHanded, count: number, other: string): Tell {
  return textOf([sentence(HANDED[which], { count: String(count), called: other })]);
}

/** Lines to a worker in the manner of a receipt: Latin letters, each of at most 38 units. */
function textOf(lines: readonly Sentence[]): Tell {
  const said = lines.map((one) => ({ is: "said", sentence: one }) as const);
  return { type: "receipt", lines: said, visits: [], isKept: false };
}
