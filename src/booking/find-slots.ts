import type { Point } from "../core/distance.ts";
import type { Answer, Offer, Wish } from "../core/effects.ts";
import { offers, varied } from "../core/offers.ts";
import type { Care } from "../core/places.ts";
import type { Tx } from "../store/engine.ts";
import { caresOf, locationById, officeById, practitionerById } from "../store/places.ts";
import type { Asker } from "./asker.ts";
import { movingWishes, oldTime } from "./moving.ts";
import { nearPoint } from "./near.ts";
import { offerOf } from "./offer.ts";
import { officesFor } from "./search-offices.ts";
import { type FoundSlot, slotsAround, slotsFor } from "./search-slots.ts";
import { ownVisit } from "./visit.ts";
import { type Attempt, attempts } from "./widening.ts";

/** Times offered at once (DESIGN 6.3). */
const OFFERS_MAX = 3;

/** Three free times that differ and fit a wish, or the nearest to it; for a visit that moves, first those most like it. */
export async function findSlots(tx: Tx, asker: Asker, wish: Wish, moving?: number): Promise<Answer> {
  const visit = moving === undefined ? null : await ownVisit(tx, asker, moving);
  const care = visit?.care ?? (await careOf(tx, wish));
  if (care === null) return { type: "slots.none" };
  const near = await nearPoint(tx, asker);
  const first = visit ? await oldTime(tx, visit, wish) : null;
  for (const attempt of attemptsAt(wish, visit ? movingWishes(visit, wish) : [])) {
    const found = await search(tx, asker, { care, near, wish, attempt });
    const best = first ? [first, ...found.filter(({ slotId }) => slotId !== first.slotId)] : found;
    if (best.length === 0) continue;
    const chosen = await offered(tx, care, best.slice(0, OFFERS_MAX));
    return { type: "slots.found", offers: chosen, widened: attempt.widened };
  }
  return { type: "slots.none" };
}

/** The care a wish is about; a doctor asked for by name is asked for what she mainly does. */
export async function careOf(tx: Tx, wish: Wish): Promise<Care | null> {
  if (wish.care !== undefined) return wish.care;
  const [practitionerId] = wish.practitionerIds ?? [];
  return practitionerId === undefined ? "general" : ((await caresOf(tx, practitionerId))[0] ?? null);
}

/** Narrower wishes nobody spoke out are tried whole first; giving them up widens nothing. */
function* attemptsAt(wish: Wish, narrower: readonly Wish[]): Generator<Attempt> {
  for (const one of narrower) yield { wish: one, reach: "near", widened: false };
  yield* attempts(wish);
}

type Search = { readonly care: Care; readonly near: Point | null; readonly wish: Wish; readonly attempt: Attempt };

async function search(tx: Tx, asker: Asker, { care, near, wish, attempt }: Search): Promise<readonly FoundSlot[]> {
  const offices = await officesFor(tx, care, attempt.wish, near, attempt.reach);
  if (attempt.widened && wish.day !== undefined) {
    const nearest = (await slotsAround(tx, offices, attempt.wish, wish)).slice(0, OFFERS_MAX);
    return nearest.sort((a, b) => a.startAt - b.startAt);
  }
  return offers(varied(await slotsFor(tx, offices, attempt.wish), asker.contactId), OFFERS_MAX);
}

/** What was found is open and its doctor and clinic in use, so only their names are left to look up. */
async function offered(tx: Tx, care: Care, chosen: readonly FoundSlot[]): Promise<readonly Offer[]> {
  const found: Offer[] = [];
  for (const { slotId, practitionerId, locationId, scheduleId, ...when } of chosen) {
    const doctor = await practitionerById(tx, practitionerId);
    const place = await locationById(tx, locationId);
    const office = await officeById(tx, scheduleId);
    if (!doctor || !place || !office) continue;
    const { feeMinor, feeCurrency } = office;
    const at = { id: slotId, locationId, ...when };
    found.push(offerOf({ ...at, place: place.publicNames, doctor: doctor.names, feeMinor, feeCurrency }, care));
  }
  return found;
}
