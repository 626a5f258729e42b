import { z } from "zod";
import { ROLES } from "../../../core/staff.ts";
import { type Route, route } from "../route.ts";
import * as shape from "../shapes.ts";

const eventId = z.string().regex(/^\d{1,15}$/);

/** What a stream may be asked for; a browser's EventSource cannot send headers, so its ticket and its place stand here. */
export const streamQuery = z.strictObject({
  locationId: shape.idText.optional(),
  doctorId: shape.idText.optional(),
  ticket: z
    .string()
    .regex(/^[0-9a-f]{40}$/)
    .optional(),
  lastEventId: eventId.optional().meta({ description: "like Last-Event-ID" }),
});

/** The data of an event `slot`. */
const slotChange = z
  .strictObject({
    slotId: shape.id,
    doctorId: shape.id,
    locationId: shape.id,
    start: z.iso.datetime(),
    end: z.iso.datetime(),
    free: z.int().min(0).meta({ description: "free seats from now on" }),
  })
  .meta({ id: "SlotChange" });

/** The data of an event `payment`. */
const paymentChange = z
  .strictObject({
    ...shape.paymentMembers,
    appointmentId: shape.id,
    doctorId: shape.id,
    locationId: shape.id,
    status: shape.status,
  })
  .meta({
    id: "PaymentChange",
    description: "a fee to be paid ahead, as it stands when it is told: also its link, or that the patient was asked",
  });

/** Slots as they are taken and given back, and fees as they are asked for and paid, live. */
export const STREAM: readonly Route[] = [
  {
    operation: "streamSlots",
    method: "get",
    path: "/slots/stream",
    roles: ROLES,
    summary:
      "Server-sent events, resumed by Last-Event-ID: `slot`, a change of what is free; `payment`, a step of a fee",
    query: streamQuery,
    answer: z.union([slotChange, paymentChange]),
    status: 200,
  },
  route({
    operation: "issueTicket",
    method: "post",
    path: "/slots/stream/tickets",
    roles: ROLES,
    summary: "A one-time ticket for a browser's stream, good for a minute",
    answer: z.strictObject({ ticket: z.string(), endsAt: z.iso.datetime() }),
    status: 201,
  }),
];
