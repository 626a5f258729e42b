import type { Staff } from "../../core/staff.ts";
import type { Tx } from "../../store/engine.ts";
import { issueTicket } from "../../store/stream-tickets.ts";
import type { Found } from "./done.ts";

/** A one-time ticket with which a browser opens the stream of slots within a minute. */
export async function issueTicketFor(
  tx: Tx,
  { keyId }: Staff,
): Promise<Found<{ readonly ticket: string; readonly endsAt: string }>> {
  const { ticket, endsAt } = await issueTicket(tx, keyId);
  return { value: { ticket, endsAt: new Date(endsAt).toISOString() } };
}
