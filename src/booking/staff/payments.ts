import type { AppointmentState } from "../../core/appointment.ts";
import { refuse } from "../../core/problem.ts";
import { mayUse, type Staff } from "../../core/staff.ts";
import { clinic } from "../../payments/clinic/clinic.ts";
import { appointmentById } from "../../store/appointments.ts";
import { type Charge, chargeById } from "../../store/charges.ts";
import type { Tx } from "../../store/engine.ts";
import { chargesAfter } from "../../store/payment-reports.ts";
import { locationById } from "../../store/places.ts";
import { giveBackNow, noteRefunded, waiveFee } from "../payments/by-staff.ts";
import { payAtOnce } from "../payments/pay-at-once.ts";
import type { Found } from "./done.ts";
import { locationInScope } from "./locations.ts";
import { type PaymentView, paymentView } from "./payment-view.ts";
import { isVisit, type Visited } from "./scope.ts";

type PaymentId = { readonly paymentId: number };

/** A payment with the visit it is for. */
export type ListedPayment = PaymentView & {
  readonly appointmentId: number;
  readonly reference: string;
  readonly locationId: number;
  readonly status: AppointmentState;
};

/** What narrows a list of payments. */
export type PaymentSearch = {
  readonly locationId?: number | undefined;
  readonly status?: AppointmentState | undefined;
  readonly after?: number | undefined;
  readonly limit: number;
};

/** Fees paid ahead at the caller's clinics, the oldest first. */
export async function listPayments(
  tx: Tx,
  staff: Staff,
  { locationId, status, after = 0, limit }: PaymentSearch,
): Promise<Found<{ readonly payments: readonly ListedPayment[]; readonly next?: string }>> {
  if (locationId !== undefined) await locationInScope(tx, staff, locationId);
  const locationIds = locationId === undefined ? staff.locationIds : [locationId];
  const charges = await chargesAfter(tx, { locationIds, status, after }, limit + 1);
  const page = charges.slice(0, limit);
  const payments: ListedPayment[] = [];
  const about: number[] = [];
  for (const charge of page) {
    const visit = await visitOf(tx, charge);
    payments.push(await listed(tx, charge, visit));
    about.push(visit.patientId);
  }
  const next = charges.length > limit ? { next: String(page.at(-1)?.id) } : {};
  return { value: { payments, ...next }, about };
}

/** One fee. */
export async function readPayment(tx: Tx, staff: Staff, { paymentId }: PaymentId): Promise<Found<ListedPayment>> {
  const { charge, visit } = await inScope(tx, staff, paymentId);
  return { value: await listed(tx, charge, visit), about: [visit.patientId] };
}

/** Notes money that was paid at the clinic; a receipt counts once. */
export async function takePayment(
  tx: Tx,
  staff: Staff,
  { paymentId, amountMinor, receipt }: PaymentId & { readonly amountMinor: number; readonly receipt: string },
): Promise<Found<ListedPayment>> {
  const { charge } = await inScope(tx, staff, paymentId);
  const no = await payAtOnce(tx, clinic, charge, { token: receipt, amountMinor }, "tell");
  return no ? refuse({ type: "wrong-state", state: no }) : await readPayment(tx, staff, { paymentId });
}

/** Asks for nothing more, if the clinic lets this role. */
export async function waivePayment(tx: Tx, staff: Staff, { paymentId }: PaymentId): Promise<Found<ListedPayment>> {
  const { charge, visit } = await inScope(tx, staff, paymentId);
  const roles = (await locationById(tx, visit.locationId))?.waiveRoles ?? [];
  if (!roles.some((role) => role === staff.role)) refuse({ type: "forbidden" });
  const no = await waiveFee(tx, charge);
  return no ? refuse({ type: "wrong-state", state: no }) : await readPayment(tx, staff, { paymentId });
}

/** Notes money that was given back by hand, or, where no amount is named, has its provider give it back now. */
export async function refundPayment(
  tx: Tx,
  staff: Staff,
  {
    paymentId,
    byHand,
  }: PaymentId & { readonly byHand?: { readonly amountMinor: number; readonly receipt: string } | undefined },
): Promise<Found<ListedPayment>> {
  const { charge } = await inScope(tx, staff, paymentId);
  const no = byHand
    ? await noteRefunded(tx, charge, byHand.amountMinor, byHand.receipt)
    : await giveBackNow(tx, charge);
  return no ? refuse({ type: "wrong-state", state: no }) : await readPayment(tx, staff, { paymentId });
}

/** A fee of a visit at a clinic of the caller; any other is not found, whether it exists or not. */
async function inScope(
  tx: Tx,
  staff: Staff,
  id: number,
): Promise<{ readonly charge: Charge; readonly visit: Visited }> {
  const charge = (await chargeById(tx, id)) ?? refuse({ type: "not-found" });
  const visit = await visitOf(tx, charge);
  return mayUse(staff, visit.locationId) ? { charge, visit } : refuse({ type: "not-found" });
}

async function visitOf(tx: Tx, { appointmentId }: Charge): Promise<Visited> {
  const visit = await appointmentById(tx, appointmentId);
  return visit && isVisit(visit) ? visit : refuse({ type: "not-found" });
}

async function listed(tx: Tx, charge: Charge, visit: Visited): Promise<ListedPayment> {
  const { id: appointmentId, reference, locationId, state: status } = visit;
  return { ...(await paymentView(tx, charge, visit)), appointmentId, reference, locationId, status };
}
