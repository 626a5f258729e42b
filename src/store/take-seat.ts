import { sql } from "drizzle-orm";
import type { Care } from "../core/places.ts";
import type { Tx } from "./engine.ts";
import { prepared } from "./prepared.ts";
import { appointments } from "./schema/visits.ts";
import type { BookableSlot } from "./slots.ts";

/** A hold about to be made. */
export type NewHold = {
  readonly slot: BookableSlot;
  /** Who holds it: a contact, or the key of staff or another system. */
  readonly contactId: number | null;
  readonly keyId: number | null;
  readonly care: Care;
  readonly holdEndsAt: number;
};

const insertHold = prepared((db) =>
  db
    .insert(appointments)
    .values({
      slotId: sql.placeholder("slotId"),
      seat: sql.placeholder("seat"),
      state: "held",
      contactId: sql.placeholder("contactId"),
      keyId: sql.placeholder("keyId"),
      practitionerId: sql.placeholder("practitionerId"),
      locationId: sql.placeholder("locationId"),
      care: sql.placeholder("care"),
      startAt: sql.placeholder("startAt"),
      endAt: sql.placeholder("endAt"),
      zone: sql.placeholder("zone"),
      holdEndsAt: sql.placeholder("holdEndsAt"),
      createdAt: sql.placeholder("now"),
      updatedAt: sql.placeholder("now"),
    })
    // No target: drizzle 0.45 writes a partial index's condition behind `do nothing`, where SQLite refuses it.
    .onConflictDoNothing()
    .returning()
    .prepare(),
);

/** Takes the first free seat of a slot; null if there is none. The index decides: nothing is looked up before. */
export async function takeSeat(tx: Tx, hold: NewHold): Promise<typeof appointments.$inferSelect | null> {
  const { slot, contactId, keyId, care, holdEndsAt } = hold;
  const { practitionerId, locationId, startAt, endAt, zone } = slot;
  const row = { practitionerId, locationId, startAt, endAt, zone, contactId, keyId, care, holdEndsAt, now: tx.now };
  for (let seat = 1; seat <= slot.capacity; seat++) {
    const taken = await insertHold(tx).get({ ...row, slotId: slot.id, seat });
    if (taken) return taken;
  }
  return null;
}
