import type { Answer, Wish } from "../core/effects.ts";
import { CARES, type Care, type Names, shortNames } from "../core/places.ts";
import type { Tx } from "../store/engine.ts";
import { activePlaces, activePractitioners, caresGiven, officesAt } from "../store/places.ts";
import type { Asker } from "./asker.ts";
import { nearestFirst, nearPoint } from "./near.ts";

/** As many as menus have digits for, twice over: "none of these" may be said once. */
const PLACES_MAX = 10;

/** Clinics, nearest first; with a care only those that give it. */
export async function findPlaces(tx: Tx, asker: Asker, care: Care | null): Promise<Answer> {
  const places: { readonly id: number; readonly names: Names }[] = [];
  const all = nearestFirst(await activePlaces(tx), await nearPoint(tx, asker));
  for (const { id, publicNames } of all) {
    if (places.length === PLACES_MAX) break;
    if (care === null || (await officesAt(tx, [id], care)).length > 0)
      places.push({ id, names: shortNames(publicNames) });
  }
  return { type: "places.found", places };
}

/** The kinds of care that somebody gives, in the order every menu has. */
export async function findCares(tx: Tx): Promise<Answer> {
  const given = await caresGiven(tx);
  return { type: "cares.found", cares: CARES.filter((care) => given.has(care)) };
}

/** As many as a menu has digits for. */
const DOCTORS_MAX = 5;

/** Doctors who give what the wish is for, those of the nearest clinics first. */
export async function findDoctors(tx: Tx, asker: Asker, { care, locationIds }: Wish): Promise<Answer> {
  const all = nearestFirst(await activePlaces(tx), await nearPoint(tx, asker)).map(({ id }) => id);
  const places = locationIds ?? all;
  const offices = care ? await officesAt(tx, places, care) : [];
  const ids = [...new Set(offices.map(({ practitionerId }) => practitionerId))].slice(0, DOCTORS_MAX);
  const known = new Map((await activePractitioners(tx)).map(({ id, names }) => [id, names]));
  return {
    type: "doctors.found",
    doctors: ids.flatMap((id) => {
      const names = known.get(id);
      return names ? [{ id, names }] : [];
    }),
  };
}
