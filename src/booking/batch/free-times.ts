import type { Point } from "../../core/distance.ts";
import type { Wish } from "../../core/effects.ts";
import type { Candidate } from "../../core/offers.ts";
import type { Care } from "../../core/places.ts";
import type { Alternative } from "../../core/receipt.ts";
import { sentence } from "../../core/sentence.ts";
import type { WorkerCommand } from "../../core/worker-command.ts";
import type { Tx } from "../../store/engine.ts";
import { locationById } from "../../store/places.ts";
import { officesFor } from "../search-offices.ts";
import { slotsAround, slotsFor } from "../search-slots.ts";
import { attempts } from "../widening.ts";
import type { Person, Scene } from "./scene.ts";

/** Two to a line of the receipt. */
const INSTEAD_MAX = 2;

/** Where "near" is measured from for a patient: her own place, else the clinic she is registered at, else her worker's. */
export async function nearOf(tx: Tx, { lat, lon, locationId }: Person, scene: Scene): Promise<Point | null> {
  if (lat !== null && lon !== null) return { lat, lon };
  return (await locationById(tx, locationId ?? scene.worker.locationId)) ?? null;
}

/** What is looked for, and from where. */
export type Search = { readonly care: Care; readonly near: Point | null; readonly wish: Wish };

/** Free times that are all that was wished, soonest first: nearby, and only if there are none, anywhere. */
export async function fittingTimes(tx: Tx, { care, near, wish }: Search): Promise<readonly Candidate[]> {
  for (const reach of ["near", "anywhere"] as const) {
    const found = await slotsFor(tx, await officesFor(tx, care, wish, near, reach), wish);
    if (found.length > 0) return found;
  }
  return [];
}

/** The nearest to what was wished, each as the same command at that very time. */
export async function timesInstead(
  tx: Tx,
  { care, near, wish }: Search,
  command: Extract<WorkerCommand, { readonly kind: "book" | "move" }>,
): Promise<readonly Alternative[]> {
  for (const attempt of attempts(wish)) {
    const offices = await officesFor(tx, care, attempt.wish, near, attempt.reach);
    const isAimed = attempt.widened && wish.day !== undefined;
    const all = isAimed
      ? await slotsAround(tx, offices, attempt.wish, wish)
      : await slotsFor(tx, offices, attempt.wish);
    // Two doctors at one time read alike in a receipt.
    const found = all.filter(({ startAt }, at) => all.findIndex((other) => other.startAt === startAt) === at);
    if (found.length > 0) return found.slice(0, INSTEAD_MAX).map((one) => alternative(one, command));
  }
  return [];
}

function alternative({ slotId, startAt, zone }: Candidate, command: WorkerCommand & { kind: "book" | "move" }) {
  return { label: sentence("receipt.time", { when: { at: startAt, zone } }), command: { ...command, slotId } };
}
