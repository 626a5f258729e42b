import { distanceKm, type Point } from "../core/distance.ts";
import type { Tx } from "../store/engine.ts";
import { personCount, registeredPlace } from "../store/patients.ts";
import { locationById } from "../store/places.ts";
import { placeOfLastVisit } from "../store/visits.ts";
import type { Asker } from "./asker.ts";

/** Where "near" is measured from: her registered place, else her last clinic, else the clinic she wrote to. */
export async function nearPoint(tx: Tx, asker: Asker): Promise<Point | null> {
  // Most who search have nobody registered yet, and counting nobody costs a tenth of looking for her places.
  const place = (await personCount(tx, asker.contactId)) > 0 ? await placeOfPersons(tx, asker.contactId) : null;
  if (place) return place;
  return asker.locationId === null ? null : ((await locationById(tx, asker.locationId)) ?? null);
}

async function placeOfPersons(tx: Tx, contactId: number): Promise<Point | null> {
  return (await registeredPlace(tx, contactId)) ?? (await placeOfLastVisit(tx, contactId)) ?? null;
}

/** Clinics in order of distance from where one was asked for last: mostly another clinic of the same directory. */
const known = new WeakMap<Point, { readonly places: readonly Point[]; readonly sorted: readonly Point[] }>();

/** Places in order of distance; as they came where no point is known. */
export function nearestFirst<Place extends Point>(places: readonly Place[], near: Point | null): readonly Place[] {
  if (!near) return places;
  const last = known.get(near);
  if (last?.places === places) return last.sorted as readonly Place[];
  const sorted = byDistance(places, near);
  known.set(near, { places, sorted });
  return sorted;
}

function byDistance<Place extends Point>(places: readonly Place[], near: Point): readonly Place[] {
  const kmOf = new Map(places.map((place) => [place, distanceKm(near, place)]));
  return places.toSorted((a, b) => (kmOf.get(a) ?? 0) - (kmOf.get(b) ?? 0));
}
