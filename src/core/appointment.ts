/** Every state of an appointment (DESIGN 7). `pending_payment` is reached once money exists. */
export const APPOINTMENT_STATES = [
  "held",
  "pending_payment",
  "booked",
  "confirmed",
  "arrived",
  "fulfilled",
  "cancelled",
  "no_show",
  "expired",
] as const;
/** The state of one appointment. */
export type AppointmentState = (typeof APPOINTMENT_STATES)[number];

/** States in which somebody is expected at the clinic. */
export const LIVE_STATES = ["pending_payment", "booked", "confirmed", "arrived"] as const satisfies AppointmentState[];

/** States that keep a seat: every state but cancelled and expired. */
export const OCCUPYING_STATES = [
  "held",
  "pending_payment",
  "booked",
  "confirmed",
  "arrived",
  "fulfilled",
  "no_show",
] as const satisfies AppointmentState[];

/** How much a message that is pushed or that says booked, moved or cancelled may tell (DESIGN 6.2). */
export type Privacy = "covert" | "neutral" | "overt";
