import { applyImport } from "../booking/import-apply.ts";
import { checkImport } from "../booking/import-check.ts";
import { directoryOf } from "../store/import-directory.ts";
import type { Command } from "./command.ts";
import { knownIn, lineOf } from "./import.ts";
import { isColumn } from "./import-csv.ts";

/** `clinic <slug> [<column> <value>]`: shows a clinic, or changes one column of it, checked as an import of that one cell. */
export const clinicCommand: Command = {
  usage: "clinic <slug> [<column> <value>]",
  about: "show a clinic and its policy, or change one column of it as an import would",
  run: async ({ engine, locales, print }, [slug, column, value, ...rest]) => {
    if (slug === undefined || (column !== undefined) !== (value !== undefined) || rest.length > 0) return 2;
    const directory = await directoryOf(engine.read);
    const clinic = directory.locations.get(slug);
    if (!clinic) {
      print(`there is no clinic "${slug}"; there are ${[...directory.locations.keys()].join(", ")}`);
      return 1;
    }
    if (column === undefined || value === undefined) {
      for (const [name, is] of Object.entries(clinic)) print(`${columnOf(name)}  ${textOf(is)}`);
      return 0;
    }
    const known = knownIn(locales);
    if (column === "slug" || !isColumn("locations", column, known.languages)) {
      print(`"${column}" is no column of a clinic that can be changed`);
      return 1;
    }
    const cells = new Map([
      ["slug", slug],
      [column, value],
    ]);
    const row = { file: slug, line: 1, cells };
    const { problems, rows } = checkImport([{ kind: "locations", rows: [row] }], directory, known);
    for (const problem of problems) print(lineOf(problem));
    if (problems.length > 0) return 1;
    await applyImport(engine, directory.imports, rows);
    print(rows.length > 0 ? `Changed ${column} of ${slug}.` : `${column} of ${slug} is so already.`);
    return 0;
  },
};

/** `waiveRoles` stands in files as `waive_roles`. */
function columnOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function textOf(value: unknown): string {
  if (value === null) return "";
  if (Array.isArray(value)) return value.join(" ");
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "object" ? Object.values(value as object).join(" / ") : String(value);
}
