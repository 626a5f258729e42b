import { type SQL, sql } from "drizzle-orm";
import { type AppointmentState, LIVE_STATES, OCCUPYING_STATES } from "../core/appointment.ts";

/*
 * Lists of states as SQL text, for `state in …`. They stand in partial indexes too, and SQLite uses such an index only for
 * a query that spells its condition the same way; so they are spelled here and nowhere else.
 */

/** States in which somebody is expected. */
export const LIVE = listed(LIVE_STATES);

/** States that keep a seat. */
export const OCCUPYING = listed(OCCUPYING_STATES);

function listed(states: readonly AppointmentState[]): SQL {
  return sql.raw(`(${states.map((state) => `'${state}'`).join(",")})`);
}
