import { z } from "zod";
import { type Role, WAIVERS } from "../../../core/staff.ts";
import { type Route, route } from "../route.ts";
import * as shape from "../shapes.ts";

const SEES: readonly Role[] = ["receptionist", "clinic_admin", "operator"];
const TAKES: readonly Role[] = ["receptionist", "clinic_admin"];
/** Money that leaves. */
const GIVES: readonly Role[] = ["clinic_admin"];

const payment = z
  .strictObject({
    ...shape.paymentMembers,
    appointmentId: shape.id,
    reference: z.string().meta({ example: "9400749" }),
    locationId: shape.id,
    status: shape.status,
  })
  .meta({ id: "Payment" });

const params = z.strictObject({ paymentId: shape.idText });
const noted = { amountMinor: shape.minor.min(1), receipt: z.string().regex(/^[\w./-]{1,40}$/) };

const CHANGE = { method: "post", params, answer: payment, status: 200, once: true, problems: ["wrong-state"] } as const;

/** Fees to be paid ahead: what is owed, what is paid, and what is to be given back. */
export const PAYMENTS: readonly Route[] = [
  route({
    operation: "listPayments",
    method: "get",
    path: "/payments",
    roles: SEES,
    summary: "Fees paid ahead at your clinics, the oldest first",
    query: z.strictObject({
      locationId: shape.idText.optional(),
      status: shape.status.optional().meta({ description: "of the visit" }),
      after: shape.idText.optional().meta({ description: "`next` of the page before" }),
      limit: shape.limit,
    }),
    answer: z.strictObject({ payments: z.array(payment), next: shape.next }),
    status: 200,
    problems: ["not-found"],
  }),
  route({
    operation: "readPayment",
    method: "get",
    path: "/payments/:paymentId",
    roles: SEES,
    summary: "One fee paid ahead",
    params,
    answer: payment,
    status: 200,
  }),
  route({
    operation: "takePayment",
    path: "/payments/:paymentId/take",
    roles: TAKES,
    summary: "Note money that was paid at the clinic; a receipt counts once",
    body: z.strictObject(noted),
    ...CHANGE,
  }),
  route({
    operation: "waivePayment",
    path: "/payments/:paymentId/waive",
    roles: WAIVERS,
    summary: "Ask for nothing more, where the clinic's `waiveRoles` let you: the visit is booked",
    ...CHANGE,
  }),
  route({
    operation: "refundPayment",
    path: "/payments/:paymentId/refund",
    roles: GIVES,
    summary: "Note money that was given back by hand, or have its provider give it back now",
    body: z.strictObject({ byHand: z.strictObject(noted).optional() }),
    ...CHANGE,
  }),
];
