import type { PushAbout, Pushed } from "../core/dialog.ts";
import { type Appointment, appointmentById, visitForCare } from "../store/appointments.ts";
import type { Home } from "../store/directory.ts";
import type { Timer } from "../store/due-timers.ts";
import type { Tx } from "../store/engine.ts";
import { locationById } from "../store/places.ts";
import type { Change } from "./notices.ts";

/** What is to be said now, about which visit; everything is read anew, for hours or days may have passed since it was planned. */
export type Cause = {
  readonly visit: Appointment & { readonly patientId: number };
  readonly home: Home;
  readonly pushed: Pushed;
  readonly uselessAt: number;
};

/** The cause of a timer that has fired, or why nothing is said. */
export async function causeOf(tx: Tx, timer: Timer): Promise<Cause | string> {
  const row = timer.appointmentId === null ? undefined : await appointmentById(tx, timer.appointmentId);
  if (!row || row.version !== timer.appointmentVersion || row.patientId === null) return "changed";
  const visit = { ...row, patientId: row.patientId };
  const uselessAt = timer.uselessAt ?? row.startAt;
  if (tx.now >= uselessAt) return "useless";
  const home = await locationById(tx, row.locationId);
  if (!home) return "clinic closed";
  const about = aboutOf(timer);
  const why = await whyNot(tx, about, visit);
  return why ?? { visit, home, uselessAt, pushed: pushedFor(about, visit, uselessAt) };
}

function aboutOf({ kind, about }: Timer): PushAbout {
  if (kind === "notice") return (about ?? "booked") as Change;
  return kind === "rebook" || kind === "follow.up" ? kind : "reminder";
}

async function whyNot(tx: Tx, about: PushAbout, visit: Cause["visit"]): Promise<string | null> {
  switch (about) {
    case "reminder":
    case "booked":
    case "moved": {
      const isExpected = ["pending_payment", "booked", "confirmed"].includes(visit.state);
      return isExpected && visit.startAt > tx.now ? null : "not expected";
    }
    case "cancelled":
      return visit.state === "cancelled" ? null : "not cancelled";
    default: {
      const other = await visitForCare(tx, visit.patientId, visit.care, visit.id);
      return other === undefined ? null : "booked already";
    }
  }
}

function pushedFor(about: PushAbout, visit: Cause["visit"], uselessAt: number): Pushed {
  const plain = { about, visitId: visit.id, patientId: visit.patientId };
  if (about === "rebook") return { ...plain, until: uselessAt, next: { day: null } };
  if (about === "follow.up") return { ...plain, until: uselessAt, next: { day: visit.followUpOn } };
  if (about === "cancelled") return { ...plain, until: visit.startAt, next: { day: null } };
  return { ...plain, until: visit.startAt };
}
