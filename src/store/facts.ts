import { eq } from "drizzle-orm";
import type { Tx } from "./engine.ts";
import { facts } from "./schema/traffic.ts";

/** A small fact about the installation, or null. */
export async function factOf(tx: Tx, name: string): Promise<string | null> {
  const row = await tx.db.select().from(facts).where(eq(facts.name, name)).get();
  return row?.value ?? null;
}

/** Remembers a small fact about the installation. */
export async function setFact(tx: Tx, name: string, value: string): Promise<void> {
  await tx.db.insert(facts).values({ name, value }).onConflictDoUpdate({ target: facts.name, set: { value } });
}
