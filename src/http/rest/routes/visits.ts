import { z } from "zod";
import type { Role } from "../../../core/staff.ts";
import { type Route, route } from "../route.ts";
import * as shape from "../shapes.ts";

const BOOKS: readonly Role[] = ["receptionist", "clinic_admin", "integrator"];
const SEES: readonly Role[] = [...BOOKS, "doctor"];
const FOLLOWS: readonly Role[] = ["receptionist", "clinic_admin", "operator"];

const params = z.strictObject({ appointmentId: shape.idText });

/** What all changes of a visit have in common. */
const CHANGE = {
  method: "post",
  params,
  status: 200,
  once: true,
  guarded: true,
  problems: ["wrong-state"],
} as const;

const hold = z
  .strictObject({
    holdId: shape.id,
    doctorId: shape.id,
    locationId: shape.id,
    specialty: shape.specialty,
    scheduledAt: shape.instantSaid,
    endsAt: shape.instantSaid,
  })
  .meta({ id: "Hold" });

/** Holds: five minutes on the exact time of a doctor. */
export const HOLDS: readonly Route[] = [
  route({
    operation: "holdTime",
    method: "post",
    path: "/holds",
    roles: BOOKS,
    summary: "Hold a time for five minutes",
    body: z.strictObject({ doctorId: shape.id, desiredDateTime: shape.instant, specialty: shape.specialty.optional() }),
    answer: hold,
    status: 201,
    once: true,
    problems: ["slot-unavailable", "hold-limit"],
  }),
  route({
    operation: "extendHold",
    method: "post",
    path: "/holds/:holdId/extend",
    roles: BOOKS,
    summary: "Hold it five minutes longer, once",
    params: z.strictObject({ holdId: shape.idText }),
    answer: hold,
    status: 200,
    once: true,
    problems: ["wrong-state"],
  }),
  route({
    operation: "releaseHold",
    method: "delete",
    path: "/holds/:holdId",
    roles: BOOKS,
    summary: "Give a held time back",
    params: z.strictObject({ holdId: shape.idText }),
    answer: null,
    status: 204,
  }),
];

/** Visits, from booking to outcome. */
export const VISITS: readonly Route[] = [
  route({
    operation: "bookVisit",
    method: "post",
    path: "/appointments",
    roles: BOOKS,
    summary: "Book the exact time of a doctor for a patient",
    body: z.strictObject({
      patientId: shape.id,
      doctorId: shape.id,
      desiredDateTime: shape.instant,
      holdId: shape.id.optional().meta({ description: "this key's hold of that time" }),
      reason: shape.words(200).optional().meta({ description: "for staff alone; never sent" }),
      payment: shape.paymentWish.optional().meta({ description: "where a fee must be paid ahead" }),
    }),
    answer: shape.visitChanged,
    status: 201,
    once: true,
    problems: ["slot-unavailable", "patient-busy", "payment-failed"],
  }),
  route({
    operation: "payVisit",
    method: "post",
    path: "/appointments/:appointmentId/payment",
    roles: BOOKS,
    summary: "Pay for a visit that waits for its fee, or have the patient asked for it",
    params,
    body: shape.paymentWish,
    answer: shape.visit,
    status: 200,
    once: true,
    problems: ["payment-failed", "wrong-state"],
  }),
  route({
    operation: "listVisits",
    method: "get",
    path: "/appointments",
    roles: SEES,
    summary: "Visits at your clinics, by start",
    query: z.strictObject({
      locationId: shape.idText.optional(),
      doctorId: shape.idText.optional(),
      patientId: shape.idText.optional(),
      reference: z
        .string()
        .regex(/^\d{7,8}$/)
        .optional(),
      status: shape.status.optional(),
      from: shape.instant.optional().meta({ description: "without it, a patient or a reference: a day ago" }),
      to: shape.instant.optional(),
      after: shape.after.optional(),
      limit: shape.limit,
    }),
    answer: z.strictObject({ appointments: z.array(shape.visit), next: shape.next }),
    status: 200,
    problems: ["not-found"],
  }),
  route({
    operation: "readVisit",
    method: "get",
    path: "/appointments/:appointmentId",
    roles: SEES,
    summary: "One visit",
    params,
    answer: shape.visit,
    status: 200,
  }),
  route({
    operation: "cancelVisit",
    path: "/appointments/:appointmentId/cancel",
    roles: BOOKS,
    summary: "Cancel a visit that has not begun",
    answer: shape.visitChanged,
    ...CHANGE,
  }),
  route({
    operation: "moveVisit",
    path: "/appointments/:appointmentId/reschedule",
    roles: BOOKS,
    summary: "Move a visit to another time, and to another doctor if one is named",
    body: z.strictObject({ desiredDateTime: shape.instant, doctorId: shape.id.optional() }),
    answer: shape.visitChanged,
    ...CHANGE,
    problems: ["slot-unavailable", "patient-busy", "wrong-state"],
  }),
  route({
    operation: "confirmVisit",
    path: "/appointments/:appointmentId/confirm",
    roles: BOOKS,
    summary: "The patient said she is coming",
    answer: shape.visitChanged,
    ...CHANGE,
  }),
  route({
    operation: "recordArrival",
    path: "/appointments/:appointmentId/arrived",
    roles: SEES,
    summary: "The patient is at the clinic",
    answer: shape.visit,
    ...CHANGE,
  }),
  route({
    operation: "recordFulfilment",
    path: "/appointments/:appointmentId/fulfilled",
    roles: SEES,
    summary: "The patient has been seen; she is asked to come again if a day is given",
    body: z.strictObject({ followUpOn: shape.day.optional() }),
    answer: shape.visit,
    ...CHANGE,
  }),
  route({
    operation: "recordNoShow",
    path: "/appointments/:appointmentId/no-show",
    roles: SEES,
    summary: "The patient has not come; she is offered another time",
    answer: shape.visit,
    ...CHANGE,
  }),
  route({
    operation: "listMessages",
    method: "get",
    path: "/appointments/:appointmentId/messages",
    roles: FOLLOWS,
    summary: "Messages about a visit, with their delivery",
    params,
    answer: z.strictObject({
      messages: z.array(
        z.strictObject({
          messageId: shape.id,
          purpose: z.string(),
          channel: z.string(),
          state: z.string(),
          errorCode: z.string().optional(),
          createdAt: shape.instantSaid,
          updatedAt: shape.instantSaid,
        }),
      ),
    }),
    status: 200,
  }),
  route({
    operation: "listTimers",
    method: "get",
    path: "/appointments/:appointmentId/timers",
    roles: FOLLOWS,
    summary: "What is still to be done about a visit",
    params,
    answer: z.strictObject({ timers: z.array(z.strictObject({ kind: z.string(), dueAt: shape.instantSaid })) }),
    status: 200,
  }),
  route({
    operation: "readDay",
    method: "get",
    path: "/locations/:locationId/day",
    roles: SEES.filter((role) => role !== "integrator"),
    summary: "Who comes to a clinic on one of its days",
    params: z.strictObject({ locationId: shape.idText }),
    query: z.strictObject({ date: shape.day.optional() }),
    answer: z.strictObject({
      day: shape.day,
      visits: z.array(
        z.strictObject({
          ...shape.visitMembers,
          patientCode: z.string(),
          name: z.string().optional(),
          yearOfBirth: z.int().optional(),
        }),
      ),
    }),
    status: 200,
  }),
];
