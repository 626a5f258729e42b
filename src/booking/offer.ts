import type { Offer } from "../core/effects.ts";
import { type Care, shortNames } from "../core/places.ts";
import type { Money } from "../core/sentence.ts";
import type { BookableSlot } from "../store/slots.ts";

type Offered = Pick<
  BookableSlot,
  "id" | "startAt" | "zone" | "locationId" | "place" | "doctor" | "feeMinor" | "feeCurrency"
>;

/** A slot as it is offered for a kind of care. */
export function offerOf(slot: Offered, care: Care): Offer {
  return {
    slotId: slot.id,
    at: { at: slot.startAt, zone: slot.zone },
    care,
    locationId: slot.locationId,
    place: shortNames(slot.place),
    doctor: slot.doctor,
    fee: feeOf(slot),
  };
}

/** A fee, or null where there is none. */
export function feeOf(of: { readonly feeMinor: number; readonly feeCurrency: string | null }): Money | null {
  return of.feeMinor > 0 && of.feeCurrency !== null ? { minor: of.feeMinor, currency: of.feeCurrency } : null;
}
