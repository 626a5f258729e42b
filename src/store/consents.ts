import { sql } from "drizzle-orm";
import type { Tx } from "./engine.ts";
import { prepared } from "./prepared.ts";
import { consents } from "./schema/people.ts";

const insertConsent = prepared((db) =>
  db
    .insert(consents)
    .values({
      contactId: sql.placeholder("contactId"),
      patientId: sql.placeholder("patientId"),
      purpose: sql.placeholder("purpose"),
      granted: sql.placeholder("granted"),
      wording: sql.placeholder("wording"),
      channel: sql.placeholder("channel"),
      at: sql.placeholder("at"),
    })
    .prepare(),
);

/** Writes down that a contact allowed or forbade what we start, for one patient or for all (null). */
export async function writeConsent(
  tx: Tx,
  consent: {
    readonly contactId: number;
    readonly patientId: number | null;
    readonly purpose: "visit" | "all";
    readonly granted: boolean;
    /** The locale key of the sentence she agreed to, or 'carrier'. */
    readonly wording: string;
    readonly channel: string;
  },
): Promise<void> {
  await insertConsent(tx).run({ ...consent, at: tx.now });
}
