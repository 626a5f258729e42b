import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { applyImport } from "../booking/import-apply.ts";
import { checkImport, type Tally } from "../booking/import-check.ts";
import type { Known, Problem } from "../booking/import-fields.ts";
import { readWordList } from "../core/hearing/word-list.ts";
import { readLocales } from "../speech/locales.ts";
import { directoryOf } from "../store/import-directory.ts";
import type { Command } from "./command.ts";
import { readCsv } from "./import-csv.ts";
import { counted } from "./words.ts";

/** `import <csv…> [--dry-run]`: clinics, practitioners, schedules and their exceptions; all files or nothing. */
export const importCommand: Command = {
  usage: "import <csv>… [--dry-run]",
  about: "add or change clinics, practitioners, schedules and exceptions",
  run: async ({ engine, locales, print }, args) => {
    const files = args.filter((arg) => !arg.startsWith("--"));
    const options = args.filter((arg) => arg.startsWith("--"));
    if (files.length === 0 || options.some((option) => option !== "--dry-run")) return 2;
    const known = knownIn(locales);
    const read = files.map((file) => readFile(file, known));
    const tables = read.flatMap(({ table }) => table ?? []);
    const directory = await directoryOf(engine.read);
    const { problems, rows, tallies } = checkImport(tables, directory, known);
    const all = [...read.flatMap((one) => one.problems), ...problems];
    for (const problem of all) print(lineOf(problem));
    if (all.length > 0) {
      print(`${counted(all.length, "problem")}, so nothing was changed.`);
      return 1;
    }
    const isDry = options.length > 0;
    if (!isDry) await applyImport(engine, directory.imports, rows);
    for (const { kind } of tables.filter((table, at) => tables.findIndex(({ kind }) => kind === table.kind) === at)) {
      print(`${kind}: ${tallyLine(tallies.get(kind), isDry)}`);
    }
    if (isDry) print("This was a dry run: nothing was changed.");
    else if (rows.length > 0) print('The running gateway makes the slots now; without one: "gateway slots extend".');
    return 0;
  },
};

function readFile(file: string, { languages }: Known) {
  const name = basename(file);
  try {
    return readCsv(name, readFileSync(file), languages);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    return { table: null, problems: [{ file: name, line: 1, column: null, problem: "cannot be read" }] };
  }
}

/** What this installation knows and a file may name. */
export function knownIn(folder: string): Known {
  const files = readLocales(folder);
  const sensitive = files.flatMap(({ tag, hear }) => readWordList(`locales/${tag}/hear.json`, hear).sensitive);
  return { languages: files.map(({ tag }) => tag), sensitive };
}

/** A problem as it is printed. */
export function lineOf({ file, line, column, problem }: Problem): string {
  return [`${file}:${line}`, ...(column === null ? [] : [column]), problem].join(": ");
}

function tallyLine(tally: Tally | undefined, isDry: boolean): string {
  const { added, changed, same } = tally ?? { added: 0, changed: 0, same: 0 };
  return `${added} ${isDry ? "would be added" : "added"}, ${changed} ${isDry ? "would change" : "changed"}, ${same} as before`;
}
