import type { Db, Tx } from "./engine.ts";
import { templates } from "./schema/templates.ts";

/** A text as an operator has registered it. */
export type RegisteredTemplate = typeof templates.$inferSelect;

/** Everything that is registered. */
export async function registeredTemplates(db: Db): Promise<readonly RegisteredTemplate[]> {
  return await db.select().from(templates);
}

/** Notes that a text is registered, in place of what was noted before. */
export async function registerTemplate(tx: Tx, row: RegisteredTemplate): Promise<void> {
  const { template, form, language } = templates;
  await tx.db
    .insert(templates)
    .values(row)
    .onConflictDoUpdate({ target: [template, form, language], set: row });
}
