import { sql } from "drizzle-orm";
import { locations, practitioners, schedules } from "./schema/places.ts";

/*
 * What a visit costs, of a schedule joined with its practitioner and its clinic. An amount is in the currency of whoever says
 * it: what the schedule says in the clinic's, what the practitioner says in hers.
 */

/** In minor units, 0 = free. */
export const FEE_MINOR = sql<number>`coalesce(${schedules.feeMinor}, ${practitioners.feeMinor})`;

/** ISO 4217; null where nobody names one. */
export const FEE_CURRENCY = sql<string | null>`iif(${schedules.feeMinor} is null,
  coalesce(${practitioners.feeCurrency}, ${locations.currency}), coalesce(${locations.currency}, ${practitioners.feeCurrency}))`;
