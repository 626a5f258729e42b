import type { Care } from "../core/places.ts";
import { directoryOf, type Home, type Office, type Practitioner } from "./directory.ts";
import type { Tx } from "./engine.ts";

/** Every clinic in use. */
export async function activePlaces(tx: Tx): Promise<readonly Home[]> {
  return (await directoryOf(tx)).homes;
}

/** Who gives a kind of care at these clinics. */
export async function officesAt(tx: Tx, locationIds: readonly number[], care: Care): Promise<readonly Office[]> {
  const { officesAt: at } = await directoryOf(tx);
  return locationIds.flatMap((id) => (at.get(id) ?? []).filter(({ cares }) => cares.includes(care)));
}

/** Where a practitioner gives a kind of care. */
export async function officesOf(tx: Tx, practitionerId: number, care: Care): Promise<readonly Office[]> {
  const { offices } = await directoryOf(tx);
  return offices.filter((office) => office.practitionerId === practitionerId && office.cares.includes(care));
}

/** One practitioner at one clinic, by her schedule there. */
export async function officeById(tx: Tx, scheduleId: number): Promise<Office | undefined> {
  return (await directoryOf(tx)).officeById.get(scheduleId);
}

/** Every practitioner in use. */
export async function activePractitioners(tx: Tx) {
  return (await directoryOf(tx)).practitioners;
}

/** Every kind of care that somebody with a schedule gives. */
export async function caresGiven(tx: Tx): Promise<ReadonlySet<Care>> {
  return (await directoryOf(tx)).cares;
}

/** One practitioner in use. */
export async function practitionerById(tx: Tx, id: number): Promise<Practitioner | undefined> {
  return (await directoryOf(tx)).practitionerById.get(id);
}

/** What one practitioner gives, her main specialty first. */
export async function caresOf(tx: Tx, practitionerId: number): Promise<readonly Care[]> {
  return (await practitionerById(tx, practitionerId))?.specialties ?? [];
}

/**
 * The clinic whose people write to this number (E.164). A number that no clinic has is still ours, so it belongs to the
 * first clinic; nothing if there is none.
 */
export async function homeOf(tx: Tx, number: string): Promise<Home | undefined> {
  const homes = await activePlaces(tx);
  return homes.find(({ gatewayNumber }) => gatewayNumber === number) ?? homes[0];
}

/** One clinic with its whole policy. */
export async function locationById(tx: Tx, id: number): Promise<Home | undefined> {
  return (await directoryOf(tx)).homeById.get(id);
}
