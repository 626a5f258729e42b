import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Rows of an import, staged in pieces until one short transaction switches them on; empty but for an import under way. */
export const importRows = sqliteTable(
  "import_rows",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    /** Which import it belongs to. */
    batch: text().notNull(),
    kind: text({ enum: ["location", "practitioner", "schedule", "exception"] }).notNull(),
    /** The short name that the row is about. */
    slug: text().notNull(),
    /** The whole row as it shall be, as JSON. */
    row: text({ mode: "json" }).notNull(),
  },
  (t) => [index("import_rows_batch").on(t.batch, t.kind, t.slug)],
);
