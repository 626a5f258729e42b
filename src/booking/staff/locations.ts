import { distanceKm, type Point } from "../../core/distance.ts";
import type { Names } from "../../core/places.ts";
import { refuse, refuseMember } from "../../core/problem.ts";
import { mayUse, type Staff } from "../../core/staff.ts";
import type { Home } from "../../store/directory.ts";
import type { Tx } from "../../store/engine.ts";
import { activePlaces } from "../../store/places.ts";
import { nearestFirst } from "../near.ts";
import type { Found } from "./done.ts";
import { rounded } from "./offices.ts";

/** A clinic as REST shows it, with the rules that decide which times may be booked. */
export type LocationView = {
  readonly locationId: number;
  readonly names: Names;
  readonly timeZone: string;
  readonly lat: number;
  readonly lon: number;
  readonly phone?: string;
  readonly gatewayNumber?: string;
  readonly languages: readonly string[];
  readonly minNoticeMinutes: number;
  readonly horizonDays: number;
  readonly km?: number;
};

/** Every clinic in the caller's scope, nearest first where a point is given. */
export async function findLocations(
  tx: Tx,
  staff: Staff,
  { near }: { readonly near?: Point | undefined },
): Promise<Found<{ readonly locations: readonly LocationView[] }>> {
  const homes = (await activePlaces(tx)).filter(({ id }) => mayUse(staff, id));
  return { value: { locations: nearestFirst(homes, near ?? null).map((home) => viewOf(home, near)) } };
}

/** One clinic in the caller's scope. */
export async function readLocation(
  tx: Tx,
  staff: Staff,
  { locationId }: { readonly locationId: number },
): Promise<Found<LocationView>> {
  return { value: viewOf(await locationInScope(tx, staff, locationId)) };
}

/** A clinic the caller may use; any other is not found, whether it exists or not. */
export async function locationInScope(tx: Tx, staff: Staff, locationId: number): Promise<Home> {
  const home = (await activePlaces(tx)).find(({ id }) => id === locationId && mayUse(staff, id));
  return home ?? refuse({ type: "not-found" });
}

/** The same for a member of a body. */
export async function refuseLocation(tx: Tx, staff: Staff, locationId: number): Promise<void> {
  const isKnown = (await activePlaces(tx)).some(({ id }) => id === locationId && mayUse(staff, id));
  if (!isKnown) refuseMember("/locationId", "unknown");
}

function viewOf(home: Home, near?: Point): LocationView {
  const { id: locationId, names, zone: timeZone, lat, lon, staffPhone, gatewayNumber } = home;
  const { languages, minNoticeMinutes, horizonDays } = home;
  return {
    ...{ locationId, names, timeZone, lat, lon, languages, minNoticeMinutes, horizonDays },
    ...(staffPhone === null ? {} : { phone: staffPhone }),
    ...(gatewayNumber === null ? {} : { gatewayNumber }),
    ...(near ? { km: rounded(distanceKm(near, home)) } : {}),
  };
}
