import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Texts that are registered with operators (India's DLT), each form in each language by itself. */
export const templates = sqliteTable(
  "templates",
  {
    /** As in `messages.purpose`. */
    template: text().notNull(),
    form: text().notNull(),
    language: text().notNull(),
    /** The operator's ids of the text, of the organisation, and the sender it is registered for. */
    registeredId: text("registered_id").notNull(),
    entityId: text("entity_id").notNull(),
    header: text().notNull(),
    variableMax: integer("variable_max").notNull(),
    variablesMax: integer("variables_max").notNull(),
  },
  (t) => [primaryKey({ columns: [t.template, t.form, t.language] })],
);
