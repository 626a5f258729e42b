import { likeness } from "../../core/edits.ts";
import { latinName } from "../../core/latin.ts";
import { localParts } from "../../core/time.ts";
import { villageKey } from "../../core/worker.ts";
import type { NewPerson } from "../../core/worker-command.ts";
import type { Tx } from "../../store/engine.ts";
import { linkRowsOf } from "../../store/patient-records.ts";
import { patientsOf } from "../../store/workers.ts";
import type { Scene } from "./scene.ts";

/** Names this alike may be one name spelt twice; with the same telephone less will do. */
const SAME_NAME = 0.75;
const SAME_NAME_BY_PHONE = 0.5;
const SAME_VILLAGE = 0.6;
/** People are sure of their age to within a few years. */
const AGE_APART = 5;

/** Somebody who may be the one to be registered; `isSame`: in every word of it. */
export type Alike = { readonly id: number; readonly isSame: boolean };

/** The worker's own patient most like a new person, if one may be the same. */
export async function mostAlike(
  tx: Tx,
  { worker }: Scene,
  person: NewPerson,
  phone: string | null,
): Promise<Alike | null> {
  const name = plain(person.name);
  const year = person.age === null ? null : Number(localParts(tx.now, worker.zone).day.slice(0, 4)) - person.age;
  let best: (Alike & { readonly score: number }) | null = null;
  for (const one of await patientsOf(tx, worker.id)) {
    const score = likenessOfNames(name, plain(one.name ?? one.nickname ?? ""));
    const isSamePhone = phone !== null && score >= SAME_NAME_BY_PHONE && (await hasPhone(tx, one.id, phone));
    const contradicts =
      differs(person.gender, one.gender) ||
      (year !== null && one.yearOfBirth !== null && Math.abs(year - one.yearOfBirth) > AGE_APART) ||
      isElsewhere(person.village, one.village);
    if (!isSamePhone && (score < SAME_NAME || contradicts)) continue;
    const isSame =
      score === 1 && one.yearOfBirth === year && !differs(person.village && villageKey(person.village), one.village);
    if (!best || score > best.score) best = { id: one.id, isSame, score };
  }
  return best;
}

function plain(name: string): readonly string[] {
  return latinName(name)
    .toLowerCase()
    .split(/[\s.'-]+/)
    .filter((word) => word !== "");
}

/** The first names count, and the others where both have some. */
function likenessOfNames([a = "", ...restA]: readonly string[], [b = "", ...restB]: readonly string[]): number {
  const first = likeness(a, b);
  if (restA.length === 0 || restB.length === 0) return first;
  return Math.min(first, (first + likeness(restA.join(""), restB.join(""))) / 2);
}

function differs<T>(a: T | null, b: T | null): boolean {
  return a !== null && b !== null && a !== b;
}

function isElsewhere(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && likeness(latinName(villageKey(a)), latinName(b)) < SAME_VILLAGE;
}

async function hasPhone(tx: Tx, patientId: number, phone: string): Promise<boolean> {
  return (await linkRowsOf(tx, patientId)).some((link) => link.phone === phone);
}
