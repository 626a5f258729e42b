import { followUpWindow, missedWindow } from "../core/after-visit.ts";
import type { AppointmentState } from "../core/appointment.ts";
import { invariant } from "../core/errors.ts";
import { dayOf } from "../core/time.ts";
import { changeAppointment } from "../store/appointment-changes.ts";
import { type Appointment, appointmentById } from "../store/appointments.ts";
import type { Actor } from "../store/audit.ts";
import type { Home } from "../store/directory.ts";
import type { Tx } from "../store/engine.ts";
import { locationById } from "../store/places.ts";
import { writeVisitTimer } from "../store/timers.ts";

/** What became of a visit, as the clinic says. */
export type Outcome =
  | { readonly state: "arrived" | "no_show" }
  /** The day on which the doctor wants to see the patient again, if any. */
  | { readonly state: "fulfilled"; readonly followUpOn: string | null };

/** The visit as it is now, or why it cannot have come to this. */
export type Recorded =
  | { readonly ok: true; readonly visit: Appointment }
  | { readonly ok: false; readonly why: "unknown" | "too early" | "wrong state" | "follow-up is not later" };

/** From which states each may come; a patient marked as missed may turn up after all. */
const FROM: Readonly<Record<Outcome["state"], readonly AppointmentState[]>> = {
  arrived: ["booked", "confirmed", "no_show"],
  fulfilled: ["booked", "confirmed", "arrived", "no_show"],
  no_show: ["booked", "confirmed"],
};

/** A worker takes "seen" back by sending "missed". */
const CORRECTED: readonly AppointmentState[] = ["arrived", "fulfilled"];

/** Writes down what became of a visit and plans what is asked after it; said twice it changes nothing. */
export async function recordOutcome(
  tx: Tx,
  actor: Actor,
  visitId: number,
  outcome: Outcome,
  mode: "plain" | "correct" = "plain",
): Promise<Recorded> {
  const visit = await appointmentById(tx, visitId);
  if (!visit || visit.reference === null) return { ok: false, why: "unknown" };
  const followUpOn = outcome.state === "fulfilled" ? outcome.followUpOn : null;
  if (visit.state === outcome.state && visit.followUpOn === followUpOn) return { ok: true, visit };
  const isAgain = visit.state === outcome.state;
  const isCorrection = mode === "correct" && CORRECTED.includes(visit.state);
  if (!isAgain && !isCorrection && !FROM[outcome.state].includes(visit.state)) return { ok: false, why: "wrong state" };
  if (isTooEarly(visit, outcome, tx.now)) return { ok: false, why: "too early" };
  if (followUpOn !== null && followUpOn <= dayOf(tx.now, visit.zone)) {
    return { ok: false, why: "follow-up is not later" };
  }
  const act = { actor, act: outcome.state };
  const after = await changeAppointment(tx, visit, { state: outcome.state, followUpOn }, act);
  invariant(after, `visit ${visitId} keeps its seat`);
  await planAfter(tx, after);
  return { ok: true, visit: after };
}

/** Nobody arrives before the day of the visit, and nobody has missed it before it began. */
function isTooEarly({ startAt, zone }: Appointment, { state }: Outcome, now: number): boolean {
  return state === "no_show" ? now < startAt : dayOf(now, zone) < dayOf(startAt, zone);
}

async function planAfter(tx: Tx, visit: Appointment): Promise<void> {
  const home = await locationById(tx, visit.locationId);
  if (!home) return;
  if (visit.state === "no_show") {
    await writeVisitTimer(tx, { kind: "rebook", visit, about: "first", ...missedWindow("first", tx.now, home) });
  }
  if (visit.state === "fulfilled" && visit.followUpOn !== null) {
    const window = followUpWindow(visit.followUpOn, tx.now, home);
    await writeVisitTimer(tx, { kind: "follow.up", visit, about: null, ...window });
  }
}

/** A missed visit is asked about once more, and then never again. */
export async function askAgainLater(tx: Tx, visit: Appointment, home: Home): Promise<void> {
  await writeVisitTimer(tx, { kind: "rebook", visit, about: "second", ...missedWindow("second", tx.now, home) });
}
