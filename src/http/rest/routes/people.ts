import { z } from "zod";
import type { Role } from "../../../core/staff.ts";
import { type Route, route } from "../route.ts";
import * as shape from "../shapes.ts";

const REGISTERS: readonly Role[] = ["receptionist", "clinic_admin", "integrator"];
const SEES: readonly Role[] = [...REGISTERS, "doctor"];
const LINKS: readonly Role[] = ["receptionist", "clinic_admin"];

const patient = z
  .strictObject({
    patientId: shape.id,
    code: z.string().meta({ example: "482108" }),
    name: z.string().optional(),
    nickname: z.string().optional(),
    yearOfBirth: z.int().optional(),
    locationId: shape.id.optional(),
    gender: shape.gender.optional(),
    village: z.string().optional(),
    hasPin: z.boolean(),
  })
  .meta({ id: "Patient" });

const written = {
  name: shape.words(80).optional(),
  nickname: shape.words(12).optional(),
  yearOfBirth: z.int().min(1900).max(2100).optional(),
  gender: shape.gender.optional(),
  village: shape.words(40).optional(),
};

const link = z
  .strictObject({
    contactId: shape.id,
    phone: z.string().meta({ example: "+919812300002" }),
    language: z.string().optional(),
    rank: z.int(),
    via: z.enum(["text", "call"]),
    privacy: z.enum(["covert", "neutral", "overt"]),
    consent: z.boolean(),
    asleep: z.literal(true).optional(),
    blocked: z.literal(true).optional(),
  })
  .meta({ id: "Link" });

const linked = {
  rank: z.int().min(1).max(99).optional(),
  via: z.enum(["text", "call"]).optional(),
  privacy: z.enum(["covert", "neutral", "overt"]).optional(),
  language: shape.language.optional(),
  consent: z.boolean().optional(),
};

const params = z.strictObject({ patientId: shape.idText });
const linkParams = z.strictObject({ patientId: shape.idText, contactId: shape.idText });

/** Patients, and the telephones that speak for them. */
export const PEOPLE: readonly Route[] = [
  route({
    operation: "createPatient",
    method: "post",
    path: "/patients",
    roles: REGISTERS,
    summary: "Register a patient; nothing but the clinic needs to be known",
    body: z.strictObject({ ...written, locationId: shape.id }),
    answer: patient,
    status: 201,
    once: true,
  }),
  route({
    operation: "findPatients",
    method: "get",
    path: "/patients",
    roles: SEES,
    summary: "The patient with a code: a list of one or none",
    query: z.strictObject({
      code: z
        .string()
        .regex(/^\d{6,8}$/)
        .meta({ example: "482108" }),
    }),
    answer: z.strictObject({ patients: z.array(patient) }),
    status: 200,
  }),
  route({
    operation: "readPatient",
    method: "get",
    path: "/patients/:patientId",
    roles: SEES,
    summary: "One patient",
    params,
    answer: patient,
    status: 200,
  }),
  route({
    operation: "changePatient",
    method: "patch",
    path: "/patients/:patientId",
    roles: REGISTERS,
    summary: "Change a patient's record",
    params,
    body: z.strictObject({ ...written, locationId: shape.id.optional() }),
    answer: patient,
    status: 200,
    guarded: true,
  }),
  route({
    operation: "resetPatientPin",
    method: "post",
    path: "/patients/:patientId/reset-pin",
    roles: LINKS,
    summary: "Take a patient's PIN away: she forgot it",
    params,
    answer: patient,
    status: 200,
    once: true,
  }),
  route({
    operation: "unlockPatientPin",
    method: "post",
    path: "/patients/:patientId/unlock-pin",
    roles: LINKS,
    summary: "Lift the lock that five wrong tries laid on a patient's PIN",
    params,
    answer: patient,
    status: 200,
    once: true,
  }),
  route({
    operation: "listLinks",
    method: "get",
    path: "/patients/:patientId/links",
    roles: LINKS,
    summary: "The telephones of a patient",
    params,
    answer: z.strictObject({ links: z.array(link) }),
    status: 200,
  }),
  route({
    operation: "createLink",
    method: "post",
    path: "/patients/:patientId/links",
    roles: LINKS,
    summary: "Let a telephone speak for a patient",
    params,
    body: z.strictObject({ phone: z.string().max(24).meta({ example: "+919812300099" }), ...linked }),
    answer: link,
    status: 201,
    once: true,
    problems: ["wrong-state"],
  }),
  route({
    operation: "readLink",
    method: "get",
    path: "/patients/:patientId/links/:contactId",
    roles: LINKS,
    summary: "One telephone of a patient",
    params: linkParams,
    answer: link,
    status: 200,
  }),
  route({
    operation: "changeLink",
    method: "patch",
    path: "/patients/:patientId/links/:contactId",
    roles: LINKS,
    summary: "Change how a telephone is told, its language, or the patient's consent",
    params: linkParams,
    body: z.strictObject(linked),
    answer: link,
    status: 200,
    guarded: true,
  }),
];
