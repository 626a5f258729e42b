import type { Care } from "../../core/places.ts";
import { refuseMember } from "../../core/problem.ts";
import type { Staff } from "../../core/staff.ts";
import { mayUse } from "../../core/staff.ts";
import type { Tx } from "../../store/engine.ts";
import { caresOf } from "../../store/places.ts";
import { type BookableSlot, bookableSlot, slotsAt } from "../../store/slots.ts";
import { openSpan } from "../slot-policy.ts";
import { officesInScope } from "./offices.ts";

/** A time with a doctor as somebody asks for it. */
export type Wanted = {
  readonly doctorId: number;
  readonly desiredDateTime: number;
  readonly specialty?: Care | undefined;
};

/** The slot that begins exactly then, or null; and the care it is wanted for. */
export type WantedSlot = { readonly slot: BookableSlot | null; readonly specialty: Care };

/** Finds the slot somebody asks for; refuses an unknown doctor, a care she does not give, and a time too early to be booked. */
export async function wantedSlot(tx: Tx, staff: Staff, wanted: Wanted): Promise<WantedSlot> {
  const { doctorId, desiredDateTime: at } = wanted;
  const offices = await officesInScope(tx, staff, { doctorId });
  const [main] = await caresOf(tx, doctorId);
  if (offices.length === 0 || main === undefined) refuseMember("/doctorId", "unknown");
  const specialty = wanted.specialty ?? main;
  if (!offices.some(({ cares }) => cares.includes(specialty))) refuseMember("/doctorId", "does-not-give-it");
  if (at <= tx.now) refuseMember("/desiredDateTime", "past");
  const slot = await slotInScope(tx, staff, doctorId, at);
  const from = slot ? openSpan(slot, tx.now).from : Math.min(...offices.map(({ open }) => open.from));
  if (at < from) refuseMember("/desiredDateTime", "inside-minimum-notice");
  return { slot, specialty };
}

async function slotInScope(tx: Tx, staff: Staff, doctorId: number, at: number): Promise<BookableSlot | null> {
  for (const id of await slotsAt(tx, doctorId, at)) {
    const slot = await bookableSlot(tx, id);
    if (slot && mayUse(staff, slot.locationId)) return slot;
  }
  return null;
}
