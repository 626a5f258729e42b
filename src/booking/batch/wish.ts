import { likeness } from "../../core/edits.ts";
import type { Wish } from "../../core/effects.ts";
import { cleaned, folded } from "../../core/hearing/plain.ts";
import { latinName } from "../../core/latin.ts";
import { atLocal, dayOf } from "../../core/time.ts";
import type { LineWish } from "../../core/worker-command.ts";
import type { Appointment } from "../../store/appointments.ts";
import type { Tx } from "../../store/engine.ts";
import { findByName } from "../find-by-name.ts";
import { spansOf } from "../search-spans.ts";
import type { Person } from "./scene.ts";

/** A word beside a code that is so like the patient's own name is her name once more, not a doctor's. */
const SAME_NAME = 0.75;

/** What is looked for: names of doctors and clinics found, and the patient's own name left out. */
export async function wishOf(tx: Tx, { doctor, unknown = [], ...said }: LineWish, person: Person): Promise<Wish> {
  const { reference: _, ...wish } = said;
  if (doctor !== undefined) return { ...wish, practitionerIds: (await named(tx, doctor)).practitionerIds };
  const own = latinName(`${person.name ?? ""} ${person.nickname ?? ""}`)
    .toLowerCase()
    .split(" ");
  const words = unknown.filter(
    (word) => !own.some((name) => likeness(latinName(word).toLowerCase(), name) >= SAME_NAME),
  );
  const { practitionerIds, locationIds } = await named(tx, words);
  return {
    ...wish,
    ...(practitionerIds.length > 0 && { practitionerIds }),
    ...(locationIds.length > 0 && { locationIds }),
  };
}

async function named(tx: Tx, words: readonly string[]) {
  const found =
    words.length === 0
      ? null
      : await findByName(
          tx,
          words.map((word) => folded(cleaned(word))),
        );
  if (found?.type !== "names.found") return { practitionerIds: [], locationIds: [] };
  return { practitionerIds: found.practitioners.map(({ id }) => id), locationIds: found.locations.map(({ id }) => id) };
}

/** Whether a wish says when, with whom or where, so that a visit can be moved by it. */
export function saysWhen({ day, part, time, practitionerIds, locationIds }: Wish): boolean {
  return [day, part, time, practitionerIds, locationIds].some((one) => one !== undefined);
}

/** Whether a visit is already as it is wished. */
export function meets(visit: Appointment, wish: Wish): boolean {
  const { startAt, endAt, zone, practitionerId, locationId } = visit;
  if (wish.practitionerIds && !wish.practitionerIds.includes(practitionerId)) return false;
  if (wish.locationIds && !wish.locationIds.includes(locationId)) return false;
  const at = wish.time === undefined ? startAt : atLocal(dayOf(startAt, zone), wish.time, zone);
  if (at === null || at < startAt || at >= endAt) return false;
  return spansOf(wish, zone, { from: startAt, to: startAt + 1 }).length > 0;
}
