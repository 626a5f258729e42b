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
/** As old as this and at the same place, the first name alone is enough: the second may be left out, or be another one. */
const SAME_AGE_APART = 2;

/** Somebody who may be the one to be registered; `isSame`: in every word of it. */
export type Alike = { readonly id: number; readonly isSame: boolean };

/** The worker's own patient most like a new person, if one may be the same. */
export async function mostAlike(
  tx: Tx,
  { worker }: Scene,
  person: NewPerson,
  phone: string | null,
): Promise<Alike | null> {
  if (person.name === null) return null;
  const name = plain(person.name);
  const year = person.age === null ? null : Number(localParts(tx.now, worker.zone).day.slice(0, 4)) - person.age;
  let best: (Alike & { readonly score: number }) | null = null;
  for (const one of await patientsOf(tx, worker.id)) {
    const names = alikeNames(name, plain(one.name ?? one.nickname ?? ""));
    const isSamePhone = phone !== null && names.first >= SAME_NAME_BY_PHONE && (await hasPhone(tx, one.id, phone));
    if (!mayBe({ ...person, year }, one, { ...names, isSamePhone })) continue;
    const isSame =
      names.all === 1 &&
      one.yearOfBirth === year &&
      !differs(person.village && villageKey(person.village), one.village);
    if (!best || names.all > best.score) best = { id: one.id, isSame, score: names.all };
  }
  return best;
}

type Known = Awaited<ReturnType<typeof patientsOf>>[number];

/** How alike two names are: in all words, and in the first. */
type Names = { readonly all: number; readonly first: number };

/** One telephone and half a name; or the name, and nothing against it; or the first name, the age and the place. */
function mayBe(
  person: NewPerson & { readonly year: number | null },
  one: Known,
  { all, first, isSamePhone }: Names & { readonly isSamePhone: boolean },
): boolean {
  if (isSamePhone && all >= SAME_NAME_BY_PHONE) return true;
  if (differs(person.gender, one.gender)) return false;
  const apart = person.year === null || one.yearOfBirth === null ? null : Math.abs(person.year - one.yearOfBirth);
  const village = alikeVillages(person.village, one.village);
  if (all >= SAME_NAME) return (apart ?? 0) <= AGE_APART && (village ?? 1) >= SAME_VILLAGE;
  const isSamePlace = isSamePhone || (village ?? 0) >= SAME_NAME;
  return first >= SAME_NAME && isSamePlace && apart !== null && apart <= SAME_AGE_APART;
}

function plain(name: string): readonly string[] {
  return latinName(name)
    .toLowerCase()
    .split(/[\s.'-]+/)
    .filter((word) => word !== "");
}

/** The first names count, and the others where both have some. */
function alikeNames([a = "", ...restA]: readonly string[], [b = "", ...restB]: readonly string[]): Names {
  const first = likeness(a, b);
  if (restA.length === 0 || restB.length === 0) return { all: first, first };
  return { all: Math.min(first, (first + likeness(restA.join(""), restB.join(""))) / 2), first };
}

function differs<T>(a: T | null, b: T | null): boolean {
  return a !== null && b !== null && a !== b;
}

function alikeVillages(a: string | null, b: string | null): number | null {
  return a === null || b === null ? null : likeness(latinName(villageKey(a)), latinName(b));
}

async function hasPhone(tx: Tx, patientId: number, phone: string): Promise<boolean> {
  return (await linkRowsOf(tx, patientId)).some((link) => link.phone === phone);
}
