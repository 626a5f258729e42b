import type { Names } from "../core/places.ts";
import { isDay, minutesOf } from "../core/time.ts";

/** The kinds of CSV file. */
export type TableKind = "locations" | "practitioners" | "schedules" | "exceptions";

/** One line of a file; `cells` has exactly the columns that stand in the file's header. */
export type SourceRow = {
  readonly file: string;
  readonly line: number;
  readonly cells: ReadonlyMap<string, string>;
};

/** One file, its header recognised. */
export type SourceTable = { readonly kind: TableKind; readonly rows: readonly SourceRow[] };

/** What is wrong, and where; a null column means the whole line. */
export type Problem = {
  readonly file: string;
  readonly line: number;
  readonly column: string | null;
  readonly problem: string;
};

/** What the installation knows and a file may name. */
export type Known = {
  /** Language tags that have a locale. */
  readonly languages: readonly string[];
  /** Words, each as its folded parts, that no public name may contain. */
  readonly sensitive: readonly (readonly string[])[];
};

/** Reads the cells of one line and collects what is wrong with them. */
export type RowReader = {
  readonly row: SourceRow;
  /** The cell as `parse` reads it (RangeError = a problem). Without the column `kept`, else `empty`; an empty cell is `empty`. */
  readonly read: <T>(column: string, parse: (text: string) => T, values: Fallbacks<T>) => T;
  readonly refuse: (column: string | null, problem: string) => void;
  readonly problems: readonly Problem[];
};

/** What holds without a cell; where neither is given the cell is required. */
export type Fallbacks<T> = { readonly kept?: T | undefined; readonly empty?: T };

/** A reader of one line. After a problem its values are of no use and the line is left out. */
export function rowReader(row: SourceRow): RowReader {
  const problems: Problem[] = [];
  const refuse = (column: string | null, problem: string) => {
    problems.push({ file: row.file, line: row.line, column, problem });
  };
  const read = <T>(column: string, parse: (text: string) => T, { kept, empty }: Fallbacks<T>): T => {
    const text = row.cells.get(column);
    const without = text === undefined && kept !== undefined ? kept : empty;
    try {
      if (text) return parse(text);
      if (without === undefined) throw new RangeError(text === undefined ? "this column is needed" : "is empty");
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      refuse(column, error.message);
    }
    return without as T;
  };
  return { row, read, refuse, problems };
}

/** A short stable name: letters, digits and hyphens, at most 40. */
export function slug(text: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,39}$/.test(text)) return text;
  throw new RangeError(`"${text}" must be small letters a-z, digits and hyphens, at most 40`);
}

/** A whole number within bounds. */
export function whole(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new RangeError(`"${text}" must be a whole number from ${min} to ${max}`);
  };
}

/** A decimal number within bounds. */
export function decimal(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new RangeError(`"${text}" must be a number from ${min} to ${max}, with a point`);
  };
}

/** One of a few words, whatever their case. */
export function oneOf<T extends string>(words: readonly T[]): (text: string) => T {
  return (text) => {
    const found = words.find((word) => word.toLowerCase() === text.toLowerCase());
    if (found !== undefined) return found;
    throw new RangeError(`"${text}" is none of ${words.join(", ")}`);
  };
}

/** Several of a few words, separated by spaces or semicolons; each once, in the order given. */
export function someOf<T extends string>(words: readonly T[]): (text: string) => readonly T[] {
  return (text) => [
    ...new Set(
      text
        .split(/[\s;,]+/)
        .filter(Boolean)
        .map(oneOf(words)),
    ),
  ];
}

/** yes or no. */
export function yesOrNo(text: string): boolean {
  return oneOf(["yes", "no"])(text) === "yes";
}

/** A calendar day, YYYY-MM-DD. */
export function day(text: string): string {
  if (isDay(text)) return text;
  throw new RangeError(`"${text}" is no day YYYY-MM-DD`);
}

/** A time of day as HH:MM; `9`, `9:30`, `9.30` and `5 pm` are read too, 24:00 is the end of the day. */
export function timeOfDay(text: string): string {
  const [, h = "", m = "00", half] = /^(\d{1,2})(?:[:.](\d{2}))?\s*([ap]m)?$/i.exec(text.trim()) ?? [];
  const isHalf = half === undefined || (Number(h) >= 1 && Number(h) <= 12);
  const hour = half === undefined ? Number(h) : (Number(h) % 12) + (half.toLowerCase() === "pm" ? 12 : 0);
  const time = `${String(hour).padStart(2, "0")}:${m}`;
  try {
    if (h === "" || !isHalf) throw new RangeError();
    minutesOf(time);
  } catch {
    throw new RangeError(`"${text.trim()}" is no time HH:MM`);
  }
  return time;
}

/** True if two rows say the same, in whatever order their keys stand. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one, sorted) === JSON.stringify(other, sorted);
}

function sorted(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The names in `<prefix>`, `<prefix>_hi`, …, over those that are kept; an empty cell takes a language's name away. */
export function namesIn(reader: RowReader, prefix: "name" | "public_name", kept: Names | undefined): Names | null {
  const names: Record<string, string> = { ...kept };
  for (const [column, text] of reader.row.cells) {
    if (column !== prefix && !column.startsWith(`${prefix}_`)) continue;
    const key = column.replace(prefix, "name");
    if (text === "") delete names[key];
    else names[key] = text;
  }
  const { name, ...others } = names;
  return name === undefined ? null : { name, ...others };
}
