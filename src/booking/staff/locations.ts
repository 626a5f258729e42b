import { distanceKm, type Point } from "../../core/distance.ts";
import type { PayWay } from "../../core/payment-provider.ts";
import type { Names } from "../../core/places.ts";
import { refuse, refuseMember } from "../../core/problem.ts";
import { mayUse, type Staff, type Waiver } from "../../core/staff.ts";
import { writeAudit } from "../../store/audit.ts";
import type { Home } from "../../store/directory.ts";
import type { Tx } from "../../store/engine.ts";
import { updateLocation } from "../../store/location-records.ts";
import { activePlaces } from "../../store/places.ts";
import { nearestFirst } from "../near.ts";
import type { Found } from "./done.ts";
import { rounded } from "./offices.ts";
import { actorOf } from "./scope.ts";

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
  /** In what fees are that are said of this clinic. */
  readonly currency?: string;
  /** Besides a voucher. */
  readonly payWays: readonly PayWay[];
  readonly waiveRoles: readonly Waiver[];
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

/** What staff may write of a clinic's policy; null takes its currency away. */
export type LocationWrite = {
  readonly currency?: string | null | undefined;
  readonly payWays?: readonly PayWay[] | undefined;
  readonly waiveRoles?: readonly Waiver[] | undefined;
};

/** Changes what a clinic says about money: its currency, the ways to pay it offers, and who may waive a fee. */
export async function changeLocation(
  tx: Tx,
  staff: Staff,
  { locationId, currency, payWays, waiveRoles }: LocationWrite & { readonly locationId: number },
): Promise<Found<LocationView>> {
  await locationInScope(tx, staff, locationId);
  const set = {
    ...(currency === undefined ? {} : { currency }),
    ...(payWays === undefined ? {} : { payWays }),
    ...(waiveRoles === undefined ? {} : { waiveRoles }),
  };
  if (Object.keys(set).length === 0) return await readLocation(tx, staff, { locationId });
  const row = await updateLocation(tx, locationId, set);
  await writeAudit(tx, {
    ...{ actor: actorOf(staff), act: "change", entity: "location", entityId: locationId, version: null },
    detail: null,
  });
  return { value: viewOf(row) };
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
  const { languages, minNoticeMinutes, horizonDays, payWays, waiveRoles } = home;
  return {
    ...{ locationId, names, timeZone, lat, lon, languages, minNoticeMinutes, horizonDays, payWays, waiveRoles },
    ...(home.currency === null ? {} : { currency: home.currency }),
    ...(staffPhone === null ? {} : { phone: staffPhone }),
    ...(gatewayNumber === null ? {} : { gatewayNumber }),
    ...(near ? { km: rounded(distanceKm(near, home)) } : {}),
  };
}
