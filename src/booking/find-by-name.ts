import type { Answer } from "../core/effects.ts";
import { cleaned, folded } from "../core/hearing/plain.ts";
import type { Names } from "../core/places.ts";
import type { Tx } from "../store/engine.ts";
import { activePlaces, activePractitioners } from "../store/places.ts";

/** Words shorter than this are compared exactly: one edit makes another name of them. */
const REPAIRED_FROM = 5;

/** Practitioners and clinics that bear most of these words in their names, in any language. */
export async function findByName(tx: Tx, words: readonly string[]): Promise<Answer> {
  const sought = words.map((word) => folded(cleaned(word))).filter((word) => word.length > 0);
  const practitioners = bestMatches(await activePractitioners(tx), sought, ({ names }) => [names]);
  const locations = bestMatches(await activePlaces(tx), sought, ({ names, publicNames }) => [names, publicNames]);
  return {
    type: "names.found",
    practitioners: practitioners.map(({ id, names, specialties }) => ({ id, names, cares: specialties })),
    locations: locations.map(({ id, publicNames }) => ({ id, names: publicNames })),
  };
}

function bestMatches<Row>(
  rows: readonly Row[],
  sought: readonly string[],
  namesOf: (row: Row) => readonly Names[],
): readonly Row[] {
  const counted = rows.map((row) => ({ row, hits: hits(namesOf(row).flatMap(wordsOf), sought) }));
  const most = Math.max(1, ...counted.map((one) => one.hits));
  return counted.filter((one) => one.hits === most).map(({ row }) => row);
}

/** Names change with the directory only, so their words are taken apart once. */
const known = new WeakMap<Names, readonly string[]>();

function wordsOf(names: Names): readonly string[] {
  const words =
    known.get(names) ?? Object.values(names).flatMap((name) => folded(cleaned(name)).split(/[^\p{L}\p{M}\p{N}]+/u));
  known.set(names, words);
  return words;
}

function hits(words: readonly string[], sought: readonly string[]): number {
  return sought.filter((word) => words.some((other) => isAlike(word, other))).length;
}

function isAlike(a: string, b: string): boolean {
  if (a === b) return true;
  return Math.min(a.length, b.length) >= REPAIRED_FROM && isOneEdit(a, b);
}

/** One letter more, less or other, or two neighbours swapped. */
function isOneEdit(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  const restA = a.slice(same);
  const restB = b.slice(same);
  const isSwapped = restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
  return isSwapped || restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1);
}
