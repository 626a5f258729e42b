import { invariant } from "../../core/errors.ts";
import { refuse } from "../../core/problem.ts";
import type { Staff } from "../../core/staff.ts";
import type { Appointment } from "../../store/appointments.ts";
import type { Tx } from "../../store/engine.ts";
import { cancelled } from "../cancel-visit.ts";
import { confirmed } from "../confirm-visit.ts";
import { movedTo } from "../move-visit.ts";
import { type Notified, queueNotice } from "../notices.ts";
import { isSameFee } from "../payments/same-fee.ts";
import { mayTake } from "../slot-policy.ts";
import { unchangeable } from "../visit.ts";
import { refuseOverlap, type VisitChanged } from "./book-visit.ts";
import type { Found, Outcome } from "./done.ts";
import { releaseHoldOn } from "./hold-time.ts";
import { goneWithAlternatives } from "./nearest-free.ts";
import { shown } from "./payment-view.ts";
import { actorOf, isVisit, type Visited, visitInScope } from "./scope.ts";
import { messageFor } from "./visit-view.ts";
import { wantedSlot } from "./wanted-slot.ts";

type VisitId = { readonly appointmentId: number };

/** Cancels a visit that has not begun and frees its seat. */
export async function cancelForStaff(tx: Tx, staff: Staff, { appointmentId }: VisitId): Promise<Found<VisitChanged>> {
  const visit = await visitToChange(tx, staff, appointmentId);
  return await changed(tx, staff, await cancelled(tx, actorOf(staff), visit), "cancelled");
}

/** Writes down that the patient is coming. She said so herself, so she is not told of it. */
export async function confirmForStaff(tx: Tx, staff: Staff, { appointmentId }: VisitId): Promise<Found<VisitChanged>> {
  const visit = await visitToChange(tx, staff, appointmentId);
  return await changed(tx, staff, await confirmed(tx, actorOf(staff), visit), "confirmed");
}

/** Another time for a visit; without `doctorId` with the same doctor. */
export type MoveRequest = VisitId & { readonly desiredDateTime: number; readonly doctorId?: number | undefined };

/** Books the new time and frees the old at once; id and reference stay, and a time that is gone leaves the visit as it was. */
export async function moveForStaff(tx: Tx, staff: Staff, request: MoveRequest): Promise<Outcome<VisitChanged>> {
  const visit = await visitToChange(tx, staff, request.appointmentId);
  const { desiredDateTime, doctorId = visit.practitionerId } = request;
  const { slot, specialty } = await wantedSlot(tx, staff, { doctorId, desiredDateTime, specialty: visit.care });
  if (slot?.id === visit.slotId) return await changed(tx, staff, visit, "moved");
  if (visit.state === "pending_payment") refuse({ type: "wrong-state", state: "unpaid" });
  if (slot && !(await isSameFee(tx, visit, slot.id))) refuse({ type: "wrong-state", state: "other-fee" });
  if (slot) await refuseOverlap(tx, staff, visit.patientId, slot, visit.id);
  const isOpen = slot !== null && mayTake(slot, specialty, tx.now);
  if (isOpen) await releaseHoldOn(tx, staff, slot.id);
  const moved = isOpen ? await movedTo(tx, actorOf(staff), visit, slot) : null;
  if (moved) return await changed(tx, staff, moved, "moved");
  return await goneWithAlternatives(tx, staff, { doctorId, at: desiredDateTime, specialty });
}

async function visitToChange(tx: Tx, staff: Staff, id: number): Promise<Visited> {
  const visit = await visitInScope(tx, staff, id);
  const reason = unchangeable(visit, tx.now);
  return reason === null ? visit : refuse({ type: "wrong-state", state: reason });
}

const HEADS = { moved: "move.head", cancelled: "cancel.head", confirmed: "confirm.head" } as const;

async function changed(tx: Tx, staff: Staff, row: Appointment, as: keyof typeof HEADS): Promise<Found<VisitChanged>> {
  invariant(isVisit(row), `what was changed is a visit: ${row.id}`);
  const told =
    as === "confirmed" ? KNOWN : await queueNotice(tx, { appointmentId: row.id, change: as, by: actorOf(staff) });
  const message = await messageFor(tx, staff, HEADS[as], row);
  const { value, tag } = await shown(tx, row);
  return { value: { ...value, message, ...told }, tag };
}

const KNOWN: Notified = { notified: "none", why: "own act" };
