import { dayNumberOf, halfDayOf } from "./time.ts";

/** A free time that may be offered; instants in epoch milliseconds, the zone is the clinic's. */
export type Candidate = {
  readonly slotId: number;
  readonly startAt: number;
  readonly zone: string;
  readonly practitionerId: number;
  readonly locationId: number;
};

/** To wait up to this much longer for the same clinic is no worse an offer. */
const EQUAL_WAIT_MS = 30 * 60_000;

/**
 * Up to `count` offers that differ, by start: the soonest, the soonest in another half-day, the soonest on yet another day,
 * then the next soonest. Candidates come soonest first, or as `varied` leaves them.
 */
export function offers<C extends Candidate>(candidates: readonly C[], count = 3): C[] {
  const chosen: C[] = [];
  const choose = (fits: (candidate: C) => boolean) => {
    const next = candidates.find((candidate) => !chosen.some((c) => isSameVisit(c, candidate)) && fits(candidate));
    if (next && chosen.length < count) chosen.push(next);
    return next !== undefined;
  };
  choose(() => true);
  choose((candidate) => !chosen.some((c) => isSameHalfDay(c, candidate)));
  choose((candidate) => !chosen.some((c) => isSameDay(c, candidate)));
  // Two practitioners at one time read alike in a text, so another time comes first.
  const isAnotherTime = (candidate: C) => chosen.every((c) => c.startAt !== candidate.startAt);
  while (chosen.length < count && (choose(isAnotherTime) || choose(() => true)));
  return chosen.sort((a, b) => a.startAt - b.startAt);
}

/**
 * The candidates in another order for another seed (the contact's id), so that two hundred people who ask at once are not
 * all offered the same slot, race for it, and then race for the same next one. Only times at the same clinic within the
 * same half-hour change places, so nobody waits noticeably longer or travels further; seed 0 changes nothing.
 */
export function varied<C extends Candidate>(candidates: readonly C[], seed: number): C[] {
  const alike = new Map<string, C[]>();
  const keyOf = (c: C) => `${Math.floor(c.startAt / EQUAL_WAIT_MS)} ${c.locationId}`;
  for (const candidate of candidates) {
    const group = alike.get(keyOf(candidate));
    if (group) group.push(candidate);
    else alike.set(keyOf(candidate), [candidate]);
  }
  const turned = new Map([...alike].map(([key, group]) => [key, rotated(group, seed).values()]));
  return candidates.map((candidate) => turned.get(keyOf(candidate))?.next().value ?? candidate);
}

function rotated<C>(group: readonly C[], by: number): C[] {
  const first = by % group.length;
  return [...group.slice(first), ...group.slice(0, first)];
}

function isSameVisit(a: Candidate, b: Candidate): boolean {
  return a.startAt === b.startAt && a.practitionerId === b.practitionerId;
}

function isSameDay(a: Candidate, b: Candidate): boolean {
  return dayNumberOf(a.startAt, a.zone) === dayNumberOf(b.startAt, b.zone);
}

function isSameHalfDay(a: Candidate, b: Candidate): boolean {
  return isSameDay(a, b) && halfDayOf(a.startAt, a.zone) === halfDayOf(b.startAt, b.zone);
}
