import type { Visit, Wish } from "./effects.ts";

/**
 * Whether a search that begins from this visit names neither its care nor its doctor: others may read along, and nobody has
 * shown to be the patient (DESIGN 6.2, 6.4).
 */
export function isDiscreet({ privacy, guarded }: Visit): boolean {
  return privacy === "covert" || guarded;
}

/** What such a search looks for: times at the visit's own clinic alone, which then need not be named. */
export function discreetWish(visit: Visit): Wish {
  return isDiscreet(visit) ? { locationIds: [visit.locationId], fixed: true } : {};
}
