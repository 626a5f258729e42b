import type { AppointmentState } from "../../core/appointment.ts";
import { invariant } from "../../core/errors.ts";
import { appointmentById } from "../../store/appointments.ts";
import { chargeById } from "../../store/charges.ts";
import type { Tx } from "../../store/engine.ts";
import { type SlotEvent, slotEventsAfter } from "../../store/slot-events.ts";
import { type PaymentView, paymentView } from "./payment-view.ts";

/** A fee paid ahead as it stands now, and whose visit it is for; nothing about a patient. */
type PaymentChange = PaymentView & {
  readonly appointmentId: number;
  readonly doctorId: number;
  readonly locationId: number;
  readonly status: AppointmentState;
};

/** What whoever watches is told: a slot as it was then, or a fee as it stands now. */
export type StreamEvent = SlotEvent & { readonly payment?: PaymentChange };

/** What happened after an event, oldest first, at most `limit`. */
export async function streamEventsAfter(tx: Tx, after: number, limit: number): Promise<readonly StreamEvent[]> {
  const events: StreamEvent[] = [];
  for (const event of await slotEventsAfter(tx, after, limit)) {
    events.push(event.chargeId === null ? event : await ofCharge(tx, event, event.chargeId));
  }
  return events;
}

/** The visit may have gone to another clinic since: that clinic's people are told, and nobody else's. */
async function ofCharge(tx: Tx, event: SlotEvent, chargeId: number): Promise<StreamEvent> {
  const charge = await chargeById(tx, chargeId);
  const visit = charge && (await appointmentById(tx, charge.appointmentId));
  invariant(visit, `charge ${chargeId} is for a visit`);
  const { id: appointmentId, practitionerId, locationId, state: status } = visit;
  const about = { appointmentId, doctorId: practitionerId, locationId, status };
  return { ...event, practitionerId, locationId, payment: { ...(await paymentView(tx, charge, visit)), ...about } };
}
