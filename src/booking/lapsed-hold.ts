import { changeAppointment } from "../store/appointment-changes.ts";
import { appointmentById, lapsedHoldOf } from "../store/appointments.ts";
import type { Tx } from "../store/engine.ts";
import { bookableSlot } from "../store/slots.ts";
import { writeHoldTimer } from "../store/timers.ts";
import { SYSTEM } from "./asker.ts";
import { endUnpaid } from "./payments/end-unpaid.ts";
import { openSpan } from "./slot-policy.ts";

/** Tries to take a seat; if all are taken, once more after the hold that lapsed first has given its seat back. */
export async function seatOrLapsed<Taken>(
  tx: Tx,
  slotId: number,
  take: () => Promise<Taken | null>,
): Promise<Taken | null> {
  const taken = await take();
  if (taken) return taken;
  const lapsed = await lapsedHoldOf(tx, slotId);
  if (!lapsed) return null;
  await changeAppointment(tx, lapsed, { state: "expired" }, { actor: SYSTEM, act: "expire" });
  return await take();
}

/**
 * What is due at the end of a hold. Its holder may still book it while nobody came first, so it only expires once its
 * slot can be booked by nobody; until then it is looked at again at that moment. One that waits for money ends strictly. The
 * caller has fired the timer.
 */
export async function endHold(tx: Tx, appointmentId: number): Promise<"expired" | "later" | "nothing"> {
  const hold = await appointmentById(tx, appointmentId);
  if (hold?.state === "pending_payment") return (hold.holdEndsAt ?? 0) > tx.now ? "later" : await endUnpaid(tx, hold);
  if (hold?.state !== "held" || hold.holdEndsAt === null) return "nothing";
  const slot = await bookableSlot(tx, hold.slotId);
  const lastMoment = slot ? hold.startAt - (openSpan(slot, tx.now).from - tx.now) : 0;
  const dueAt = Math.max(hold.holdEndsAt, lastMoment + 1);
  if (dueAt > tx.now) {
    await writeHoldTimer(tx, { id: hold.id, version: hold.version, dueAt });
    return "later";
  }
  await changeAppointment(tx, hold, { state: "expired" }, { actor: SYSTEM, act: "expire" });
  return "expired";
}
