import { z } from "zod";
import { PAY_WAYS } from "../../../core/payment-provider.ts";
import { ROLES, WAIVERS } from "../../../core/staff.ts";
import { type Route, route } from "../route.ts";
import * as shape from "../shapes.ts";

const fee = z.strictObject({ minor: z.int(), currency: z.string() });

const practitioner = z
  .strictObject({
    doctorId: shape.id,
    names: shape.names,
    specialties: z.array(shape.specialty),
    languages: z.array(z.string()),
    gender: shape.gender,
    fee: fee.optional().meta({ description: "her own, where a clinic says nothing else" }),
    offices: z.array(
      z.strictObject({
        locationId: shape.id,
        fee: fee.optional().meta({ description: "what is taken here" }),
        km: z.number().optional(),
      }),
    ),
    nextFree: shape.slot.optional(),
  })
  .meta({ id: "Practitioner" });

/** ISO 4217. */
const currency = z
  .string()
  .refine((code) => Intl.supportedValuesOf("currency").includes(code))
  .meta({ example: "KES" });

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
    currency: currency.optional().meta({ description: "of fees that are said of this clinic" }),
    payWays: z.array(z.enum(PAY_WAYS)).meta({ description: "to pay a fee ahead, besides a voucher" }),
    waiveRoles: z.array(z.enum(WAIVERS)).meta({ description: "who may waive a fee" }),
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
  route({
    operation: "changeLocation",
    method: "patch",
    path: "/locations/:locationId",
    roles: ["clinic_admin"],
    summary: "Change what a clinic says about fees: currency, ways to pay, who may waive",
    params: z.strictObject({ locationId: shape.idText }),
    body: z.strictObject({
      currency: currency.nullable().optional(),
      payWays: z.array(z.enum(PAY_WAYS)).max(PAY_WAYS.length).optional(),
      waiveRoles: z.array(z.enum(WAIVERS)).max(WAIVERS.length).optional(),
    }),
    answer: location,
    status: 200,
    guarded: true,
  }),
];
