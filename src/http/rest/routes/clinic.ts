import { z } from "zod";
import type { Role } from "../../../core/staff.ts";
import { type Route, route } from "../route.ts";
import * as shape from "../shapes.ts";

const PLANS: readonly Role[] = ["clinic_admin"];
const SEES: readonly Role[] = ["receptionist", "doctor", "clinic_admin", "operator"];
const DOES: readonly Role[] = ["receptionist", "clinic_admin", "operator"];

const hours = z
  .array(z.strictObject({ weekday: z.int().min(1).max(7), from: shape.timeOfDay, to: shape.timeOfDay }))
  .max(50)
  .meta({ description: "weekday 1 is Monday; times on the clinic's clock" });

const schedule = z
  .strictObject({
    scheduleId: shape.id,
    doctorId: shape.id,
    locationId: shape.id,
    hours,
    slotMinutes: z.int(),
    capacity: z.int(),
    pay: z.enum(["clinic", "ahead"]).meta({ description: "where the fee is paid; ahead: no visit without it" }),
    feeMinor: shape.minor.optional().meta({ description: "here, if not the doctor's own; in the clinic's currency" }),
    validFrom: shape.day.optional(),
    validTo: shape.day.optional(),
    active: z.boolean(),
  })
  .meta({ id: "Schedule" });

const slotMinutes = z.int().min(1).max(720);
const rule = {
  capacity: z.int().min(1).max(200).optional(),
  pay: z.enum(["clinic", "ahead"]).optional(),
  feeMinor: shape.minor.nullable().optional().meta({ description: "null: the doctor's own fee" }),
  validFrom: shape.day.nullable().optional(),
  validTo: shape.day.nullable().optional(),
  active: z.boolean().optional(),
};

const exception = z
  .strictObject({
    exceptionId: shape.id,
    day: shape.day,
    kind: z.enum(["closed", "extra"]),
    from: shape.timeOfDay.optional(),
    to: shape.timeOfDay.optional(),
  })
  .meta({ id: "Exception" });

const task = z
  .strictObject({
    taskId: shape.id,
    kind: z.string(),
    reason: z.string(),
    state: z.enum(["open", "done"]),
    outcome: z.string().optional(),
    locationId: shape.id.optional(),
    appointmentId: shape.id.optional(),
    patientId: shape.id.optional(),
    contactId: shape.id.optional(),
    createdAt: shape.instantSaid,
  })
  .meta({ id: "Task" });

const params = z.strictObject({ scheduleId: shape.idText });

/** When doctors see patients. */
export const SCHEDULES: readonly Route[] = [
  route({
    operation: "listSchedules",
    method: "get",
    path: "/schedules",
    roles: SEES,
    summary: "Who sits where and when",
    query: z.strictObject({ locationId: shape.idText.optional(), doctorId: shape.idText.optional() }),
    answer: z.strictObject({ schedules: z.array(schedule) }),
    status: 200,
    problems: ["not-found"],
  }),
  route({
    operation: "readSchedule",
    method: "get",
    path: "/schedules/:scheduleId",
    roles: SEES,
    summary: "One schedule",
    params,
    answer: schedule,
    status: 200,
  }),
  route({
    operation: "createSchedule",
    method: "post",
    path: "/schedules",
    roles: PLANS,
    summary: "Add a schedule; its slots follow within seconds",
    body: z.strictObject({ doctorId: shape.id, locationId: shape.id, hours, slotMinutes, ...rule }),
    answer: schedule,
    status: 201,
    once: true,
  }),
  route({
    operation: "changeSchedule",
    method: "patch",
    path: "/schedules/:scheduleId",
    roles: PLANS,
    summary: "Change a schedule; a visit that loses its slot becomes a task",
    params,
    body: z.strictObject({ hours: hours.optional(), slotMinutes: slotMinutes.optional(), ...rule }),
    answer: schedule,
    status: 200,
    guarded: true,
  }),
  route({
    operation: "listExceptions",
    method: "get",
    path: "/schedules/:scheduleId/exceptions",
    roles: SEES,
    summary: "Days on which the weekly hours do not hold, from today on",
    params,
    answer: z.strictObject({ exceptions: z.array(exception) }),
    status: 200,
  }),
  route({
    operation: "createException",
    method: "post",
    path: "/schedules/:scheduleId/exceptions",
    roles: PLANS,
    summary: "Close a day or part of it, or open extra hours",
    params,
    body: z.strictObject({
      day: shape.day,
      kind: z.enum(["closed", "extra"]),
      from: shape.timeOfDay.optional(),
      to: shape.timeOfDay.optional(),
    }),
    answer: exception,
    status: 201,
    once: true,
  }),
  route({
    operation: "deleteException",
    method: "delete",
    path: "/schedules/:scheduleId/exceptions/:exceptionId",
    roles: PLANS,
    summary: "Take an exception back",
    params: z.strictObject({ scheduleId: shape.idText, exceptionId: shape.idText }),
    answer: null,
    status: 204,
  }),
  route({
    operation: "closeDay",
    method: "post",
    path: "/locations/:locationId/closed-days",
    roles: PLANS,
    summary: "Close a whole clinic for a day",
    params: z.strictObject({ locationId: shape.idText }),
    body: z.strictObject({ day: shape.day }),
    answer: z.strictObject({ day: shape.day, schedules: z.int() }),
    status: 201,
    once: true,
  }),
];

/** What people at the clinic must do. */
export const TASKS: readonly Route[] = [
  route({
    operation: "listTasks",
    method: "get",
    path: "/tasks",
    roles: DOES,
    summary: "What people must do, the oldest first",
    query: z.strictObject({
      locationId: shape.idText.optional(),
      state: z.enum(["open", "done"]).default("open"),
      after: shape.idText.optional().meta({ description: "`next` of the page before" }),
      limit: shape.limit,
    }),
    answer: z.strictObject({ tasks: z.array(task), next: shape.next }),
    status: 200,
    problems: ["not-found"],
  }),
  route({
    operation: "finishTask",
    method: "post",
    path: "/tasks/:taskId/done",
    roles: DOES,
    summary: "Close a task with what came of it; `refund.due` closes by itself once the money is noted as given back",
    params: z.strictObject({ taskId: shape.idText }),
    body: z.strictObject({ outcome: shape.words(200) }),
    answer: task,
    status: 200,
    once: true,
    problems: ["wrong-state"],
  }),
];
