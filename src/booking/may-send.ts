import { nextCallbackHour } from "../core/callback.ts";
import { PRIORITY } from "../core/delivery.ts";
import { nextAllowed } from "../core/quiet-hours.ts";
import { type Appointment, appointmentById } from "../store/appointments.ts";
import { mayPush } from "../store/consents.ts";
import { contactById } from "../store/contacts.ts";
import type { Tx } from "../store/engine.ts";
import { homeFor, type Message } from "../store/messages.ts";
import { isLinked } from "../store/patients.ts";
import { carerOf } from "../store/workers.ts";
import { pushHours } from "./push-hours.ts";

/** Why a message is not sent: nobody needs it any more, or the person does not want it. */
export type DropReason = "useless" | "changed" | "quiet" | "blocked" | "asleep" | "opted_out";

/** Whether a message may leave now, must wait, or must not leave at all. */
export type Verdict =
  | { readonly may: "go" }
  | { readonly may: "wait"; readonly until: number }
  | { readonly may: "not"; readonly reason: DropReason };

/** Asks everything once more at the moment of sending: hours and days may have passed since a message was queued. */
export async function maySend(tx: Tx, message: Message): Promise<Verdict> {
  const { uselessAt, contactId, kind, appointmentId } = message;
  if (uselessAt !== null && tx.now >= uselessAt) return not("useless");
  const contact = await contactById(tx, contactId);
  if (kind === "text" && contact?.blockedAt != null) return not("blocked");
  if (message.purpose === "callback" && message.priority !== PRIORITY.answer) return await atCallbackHours(tx, message);
  const visit = appointmentId === null ? undefined : await appointmentById(tx, appointmentId);
  if (appointmentId !== null && visit?.version !== message.appointmentVersion) return not("changed");
  if (message.priority === PRIORITY.answer) return { may: "go" };
  const patientId = visit?.patientId ?? null;
  if (patientId !== null && !(await speaksFor(tx, contactId, patientId))) return not("asleep");
  if (!(await mayPush(tx, contactId, patientId, "visit"))) return not("opted_out");
  return await atPushHours(tx, message, visit ?? null);
}

/** Her own telephone, or her worker's. */
async function speaksFor(tx: Tx, contactId: number, patientId: number): Promise<boolean> {
  return (await isLinked(tx, contactId, patientId)) || (await carerOf(tx, patientId))?.contactId === contactId;
}

async function atPushHours(tx: Tx, message: Message, visit: Appointment | null): Promise<Verdict> {
  const home = await homeFor(tx, message);
  if (!home) return { may: "go" };
  const about = visit && { ...visit, isNews: message.priority === PRIORITY.notice };
  const until = nextAllowed(tx.now, pushHours(home, message.kind, about, tx.now));
  return until > tx.now ? { may: "wait", until } : { may: "go" };
}

async function atCallbackHours(tx: Tx, message: Message): Promise<Verdict> {
  const home = await homeFor(tx, message);
  const until = home ? nextCallbackHour(tx.now, home.zone) : tx.now;
  return until > tx.now ? { may: "wait", until } : { may: "go" };
}

function not(reason: DropReason): Verdict {
  return { may: "not", reason };
}
