import { refuse, refuseMember } from "../../core/problem.ts";
import type { Staff } from "../../core/staff.ts";
import type { Tx } from "../../store/engine.ts";
import { type Outcome, recordOutcome } from "../outcome.ts";
import type { Found } from "./done.ts";
import { type ShownVisit, shown } from "./payment-view.ts";
import { actorOf, isVisit, visitInScope } from "./scope.ts";

type VisitId = { readonly appointmentId: number };

/** The patient is at the clinic. */
export async function recordArrival(tx: Tx, staff: Staff, { appointmentId }: VisitId): Promise<Found<ShownVisit>> {
  return await recorded(tx, staff, appointmentId, { state: "arrived" });
}

/** The patient has been seen, and is asked to come again if the doctor names a day. */
export async function recordFulfilment(
  tx: Tx,
  staff: Staff,
  { appointmentId, followUpOn }: VisitId & { readonly followUpOn?: string | undefined },
): Promise<Found<ShownVisit>> {
  return await recorded(tx, staff, appointmentId, { state: "fulfilled", followUpOn: followUpOn ?? null });
}

/** The patient has not come. */
export async function recordNoShow(tx: Tx, staff: Staff, { appointmentId }: VisitId): Promise<Found<ShownVisit>> {
  return await recorded(tx, staff, appointmentId, { state: "no_show" });
}

async function recorded(tx: Tx, staff: Staff, id: number, outcome: Outcome): Promise<Found<ShownVisit>> {
  const before = await visitInScope(tx, staff, id);
  const result = await recordOutcome(tx, actorOf(staff), id, outcome);
  if (result.ok && isVisit(result.visit)) return await shown(tx, result.visit);
  if (!result.ok && result.why === "follow-up is not later") refuseMember("/followUpOn", "not-later");
  const isEarly = !result.ok && result.why === "too early";
  return refuse({ type: "wrong-state", state: isEarly ? "too-early" : before.state });
}
