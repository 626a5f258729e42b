import type { Care } from "../../core/places.ts";
import type { Alternative } from "../../core/problem.ts";
import type { Staff } from "../../core/staff.ts";
import type { Tx } from "../../store/engine.ts";
import type { Gone } from "./done.ts";
import { type FreeTime, freeIn, slotView } from "./free-slots.ts";
import { officesInScope, type ScopedOffice } from "./offices.ts";

/** Times offered in place of one that is gone (DESIGN 8). */
const ALTERNATIVES_MAX = 3;

/** Somebody was quicker, or there never was such a time: with the nearest three that are free, the same doctor's first. */
export async function goneWithAlternatives(
  tx: Tx,
  staff: Staff,
  wanted: { readonly doctorId: number; readonly at: number; readonly specialty: Care },
): Promise<Gone> {
  const { doctorId, specialty, at } = wanted;
  const hers = await officesInScope(tx, staff, { doctorId, specialty });
  const found = [...(await nearestIn(tx, hers, at))];
  if (found.length < ALTERNATIVES_MAX) {
    const here = new Set(hers.map(({ locationId }) => locationId));
    const others = await officesInScope(tx, staff, { specialty });
    const colleagues = others.filter((one) => one.practitionerId !== doctorId && here.has(one.locationId));
    found.push(...(await nearestIn(tx, colleagues, at)));
  }
  const alternatives: readonly Alternative[] = found.slice(0, ALTERNATIVES_MAX).map(slotView);
  return { gone: { type: "slot-unavailable", alternatives } };
}

async function nearestIn(tx: Tx, offices: readonly ScopedOffice[], at: number): Promise<readonly FreeTime[]> {
  const earlier = offices.map(({ scheduleId, open }) => ({ scheduleId, from: open.from, to: Math.min(at, open.to) }));
  const later = offices.map(({ scheduleId, open }) => ({ scheduleId, from: Math.max(at, open.from), to: open.to }));
  const found = [
    ...(await freeIn(tx, offices, earlier, ALTERNATIVES_MAX, "latest")),
    ...(await freeIn(tx, offices, later, ALTERNATIVES_MAX)),
  ];
  const away = ({ slot }: FreeTime) => Math.abs(slot.startAt - at);
  return found.sort((a, b) => away(a) - away(b) || a.slot.id - b.slot.id).slice(0, ALTERNATIVES_MAX);
}
