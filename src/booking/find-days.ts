import type { Answer, Wish } from "../core/effects.ts";
import { addDays, dayOf, startOfDay } from "../core/time.ts";
import type { Tx } from "../store/engine.ts";
import type { Asker } from "./asker.ts";
import { careOf } from "./find-slots.ts";
import { nearPoint } from "./near.ts";
import { type OpenOffice, officesFor } from "./search-offices.ts";
import { slotsFor } from "./search-slots.ts";
import { without } from "./widening.ts";

/** As many days as a menu has digits. */
const DAYS_MAX = 5;

/** The next days on which something fits a wish, its day and time left aside; nearby, else anywhere. */
export async function findDays(tx: Tx, asker: Asker, wish: Wish): Promise<Answer> {
  const care = await careOf(tx, wish);
  const any = without(wish, ["day", "time"]);
  const near = await nearPoint(tx, asker);
  for (const reach of ["near", "anywhere"] as const) {
    const offices = care === null ? [] : await officesFor(tx, care, any, near, reach);
    const days = await nextDays(tx, offices, any);
    if (days.length > 0) return { type: "days.found", days };
  }
  return { type: "days.found", days: [] };
}

async function nextDays(tx: Tx, offices: readonly OpenOffice[], wish: Wish): Promise<readonly string[]> {
  const days: string[] = [];
  let rest = offices;
  while (days.length < DAYS_MAX) {
    const [soonest] = await slotsFor(tx, rest, wish);
    if (!soonest) break;
    const day = dayOf(soonest.startAt, soonest.zone);
    days.push(day);
    rest = rest.map((office) => openFrom(office, addDays(day, 1)));
  }
  return days;
}

function openFrom(office: OpenOffice, day: string): OpenOffice {
  const from = Math.max(office.open.from, startOfDay(day, office.zone));
  return { ...office, open: { from, to: office.open.to } };
}
