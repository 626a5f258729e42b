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
    /** The locale key of the sentence she agreed to, 'carrier' or 'at the desk'. */
    readonly wording: string;
    readonly channel: string;
  },
): Promise<void> {
  await insertConsent(tx).run({ ...consent, at: tx.now });
}

const selectRefusal = prepared((db) =>
  db
    .select({ id: consents.id })
    .from(consents)
    .where(
      sql`contact_id = ${sql.placeholder("contactId")} and granted = 0
        and purpose in ('all', ${sql.placeholder("purpose")})
        and (patient_id is null or patient_id = ${sql.placeholder("patientId")})
        and not exists (select 1 from consents n where n.contact_id = consents.contact_id
          and n.purpose = consents.purpose and n.id > consents.id
          and (n.patient_id is null or n.patient_id = ${sql.placeholder("patientId")}))`,
    )
    .prepare(),
);

/**
 * Whether we may write to a contact of our own accord, about one patient or (null) about nobody in particular. Who has a
 * visit booked has opted in by that; a stop holds until it is taken back, and a later booking does not take it back.
 */
export async function mayPush(
  tx: Tx,
  contactId: number,
  patientId: number | null,
  purpose: "visit" | "all",
): Promise<boolean> {
  return (await selectRefusal(tx).get({ contactId, patientId, purpose })) === undefined;
}
