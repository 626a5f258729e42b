import { z } from "zod";
import type { Role } from "../../../core/staff.ts";
import { type Route, route } from "../route.ts";
import * as shape from "../shapes.ts";

const ENROLS: readonly Role[] = ["receptionist", "clinic_admin"];

const limit = z.int().min(1).max(200);

const worker = z
  .strictObject({
    workerId: shape.id,
    phone: z.string().meta({ example: "+919812300011" }),
    name: z.string(),
    locationIds: z.array(shape.id),
    villages: z.array(z.string()),
    language: z.string().optional(),
    registersPerDay: z.int(),
    touchesPerDay: z.int(),
    supervisorId: shape.id.optional(),
    hasPin: z.boolean(),
    locked: z.boolean().meta({ description: "by unusual volume, or by five wrong PINs" }),
    active: z.boolean(),
  })
  .meta({ id: "Worker" });

const written = {
  villages: z.array(shape.words(40)).max(50).optional(),
  language: shape.language.optional(),
  registersPerDay: limit.optional(),
  touchesPerDay: limit.optional(),
  supervisorId: shape.id.nullable().optional(),
};
const phone = z.string().max(24).meta({ example: "+919812300011" });
const locationIds = z.array(shape.id).min(1).max(20);
const patientIds = z.array(shape.id).min(1).max(500);
const moved = z.strictObject({ patients: z.int() });

const params = z.strictObject({ workerId: shape.idText });

/** Community health workers: who they are, and whom they look after. */
export const WORKERS: readonly Route[] = [
  route({
    operation: "createWorker",
    method: "post",
    path: "/workers",
    roles: ENROLS,
    summary: "Enrol a worker; her number gets the code with which she sets her PIN",
    body: z.strictObject({ ...written, phone, name: shape.words(80), locationIds }),
    answer: worker,
    status: 201,
    once: true,
    problems: ["wrong-state"],
  }),
  route({
    operation: "listWorkers",
    method: "get",
    path: "/workers",
    roles: ENROLS,
    summary: "The workers of the caller's clinics",
    answer: z.strictObject({ workers: z.array(worker) }),
    status: 200,
  }),
  route({
    operation: "readWorker",
    method: "get",
    path: "/workers/:workerId",
    roles: ENROLS,
    summary: "One worker",
    params,
    answer: worker,
    status: 200,
  }),
  route({
    operation: "changeWorker",
    method: "patch",
    path: "/workers/:workerId",
    roles: ENROLS,
    summary: "Change a worker, or move her to another number",
    params,
    body: z.strictObject({
      ...written,
      phone: phone.optional(),
      name: shape.words(80).optional(),
      locationIds: locationIds.optional(),
      active: z.boolean().optional(),
    }),
    answer: worker,
    status: 200,
    guarded: true,
    problems: ["wrong-state"],
  }),
  route({
    operation: "unlockWorker",
    method: "post",
    path: "/workers/:workerId/unlock",
    roles: ENROLS,
    summary: "Let a locked worker go on",
    params,
    answer: worker,
    status: 200,
    once: true,
  }),
  route({
    operation: "resetWorkerPin",
    method: "post",
    path: "/workers/:workerId/reset-pin",
    roles: ENROLS,
    summary: "Take a worker's PIN away and send her a code to set another",
    params,
    answer: worker,
    status: 200,
    once: true,
  }),
  route({
    operation: "givePatients",
    method: "post",
    path: "/workers/:workerId/patients",
    roles: ENROLS,
    summary: "Give patients to a worker, whoever looked after them before",
    params,
    body: z.strictObject({ patientIds }),
    answer: moved,
    status: 200,
    once: true,
  }),
  route({
    operation: "handOverPatients",
    method: "post",
    path: "/workers/:workerId/hand-over",
    roles: ENROLS,
    summary: "Hand a worker's patients, all or some, to another worker",
    params,
    body: z.strictObject({ toWorkerId: shape.id, patientIds: patientIds.optional() }),
    answer: moved,
    status: 200,
    once: true,
  }),
];
