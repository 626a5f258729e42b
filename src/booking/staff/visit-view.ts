import type { AppointmentState } from "../../core/appointment.ts";
import type { Care } from "../../core/places.ts";
import { say } from "../../core/say.ts";
import type { SentenceKey } from "../../core/sentence.ts";
import type { Staff } from "../../core/staff.ts";
import { isoAt } from "../../core/time.ts";
import type { Tx } from "../../store/engine.ts";
import { locationById } from "../../store/places.ts";
import type { Visited } from "./scope.ts";

/** A visit as REST shows it. */
export type VisitView = {
  readonly appointmentId: number;
  readonly version: number;
  readonly reference: string;
  readonly status: AppointmentState;
  readonly patientId: number;
  readonly doctorId: number;
  readonly locationId: number;
  readonly specialty: Care;
  readonly scheduledAt: string;
  readonly endsAt: string;
  readonly timeZone: string;
  readonly reason?: string;
  /** The day on which the doctor wants to see the patient again. */
  readonly followUpOn?: string;
};

/** A visit as REST shows it. */
export function visitView(row: Visited): VisitView {
  const { id: appointmentId, version, reference, patientId, practitionerId: doctorId, locationId } = row;
  return {
    ...{ appointmentId, version, reference, status: row.state, patientId, doctorId, locationId },
    specialty: row.care,
    scheduledAt: isoAt(row.startAt, row.zone),
    endsAt: isoAt(row.endAt, row.zone),
    timeZone: row.zone,
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.followUpOn === null ? {} : { followUpOn: row.followUpOn }),
  };
}

/** What one may say to the patient of a change, in the caller's language: neither care nor doctor (DESIGN 6.2). */
export async function messageFor(
  tx: Tx,
  staff: Staff,
  head: Extract<SentenceKey, "booked.head" | "move.head" | "cancel.head" | "confirm.head">,
  { startAt, zone, reference, locationId }: Visited,
): Promise<string> {
  const clinic = (await locationById(tx, locationId))?.publicNames;
  const at = { at: startAt, zone };
  return staff.inWords([
    say(head),
    clinic ? say("visit.neutral", { at, clinic, reference }) : say("visit.covert", { at, reference }),
  ]);
}
