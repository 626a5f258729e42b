import type { Directory, ExceptionRecord, ScheduleRecord } from "../store/import-directory.ts";
import type { StagedRow } from "../store/import-rows.ts";
import {
  isSame,
  type Known,
  type Problem,
  type RowReader,
  rowReader,
  type SourceRow,
  type SourceTable,
  type TableKind,
} from "./import-fields.ts";
import { readLocation } from "./import-locations.ts";
import { readPractitioner } from "./import-practitioners.ts";
import { overlap, type References, readExceptions, readSchedule } from "./import-schedules.ts";

/** How many rows of a kind are new, changed and as they were. */
export type Tally = { readonly added: number; readonly changed: number; readonly same: number };

/** What an import would do, or why it cannot. */
export type Checked = {
  readonly problems: readonly Problem[];
  /** Only what is new or changed. */
  readonly rows: readonly StagedRow[];
  readonly tallies: ReadonlyMap<TableKind, Tally>;
};

type Rows = readonly SourceRow[];

/** Checks all files as one; they may stand in any order and refer to each other. */
export function checkImport(tables: readonly SourceTable[], directory: Directory, known: Known): Checked {
  const problems: Problem[] = [];
  const rowsOf = (kind: TableKind): Rows => tables.filter((table) => table.kind === kind).flatMap(({ rows }) => rows);
  const references = {
    locations: slugsOf(rowsOf("locations"), directory.locations),
    practitioners: slugsOf(rowsOf("practitioners"), directory.practitioners),
    schedules: slugsOf(rowsOf("schedules"), directory.schedules),
  };
  const locations = merged(rowsOf("locations"), directory.locations, problems, (reader, kept) =>
    readLocation(reader, kept, known),
  );
  const practitioners = merged(rowsOf("practitioners"), directory.practitioners, problems, (reader, kept) =>
    readPractitioner(reader, kept, known),
  );
  const schedules = merged(rowsOf("schedules"), directory.schedules, problems, (reader, kept) =>
    readSchedule(reader, kept, references, { locations: locations.all, practitioners: practitioners.all }),
  );
  problems.push(...overlaps(schedules.given, schedules.all));
  const exceptions = exceptionsIn(rowsOf("exceptions"), references, schedules.all, directory.exceptions, problems);
  return {
    problems: problems.toSorted((a, b) => (a.file === b.file ? a.line - b.line : 0)),
    rows: [
      ...locations.changes.map((row) => ({ kind: "location" as const, slug: row.slug, row })),
      ...practitioners.changes.map((row) => ({ kind: "practitioner" as const, slug: row.slug, row })),
      ...schedules.changes.map((row) => ({ kind: "schedule" as const, slug: row.slug, row })),
      ...exceptions.changes.map((row) => ({ kind: "exception" as const, slug: row.schedule, row })),
    ],
    tallies: new Map<TableKind, Tally>([
      ["locations", locations.tally],
      ["practitioners", practitioners.tally],
      ["schedules", schedules.tally],
      ["exceptions", exceptions.tally],
    ]),
  };
}

/** Short names a line may refer to; one in a faulty line counts, for its fault is told already. */
function slugsOf(rows: Rows, known: ReadonlyMap<string, unknown>): ReadonlySet<string> {
  return new Set([...known.keys(), ...rows.flatMap(({ cells }) => cells.get("slug") ?? [])]);
}

type Merged<Row> = {
  readonly all: ReadonlyMap<string, Row>;
  readonly given: ReadonlyMap<string, SourceRow>;
  readonly changes: readonly Row[];
  readonly tally: Tally;
};

function merged<Row extends { readonly slug: string }>(
  rows: Rows,
  known: ReadonlyMap<string, Row>,
  problems: Problem[],
  readRow: (reader: RowReader, kept: Row | undefined) => Row,
): Merged<Row> {
  const all = new Map(known);
  const given = new Map<string, SourceRow>();
  const seen = new Map<string, SourceRow>();
  const changes: Row[] = [];
  const tally = { added: 0, changed: 0, same: 0 };
  for (const row of rows) {
    const reader = rowReader(row);
    const name = row.cells.get("slug") ?? "";
    const before = seen.get(name);
    if (name !== "" && before) reader.refuse("slug", `"${name}" stands in ${before.file}:${before.line} already`);
    seen.set(name, before ?? row);
    const kept = known.get(name);
    const record = readRow(reader, kept);
    problems.push(...reader.problems);
    if (reader.problems.length > 0) continue;
    all.set(name, record);
    given.set(name, row);
    if (kept && isSame(kept, record)) tally.same += 1;
    else {
      tally[kept ? "changed" : "added"] += 1;
      changes.push(record);
    }
  }
  return { all, given, changes, tally };
}

function overlaps(given: ReadonlyMap<string, SourceRow>, all: ReadonlyMap<string, ScheduleRecord>): readonly Problem[] {
  const byPractitioner = new Map<string, ScheduleRecord[]>();
  for (const one of all.values()) {
    const others = byPractitioner.get(one.practitioner);
    if (others) others.push(one);
    else byPractitioner.set(one.practitioner, [one]);
  }
  return [...given].flatMap(([slug, { file, line }]) => {
    const one = all.get(slug);
    const others = one ? (byPractitioner.get(one.practitioner) ?? []) : [];
    const clash = one && others.map((other) => overlap(one, other)).find((problem) => problem !== null);
    return clash ? [{ file, line, column: "hours", problem: clash }] : [];
  });
}

function exceptionsIn(
  rows: Rows,
  references: References,
  schedules: Directory["schedules"],
  known: readonly ExceptionRecord[],
  problems: Problem[],
) {
  const keyOf = ({ schedule, day, kind, from }: ExceptionRecord) => [schedule, day, kind, from].join(" ");
  const knownByKey = new Map(known.map((exception) => [keyOf(exception), exception]));
  const daysSet = new Set(known.map(({ schedule, day }) => `${schedule} ${day}`));
  const wanted = new Map<string, ExceptionRecord>();
  for (const row of rows) {
    const reader = rowReader(row);
    for (const exception of readExceptions(reader, references, schedules)) wanted.set(keyOf(exception), exception);
    problems.push(...reader.problems);
  }
  const tally = { added: 0, changed: 0, same: 0 };
  const changes = [...wanted.values()].filter((exception) => {
    const kept = knownByKey.get(keyOf(exception));
    const isUsual = exception.kind === "usual";
    const isDone = isUsual ? !daysSet.has(`${exception.schedule} ${exception.day}`) : isSame(kept, exception);
    tally[isDone ? "same" : kept || isUsual ? "changed" : "added"] += 1;
    return !isDone;
  });
  return { changes, tally };
}
