import { type SQL, sql } from "drizzle-orm";
import { links } from "./schema/people.ts";

/*
 * Whom a telephone shows (DESIGN 6.2, 6.4): conditions on a row of `links`, for whoever holds the telephone may be anybody.
 */

/** The patient has a PIN. */
export const HAS_PIN: SQL<0 | 1> = sql`exists (select 1 from pins where pins.patient_id = ${links.patientId})`;

/** The contact serves nobody but this patient. */
const ALONE = sql`not exists (select 1 from links o where o.contact_id = ${links.contactId}
  and o.patient_id <> ${links.patientId} and o.asleep_at is null)`;

/** Her place may be known here: who reads along could tell nothing by it. */
export const PLACE_SHOWN = sql`(${links.privacy} <> 'covert' or ${ALONE})`;

/** Her visits are listed without asking who she is. */
export const VISITS_SHOWN = sql`${PLACE_SHOWN} and not ${HAS_PIN}`;

/** Her nickname stands in the chooser. */
export const NAME_SHOWN = sql`${links.privacy} <> 'covert' and not ${HAS_PIN}`;
