import type { Point } from "../core/distance.ts";
import type { Wish } from "../core/effects.ts";
import type { Care } from "../core/places.ts";
import type { Home, Office } from "../store/directory.ts";
import type { Tx } from "../store/engine.ts";
import { activePlaces, officesAt, officesOf } from "../store/places.ts";
import { nearestFirst } from "./near.ts";
import type { Span } from "./search-spans.ts";
import { openSpan } from "./slot-policy.ts";

/** An office with the times its clinic gives now. */
export type OpenOffice = Office & { readonly zone: string; readonly open: Span };

/** Clinics an unnarrowed search looks at, nearest first: nobody asked to travel further. */
const NEAR_PLACES_MAX = 3;
/** Clinics read at once: mostly the nearest three are among them. */
const PLACES_AT_ONCE = 6;
/** Offices of a search nearby, nearest first: each costs 5 µs a round. Only when they are all full every office is asked. */
const NEAR_OFFICES_MAX = 12;

/** Who can meet a wish: nearby only at the nearest three clinics where somebody fits it, or at all the places it names. */
export async function officesFor(
  tx: Tx,
  care: Care,
  wish: Wish,
  near: Point | null,
  reach: "near" | "anywhere",
): Promise<readonly OpenOffice[]> {
  const all = nearestFirst(await activePlaces(tx), near);
  const places = wish.locationIds === undefined ? all : all.filter(({ id }) => wish.locationIds?.includes(id));
  const isNarrowed = wish.practitionerIds !== undefined || wish.locationIds !== undefined || near === null;
  const placesMax = reach === "anywhere" || isNarrowed ? Number.POSITIVE_INFINITY : NEAR_PLACES_MAX;
  const officesMax = reach === "anywhere" ? Number.POSITIVE_INFINITY : NEAR_OFFICES_MAX;
  const named = await ofPractitioners(tx, care, wish);
  const found: (readonly OpenOffice[])[] = [];
  for (let n = 0; n < places.length && found.length < placesMax; n += PLACES_AT_ONCE) {
    const batch = places.slice(n, n + PLACES_AT_ONCE);
    const here = (named ?? (await officesAt(tx, idsOf(batch), care))).filter((office) => fits(office, wish));
    found.push(...batch.map((place) => officesIn(place, here, tx.now)).filter((offices) => offices.length > 0));
    if (found.flat().length >= officesMax) break;
  }
  return found.slice(0, placesMax).flat().slice(0, officesMax);
}

function officesIn(place: Home, offices: readonly Office[], now: number): readonly OpenOffice[] {
  const own = offices.filter(({ locationId }) => locationId === place.id);
  if (own.length === 0) return [];
  const { zone } = place;
  const open = openSpan(place, now);
  return own.map((office) => ({ ...office, zone, open }));
}

function idsOf(places: readonly Home[]): readonly number[] {
  return places.map(({ id }) => id);
}

async function ofPractitioners(tx: Tx, care: Care, wish: Wish): Promise<readonly Office[] | null> {
  if (wish.practitionerIds === undefined) return null;
  const offices: Office[] = [];
  for (const id of wish.practitionerIds) offices.push(...(await officesOf(tx, id, care)));
  return offices;
}

function fits(office: Office, wish: Wish): boolean {
  return (
    (wish.gender === undefined || office.gender === wish.gender) &&
    (wish.language === undefined || office.languages.includes(wish.language))
  );
}

/** An office with the times its clinic gives now. */
export function opened(office: Office, place: Home, now: number): OpenOffice {
  return { ...office, zone: place.zone, open: openSpan(place, now) };
}
