import type { Answer } from "../core/effects.ts";
import { invariant } from "../core/errors.ts";
import type { Names } from "../core/places.ts";
import type { Tx } from "../store/engine.ts";
import { activePlaces } from "../store/places.ts";
import type { Asker } from "./asker.ts";
import { nearestFirst, nearPoint } from "./near.ts";

/** The telephone of the nearest clinic that has one, else the nearest clinic without. */
export async function nearestPhone(
  tx: Tx,
  asker: Asker,
): Promise<{ readonly phone: string | null; readonly clinic: Names }> {
  const places = nearestFirst(await activePlaces(tx), await nearPoint(tx, asker));
  const place = places.find(({ staffPhone }) => staffPhone !== null) ?? places[0];
  invariant(place, "an installation has a clinic");
  return { phone: place.staffPhone, clinic: place.publicNames };
}

/** Says whom to ring. */
export async function findPhone(tx: Tx, asker: Asker): Promise<Answer> {
  return { type: "phone.found", ...(await nearestPhone(tx, asker)) };
}
