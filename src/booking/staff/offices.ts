import type { Point } from "../../core/distance.ts";
import { distanceKm } from "../../core/distance.ts";
import type { Care, Gender } from "../../core/places.ts";
import { mayUse, type Staff } from "../../core/staff.ts";
import { directoryOf, type Home } from "../../store/directory.ts";
import type { Tx } from "../../store/engine.ts";
import { type OpenOffice, opened } from "../search-offices.ts";

/** What narrows the offices that staff look at. */
export type OfficeFilter = {
  readonly specialty?: Care | undefined;
  readonly doctorId?: number | undefined;
  readonly locationId?: number | undefined;
  readonly gender?: Gender | undefined;
  readonly language?: string | undefined;
  readonly near?: Point | undefined;
};

/** An office in the caller's scope; `km` from the point that was asked for, if one was. */
export type ScopedOffice = OpenOffice & { readonly home: Home; readonly km: number | null };

/** The offices within the caller's scope that fit, nearest first where a point is given. */
export async function officesInScope(tx: Tx, staff: Staff, filter: OfficeFilter): Promise<readonly ScopedOffice[]> {
  const { homes, offices } = await directoryOf(tx);
  const homeOf = new Map(homes.filter(({ id }) => mayUse(staff, id)).map((home) => [home.id, home]));
  const found = offices.flatMap((office): readonly ScopedOffice[] => {
    const home = homeOf.get(office.locationId);
    if (!home || !fits(office, filter)) return [];
    return [{ ...opened(office, home, tx.now), home, km: filter.near ? distanceKm(filter.near, home) : null }];
  });
  return found.sort((a, b) => (a.km ?? 0) - (b.km ?? 0) || a.scheduleId - b.scheduleId);
}

function fits(
  office: Pick<OpenOffice, "cares" | "practitionerId" | "locationId" | "gender" | "languages">,
  f: OfficeFilter,
) {
  return (
    (f.specialty === undefined || office.cares.includes(f.specialty)) &&
    (f.doctorId === undefined || office.practitionerId === f.doctorId) &&
    (f.locationId === undefined || office.locationId === f.locationId) &&
    (f.gender === undefined || office.gender === f.gender) &&
    (f.language === undefined || office.languages.includes(f.language))
  );
}

/** Kilometres as the crow flies, to 100 m. */
export function rounded(km: number): number {
  return Math.round(km * 10) / 10;
}
