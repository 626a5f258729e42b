import { z } from "zod";
import { ROLES } from "../../../core/staff.ts";
import { type Route, route } from "../route.ts";
import * as shape from "../shapes.ts";

const practitioner = z
  .strictObject({
    doctorId: shape.id,
    names: shape.names,
    specialties: z.array(shape.specialty),
    languages: z.array(z.string()),
    gender: shape.gender,
    fee: z.strictObject({ minor: z.int(), currency: z.string() }).optional(),
    offices: z.array(z.strictObject({ locationId: shape.id, km: z.number().optional() })),
    nextFree: shape.slot.optional(),
  })
  .meta({ id: "Practitioner" });

const location = z
  .strictObject({
    locationId: shape.id,
    names: shape.names,
    timeZone: z.string(),
    lat: z.number(),
    lon: z.number(),
    phone: z.string().optional(),
    gatewayNumber: z.string().optional(),
    languages: z.array(z.string()),
    minNoticeMinutes: z.int(),
    horizonDays: z.int(),
    km: z.number().optional(),
  })
  .meta({ id: "Location" });

const filter = {
  specialty: shape.specialty.optional(),
  locationId: shape.idText.optional(),
  gender: shape.gender.optional(),
  language: shape.language.optional(),
  near: shape.near.optional(),
};

const page = { after: shape.after.optional(), limit: shape.limit };

const days = {
  from: shape.day.optional(),
  to: shape.day.optional(),
  view: z.enum(["full", "compact"]).default("full").meta({ description: "compact: for thin lines" }),
};

const compactDay = z.strictObject({
  d: shape.id.meta({ description: "doctorId" }),
  l: shape.id.meta({ description: "locationId" }),
  day: shape.day,
  tz: z.string(),
  len: z.number().meta({ description: "minutes" }),
  free: z.array(z.string()).meta({ example: ["09:00", "09:20"] }),
});

const slotsFound = z.union([
  z.strictObject({ slots: z.array(shape.slot), next: shape.next }),
  z.strictObject({ days: z.array(compactDay), next: shape.next }),
]);

/** Doctors, clinics and free times: nothing here is about a patient. */
export const DIRECTORY: readonly Route[] = [
  route({
    operation: "findPractitioners",
    method: "get",
    path: "/practitioners",
    roles: ROLES,
    summary: "Search doctors; each with her next free time",
    query: z.strictObject({ ...filter, name: shape.words(60).optional(), ...page }),
    answer: z.strictObject({ practitioners: z.array(practitioner), next: shape.next }),
    status: 200,
    cached: true,
  }),
  route({
    operation: "readPractitioner",
    method: "get",
    path: "/practitioners/:doctorId",
    roles: ROLES,
    summary: "One doctor",
    params: z.strictObject({ doctorId: shape.idText }),
    answer: practitioner,
    status: 200,
    cached: true,
  }),
  route({
    operation: "findSlotsOfDoctor",
    method: "get",
    path: "/practitioners/:doctorId/slots",
    roles: ROLES,
    summary: "Free times of one doctor",
    params: z.strictObject({ doctorId: shape.idText }),
    query: z.strictObject({
      locationId: shape.idText.optional(),
      specialty: shape.specialty.optional(),
      ...days,
      ...page,
    }),
    answer: slotsFound,
    status: 200,
    cached: true,
  }),
  route({
    operation: "findSlots",
    method: "get",
    path: "/slots",
    roles: ROLES,
    summary: "Free times over days, of everybody who fits",
    query: z.strictObject({ ...filter, doctorId: shape.idText.optional(), ...days, ...page }),
    answer: slotsFound,
    status: 200,
    cached: true,
  }),
  route({
    operation: "findLocations",
    method: "get",
    path: "/locations",
    roles: ROLES,
    summary: "Clinics, nearest first where a point is given",
    query: z.strictObject({ near: shape.near.optional() }),
    answer: z.strictObject({ locations: z.array(location) }),
    status: 200,
    cached: true,
  }),
  route({
    operation: "readLocation",
    method: "get",
    path: "/locations/:locationId",
    roles: ROLES,
    summary: "One clinic",
    params: z.strictObject({ locationId: shape.idText }),
    answer: location,
    status: 200,
    cached: true,
  }),
];
