import { z } from "zod";
import { APPOINTMENT_STATES } from "../../core/appointment.ts";
import { PAY_WAYS, PAYMENT_STATES } from "../../core/payment-provider.ts";
import { CARES } from "../../core/places.ts";
import { isDay } from "../../core/time.ts";

/*
 * What the contract is made of. Objects are strict both ways: a member nobody knows is refused, and none leaves unnoticed.
 */

/** An id in a body. */
export const id = z.int().min(1);

/** An id in an address or a query; nothing has more digits. */
export const idText = z
  .string()
  .regex(/^[1-9]\d{0,14}$/)
  .transform(Number)
  .meta({ example: "1" });

/** An instant with its offset; without one nobody knows when it is. */
export const instant = z.iso
  .datetime({ offset: true })
  .transform((text) => Date.parse(text))
  .meta({ description: "ISO 8601 with seconds and an offset", example: "2026-11-26T09:00:00+05:30" });

/** An instant as we write it, with the clinic's offset. */
export const instantSaid = z.iso
  .datetime({ offset: true })
  .meta({ description: "ISO 8601 with the clinic's offset", example: "2026-11-26T09:00:00+05:30" });

/** A calendar day. */
export const day = z.string().refine(isDay, "no day").meta({ format: "date", example: "2026-11-26" });

/** A time of day on the clinic's clock; 24:00 is its end. */
export const timeOfDay = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/)
  .meta({ example: "09:00" });

/** A kind of care. */
export const specialty = z.enum(CARES);

/** A practitioner's gender, as patients may ask for it. */
export const gender = z.enum(["female", "male"]);

/** A language tag. */
export const language = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?$/)
  .meta({ example: "hi" });

/** A name per language. */
export const names = z
  .record(z.string(), z.string())
  .meta({ description: "`name` in Latin letters, and `name_<tag>` in other languages", example: { name: "Dr Kaur" } });

/** A point as `lat,lon` in a query. */
export const near = z
  .string()
  .regex(/^-?([0-8]?\d(\.\d{1,6})?|90(\.0{1,6})?),-?((1[0-7]|\d)?\d(\.\d{1,6})?|180(\.0{1,6})?)$/)
  .transform((text) => {
    const [lat = 0, lon = 0] = text.split(",").map(Number);
    return { lat, lon };
  })
  .meta({ description: "latitude,longitude", example: "30.37,76.15" });

/** Where a page of a list begins, as the page before said in `next`. */
export const after = z
  .string()
  .regex(/^[0-9a-z.]{1,24}$/)
  .meta({ description: "`next` of the page before" });

/** How long a page is. */
export const limit = z
  .string()
  .regex(/^([1-9]\d?|100)$/)
  .transform(Number)
  .default(50)
  .meta({ description: "at most 100", example: "20" });

/** `next` of an answer: where the list goes on; absent on the last page. */
export const next = z.string().optional();

/** The state of an appointment. */
export const status = z.enum(APPOINTMENT_STATES);

/** Words that somebody typed: one line, for people. */
export function words(max: number) {
  return z
    .string()
    .max(max)
    .regex(/^[^\p{Cc}\p{Cs}]*\S[^\p{Cc}\p{Cs}]*$/u);
}

/** A free time. */
export const slot = z
  .strictObject({ slotId: id, doctorId: id, locationId: id, start: instantSaid, end: instantSaid })
  .meta({ id: "Slot" });

/** An amount in the smallest unit of its currency. */
export const minor = z.int().min(0).max(1_000_000_000);

/** How a fee is to be paid. */
export const paymentWish = z
  .strictObject({
    way: z
      .enum(["voucher", ...PAY_WAYS])
      .optional()
      .meta({ description: "a voucher, or a provider that asks the patient; needed unless an attempt is named" }),
    code: z
      .string()
      .regex(/^\d{12}$/)
      .optional()
      .meta({ description: "of the voucher" }),
    phone: z
      .string()
      .max(24)
      .optional()
      .meta({ description: "whose phone is asked, if not the patient's own", example: "+254712345678" }),
    attemptId: id.optional().meta({
      description:
        "an attempt of the patient's, begun before: 402 if it came to nothing and the visit still waits for its fee",
    }),
  })
  .meta({ id: "PaymentWish" });

/** Where the money of a fee to be paid ahead stands. */
export const paymentMembers = {
  paymentId: id,
  currency: z.string().meta({ example: "KES" }),
  feeMinor: minor,
  paidMinor: minor,
  waivedMinor: minor,
  owedMinor: minor,
  refundDueMinor: minor,
  payBefore: instantSaid.optional().meta({ description: "the time is kept until then" }),
  attempt: z
    .strictObject({
      attemptId: id,
      way: z.string(),
      state: z.enum(PAYMENT_STATES),
      amountMinor: minor,
      reason: z.string().optional(),
      link: z.url().optional().meta({ description: "where the patient pays" }),
    })
    .optional(),
};

/** What of a visit is told to staff. */
export const visitMembers = {
  appointmentId: id,
  version: z.int(),
  reference: z.string().meta({ example: "9400749" }),
  status,
  patientId: id,
  doctorId: id,
  locationId: id,
  specialty,
  scheduledAt: instantSaid,
  endsAt: instantSaid,
  timeZone: z.string().meta({ example: "Asia/Kolkata" }),
  reason: z.string().optional(),
  followUpOn: day.optional(),
};

const payment = z.strictObject(paymentMembers).optional().meta({ description: "of a fee to be paid ahead" });

/** A visit. */
export const visit = z.strictObject({ ...visitMembers, payment }).meta({ id: "Appointment" });

/** A visit that was changed. */
export const visitChanged = z
  .strictObject({
    ...visitMembers,
    payment,
    message: z.string().meta({ description: "what to say to the patient, in the caller's language" }),
    notified: z.enum(["text", "call", "none"]).meta({ description: "whether and how the patient is told" }),
    why: z.string(),
  })
  .meta({ id: "ChangedAppointment" });
