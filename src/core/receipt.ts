import type { Sentence } from "./sentence.ts";
import { ALTERNATIVES_MAX, type WorkerCommand } from "./worker-command.ts";

/** One line of a receipt, in units of GSM-7: four fit a segment with the ends of lines between them. */
export const LINE_UNITS = 38;
/** A message of a receipt is one segment. */
export const MESSAGE_UNITS = 160;
/** Most messages of one receipt. */
export const MESSAGES_MAX = 3;
/** Lines that surely fit, however long each is. */
export const LINES_MAX = MESSAGES_MAX * 4;

/** How long alternatives may be taken, and a command waits for the PIN. */
export const OPEN_MS = 30 * 60_000;

/** Something else that would do, as a command of its own. */
export type Alternative = { readonly label: Sentence; readonly command: WorkerCommand };

/** What came of one line of a worker's text. */
export type LineResult = {
  readonly line: Sentence;
  /** More lines of the same: a list. */
  readonly more: readonly Sentence[];
  readonly alternatives: readonly Alternative[];
  /** Said in place of `line` where alternatives find no room: "send again". */
  readonly alone: Sentence;
  readonly visits: readonly number[];
  readonly isChange: boolean;
};

/** A line of a receipt as it is sent: a sentence, or one or two numbered choices. */
export type ReceiptLine =
  | { readonly is: "said"; readonly sentence: Sentence }
  | { readonly is: "choices"; readonly choices: readonly Numbered[] };

/** A choice as it is shown. */
export type Numbered = { readonly digit: number; readonly label: Sentence };

/** A numbered alternative. */
export type Choice = Alternative & Numbered;

/** What a worker's text is answered with. */
export type Receipt = {
  readonly lines: readonly ReceiptLine[];
  readonly choices: readonly Choice[];
  /** The visits it names as they now are: 6, 7 and 8 speak about them. */
  readonly visits: readonly number[];
  /** Whether anything was changed. */
  readonly isChange: boolean;
};

const PER_LINE = 2;

/**
 * Lays out a receipt in at most `room` lines, no fewer than results: one line for each of them, then alternatives under the first that have some,
 * then what is left of lists, which end in how many more there are.
 */
export function laidOut(results: readonly LineResult[], room: number, more: (count: number) => Sentence): Receipt {
  let spare = room - results.length;
  const choices: Choice[] = [];
  const offered = results.map((result) => {
    const few = result.alternatives.slice(0, spare > 0 ? Math.min(PER_LINE, ALTERNATIVES_MAX - choices.length) : 0);
    const numbered = few.map((one, at) => ({ ...one, digit: choices.length + at + 1 }));
    choices.push(...numbered);
    spare -= numbered.length > 0 ? 1 : 0;
    return numbered;
  });
  const lines = results.flatMap((result, at): readonly ReceiptLine[] => {
    const own = offered[at] ?? [];
    const first = result.alternatives.length > 0 && own.length === 0 ? result.alone : result.line;
    const listed = cut(result.more, spare, more);
    spare -= listed.length;
    return [said(first), ...(own.length > 0 ? [shown(own)] : []), ...listed.map(said)];
  });
  const visits = [...new Set(results.flatMap((result) => result.visits))];
  return { lines, choices, visits, isChange: results.some((result) => result.isChange) };
}

function cut(list: readonly Sentence[], room: number, more: (count: number) => Sentence): readonly Sentence[] {
  if (list.length <= room) return list;
  return room === 0 ? [] : [...list.slice(0, room - 1), more(list.length - room + 1)];
}

function shown(choices: readonly Choice[]): ReceiptLine {
  return { is: "choices", choices: choices.map(({ digit, label }) => ({ digit, label })) };
}

function said(sentence: Sentence): ReceiptLine {
  return { is: "said", sentence };
}
