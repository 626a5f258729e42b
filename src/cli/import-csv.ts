import { CsvError, type Info, parse } from "csv-parse/sync";
import type { Problem, SourceRow, SourceTable, TableKind } from "../booking/import-fields.ts";

const POLICY = [
  ...["min_notice_minutes", "horizon_days", "hold_text_minutes", "quiet_from", "quiet_to", "pay_ways"],
  ...["currency", "waive_roles"],
  ...["remind_three_days", "remind_day_before", "remind_same_day", "remind_at"],
];
const CONTACT = ["country", "lat", "lon", "staff_phone", "gateway_number", "emergency_number"];

/** The columns of each kind of file, besides the names by language. */
const COLUMNS: Readonly<Record<TableKind, readonly string[]>> = {
  locations: ["slug", "name", "public_name", "zone", "languages", "active", ...CONTACT, ...POLICY],
  practitioners: ["slug", "name", "specialties", "languages", "gender", "fee", "currency", "active"],
  schedules: [
    "slug",
    "practitioner",
    "location",
    "hours",
    "slot_minutes",
    "capacity",
    "pay",
    "fee",
    "valid_from",
    "valid_to",
    "active",
  ],
  exceptions: ["schedule", "location", "practitioner", "day", "kind", "from", "to"],
};
const KINDS = Object.keys(COLUMNS) as readonly TableKind[];

/** Which columns carry names by language. */
const NAMED: Readonly<Partial<Record<TableKind, readonly string[]>>> = {
  locations: ["name", "public_name"],
  practitioners: ["name"],
};

/** A file taken apart, or what is wrong with it. */
export type ReadCsv = { readonly table: SourceTable | null; readonly problems: readonly Problem[] };

/** Reads one CSV file (UTF-8; comma, semicolon or tab) and recognises its kind by its header; `tags` are the languages. */
export function readCsv(file: string, bytes: Uint8Array, tags: readonly string[]): ReadCsv {
  const refuse = (line: number, column: string | null, problem: string): Problem => ({ file, line, column, problem });
  let lines: readonly Line[];
  try {
    lines = linesOf(new TextDecoder("utf-8", { fatal: true }).decode(bytes).normalize("NFC").replace(/\r\n?/g, "\n"));
  } catch (error) {
    if (error instanceof CsvError)
      return { table: null, problems: [refuse(Number(error["lines"] ?? 1), null, plain(error))] };
    if (error instanceof TypeError) return { table: null, problems: [refuse(1, null, "is not UTF-8")] };
    throw error;
  }
  const [header, ...body] = lines;
  if (!header) return { table: null, problems: [refuse(1, null, "is empty")] };
  const columns = header.cells.map((name) => canonical(name, tags));
  const { kind, problem } = kindOf(columns, tags);
  const doubled = columns.filter((column, at) => column !== "" && columns.indexOf(column) !== at);
  const problems = [
    ...doubled.map((column) => refuse(header.line, column, "stands twice in the header")),
    ...(problem === null ? [] : [refuse(header.line, null, problem)]),
    ...columns
      .filter((column) => kind !== null && !isColumn(kind, column, tags))
      .map((column) => refuse(header.line, column, unknown(column, kind))),
    ...body
      .filter(({ cells }) => cells.length > columns.length)
      .map(({ line, cells }) => refuse(line, null, `has ${cells.length} cells, the header ${columns.length}`)),
  ];
  const rows = body.map(({ line, cells }): SourceRow => {
    const pairs = columns.map((column, at) => [column, cells[at] ?? ""] as const);
    return { file, line, cells: new Map(pairs) };
  });
  return { table: kind === null ? null : { kind, rows }, problems };
}

type Line = { readonly line: number; readonly cells: readonly string[] };

function linesOf(text: string): readonly Line[] {
  const records = parse(text, {
    bom: true,
    delimiter: delimiterOf(text),
    info: true,
    relaxColumnCount: true,
    skipEmptyLines: true,
    skipRecordsWithEmptyValues: true,
    trim: true,
  }) as unknown as readonly { readonly record: readonly string[]; readonly info: Info }[];
  return records.map(({ record, info }) => ({
    // The parser counts where a record ends; a quoted cell may run over several lines.
    line: info.lines - record.join("").split("\n").length + 1,
    cells: record,
  }));
}

/** Spreadsheets write semicolons where the comma is the decimal sign. */
function delimiterOf(text: string): string {
  const header = text.split("\n", 1)[0] ?? "";
  return [",", ";", "\t"].find((sign) => header.includes(sign)) ?? ",";
}

function canonical(name: string, tags: readonly string[]): string {
  const lower = name.toLowerCase().replace(/[\s-]+/g, "_");
  const tag = tags.find((one) => lower.endsWith(`name_${one.toLowerCase().replace("-", "_")}`));
  return tag === undefined ? lower : `${lower.slice(0, lower.length - tag.length)}${tag}`;
}

function kindOf(columns: readonly string[], tags: readonly string[]) {
  const known = (kind: TableKind) => columns.filter((column) => isColumn(kind, column, tags)).length;
  const most = Math.max(...KINDS.map(known));
  const best = KINDS.filter((kind) => known(kind) === most);
  const [kind = null, other] = best;
  if (most > 1 && other === undefined) return { kind, problem: null };
  const kinds = KINDS.map((one) => `${one} (${COLUMNS[one].slice(0, 4).join(", ")}, …)`).join("; ");
  return { kind: null, problem: `the header is of no kind alone; there are ${kinds}` };
}

/** Whether a kind of file has this column, names by language included. */
export function isColumn(kind: TableKind, column: string, tags: readonly string[]): boolean {
  const named = (NAMED[kind] ?? []).some((prefix) => tags.some((tag) => column === `${prefix}_${tag}`));
  return named || COLUMNS[kind].includes(column);
}

function unknown(column: string, kind: TableKind | null): string {
  const named = /name_(.+)$/.exec(column);
  return named ? `there is no language "${named[1]}"` : `is no column of ${kind}`;
}

function plain({ message }: CsvError): string {
  return message.replace(/^[\w ]+: /, "").replace(/ (at|on) line \d+.*$/, "");
}
