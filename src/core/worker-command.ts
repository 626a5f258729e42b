import type { Blanks } from "./meaning.ts";
import type { Gender } from "./places.ts";
import type { WorkerAct } from "./worker.ts";

/** Most commands of one text; those beyond are refused by name. */
export const COMMANDS_MAX = 10;

/** Most alternatives one receipt offers: the digits 1-5. */
export const ALTERNATIVES_MAX = 5;

/** A person as a worker registers her; every part but the name may be missing, and on a call the name as well. */
export type NewPerson = {
  /** As typed, in whatever script; null where none could be given: by keypad. */
  readonly name: string | null;
  /** In years. */
  readonly age: number | null;
  /** Where it is known better than the age. */
  readonly yearOfBirth?: number;
  readonly gender: Gender | null;
  /** As typed. */
  readonly village: string | null;
  /** As typed, without what stands between its digits: a national number is read in the country of the clinic. */
  readonly phone: string | null;
};

/**
 * When and with whom, as it was read: care, day, part, time, doctor, gender; `unknown` may name a clinic. Days are already
 * calendar days, so that what is kept until a PIN is right still means what she wrote.
 */
export type LineWish = Blanks;

/**
 * One thing a worker asks for, of one person or of all of hers. Plain data: it is kept in a dialog, built by the menu and by
 * the reading of a text alike, and an alternative of a receipt is a command too. `code`: a patient's digits as typed,
 * perhaps with a wrong one.
 */
export type WorkerCommand =
  | {
      readonly kind: "register";
      readonly person: NewPerson;
      /** She was shown who is alike, and says it is somebody else. */
      readonly isOther?: true;
    }
  | { readonly kind: "book"; readonly code: string; readonly wish: LineWish; readonly slotId?: number }
  | { readonly kind: "move"; readonly code: string; readonly wish: LineWish; readonly slotId?: number }
  | { readonly kind: "cancel"; readonly code: string; readonly wish: LineWish }
  /** One person's visits, or (null) today's and tomorrow's of all her people. */
  | { readonly kind: "list"; readonly code: string | null }
  | { readonly kind: "find"; readonly words: readonly string[] }
  /** She came; the doctor wants to see her again in so many days. */
  | { readonly kind: "saw"; readonly code: string; readonly againInDays: number | null }
  | { readonly kind: "missed"; readonly code: string }
  /** Whose follow-up or missed visit waits for a new one. */
  | { readonly kind: "due" }
  | HandCommand
  | { readonly kind: "help" };

/** A supervisor gives patients of one of her workers to another. */
export type HandCommand = {
  readonly kind: "hand";
  /** From whom, to whom and perhaps of which village, as typed: only who knows the team can tell them apart. */
  readonly names: readonly string[];
  /** Patients' codes; none: everybody, or everybody of the village. */
  readonly codes: readonly string[];
  /** Which of those with such a name. */
  readonly fromId?: number;
  readonly toId?: number;
  /** As typed. */
  readonly village?: string;
  /** Exactly these: what was handed over is taken back. */
  readonly patientIds?: readonly number[];
};

/** What a worker may ask for. */
export type WorkerVerb = WorkerCommand["kind"];

/** Every verb there is. */
export const WORKER_VERBS: readonly WorkerVerb[] = [
  ...(["register", "book", "move", "cancel", "list", "find", "saw", "missed", "due", "hand", "help"] as const),
];

/** Why a line is not carried out, before anything was looked up. */
export type LineRefusal =
  /** No patient's code in it. */
  | "no.code"
  /** No name in what is to be registered. */
  | "no.name"
  /** Not two workers in what is to be handed over. */
  | "no.workers"
  /** A day or a time that cannot be. */
  | "bad.day"
  /** A number beside the code that is neither a day nor a time: "25 10:30". */
  | "unread";

/** One line of a worker's text, as read. */
export type WorkerLine =
  | { readonly is: "command"; readonly command: WorkerCommand }
  /** The receipt names it by its code, or else by its number in the text, from 1: what she wrote may name a care. */
  | { readonly is: "refused"; readonly line: number; readonly code: string | null; readonly why: LineRefusal };

/** The lines of one text, and until when they may be carried out; null where they were written just now. */
export type WorkerText = { readonly lines: readonly WorkerLine[]; readonly until: number | null };

/** Whether any of the lines changes something or shows a person: only help does neither. */
export function isPrivate(lines: readonly WorkerLine[]): boolean {
  return lines.some((line) => line.is === "command" && line.command.kind !== "help");
}

/** Whether a text asks for the grammar and nothing else. */
export function isHelpAlone(lines: readonly WorkerLine[]): boolean {
  return lines.every((line) => line.is === "command" && line.command.kind === "help");
}

/** What the lines ask of a worker's limits. */
export function weightOf(lines: readonly WorkerLine[]): WorkerAct {
  const kinds = lines.flatMap((line) => (line.is === "command" ? [line.command.kind] : []));
  return {
    registers: kinds.filter((kind) => kind === "register").length,
    touches: kinds.filter((kind) => TOUCHING.has(kind)).length,
    handsOver: kinds.includes("hand"),
  };
}

const TOUCHING: ReadonlySet<WorkerVerb> = new Set(["book", "move", "cancel", "saw", "missed"]);
