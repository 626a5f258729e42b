import type { Point } from "../core/distance.ts";
import type { Wish } from "../core/effects.ts";
import type { Care } from "../core/places.ts";
import type { Tx } from "../store/engine.ts";
import { activePlaces, type Office, officesAt, officesOf, type Place } from "../store/places.ts";
import { nearestFirst } from "./near.ts";
import type { Span } from "./search-spans.ts";
import { openSpan } from "./slot-policy.ts";

/** An office with the times its clinic gives now. */
export type OpenOffice = Office & { readonly zone: string; readonly open: Span };

/** Clinics an unnarrowed search looks at, nearest first: nobody asked to travel further. */
const NEAR_PLACES_MAX = 3;
/** Offices of one search, so that its time has a bound; nearest first. */
const OFFICES_MAX = 24;

/** Who can meet a wish: the nearest three clinics where somebody fits it, or all the places it names. */
export async function officesFor(
  tx: Tx,
  care: Care,
  wish: Wish,
  near: Point | null,
  reach: "near" | "anywhere",
): Promise<readonly OpenOffice[]> {
  const places = nearestFirst(await activePlaces(tx), near);
  const named = wish.locationIds;
  const wished = named === undefined ? places : places.filter(({ id }) => named.includes(id));
  const isNarrowed = wish.practitionerIds !== undefined || named !== undefined || near === null;
  const placesMax = reach === "anywhere" || isNarrowed ? Number.POSITIVE_INFINITY : NEAR_PLACES_MAX;
  const found: OpenOffice[] = [];
  let placesFound = 0;
  const ofNamed = await ofPractitioners(tx, care, wish);
  for (const place of wished) {
    if (found.length >= OFFICES_MAX || placesFound >= placesMax) break;
    const here = ofNamed?.filter((office) => office.locationId === place.id) ?? (await officesAt(tx, place.id, care));
    const fitting = here.filter((office) => fits(office, wish));
    if (fitting.length > 0) placesFound++;
    found.push(...fitting.map((office) => opened(office, place, tx.now)));
  }
  return found.slice(0, OFFICES_MAX);
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

function opened(office: Office, place: Place, now: number): OpenOffice {
  return { ...office, zone: place.zone, open: openSpan(place, now) };
}
