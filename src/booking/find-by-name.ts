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
  const practitioners = bestMatches(indexOf(await activePractitioners(tx)), sought);
  const locations = bestMatches(indexOf(await activePlaces(tx)), sought);
  return {
    type: "names.found",
    practitioners: practitioners.map(({ id, names, specialties }) => ({ id, names, cares: specialties })),
    locations: locations.map(({ id, publicNames }) => ({ id, names: publicNames })),
  };
}

/** Who bears each word. Names change with the directory only, so they are taken apart once. */
type Index<Row> = ReadonlyMap<string, ReadonlySet<Row>>;
const known = new WeakMap<object, Index<unknown>>();

type Named = { readonly names: Names; readonly publicNames?: Names };

function indexOf<Row extends Named>(rows: readonly Row[]): Index<Row> {
  const last = known.get(rows);
  if (last) return last as Index<Row>;
  const index = new Map<string, Set<Row>>();
  for (const row of rows) {
    for (const word of [row.names, row.publicNames ?? {}].flatMap(wordsOf)) {
      const bearers = index.get(word);
      if (bearers) bearers.add(row);
      else index.set(word, new Set([row]));
    }
  }
  known.set(rows, index);
  return index;
}

function wordsOf(names: Partial<Names>): readonly string[] {
  return Object.values(names).flatMap((name) => folded(cleaned(name ?? "")).split(/[^\p{L}\p{M}\p{N}]+/u));
}

/** Those who bear most of the words, in the order of the index. */
function bestMatches<Row extends { readonly id: number }>(
  index: Index<Row>,
  sought: readonly string[],
): readonly Row[] {
  const hits = new Map<Row, number>();
  for (const word of sought) for (const row of bearersOf(index, word)) hits.set(row, (hits.get(row) ?? 0) + 1);
  const most = Math.max(1, ...hits.values());
  return [...hits].flatMap(([row, n]) => (n === most ? [row] : [])).sort((a, b) => a.id - b.id);
}

function bearersOf<Row>(index: Index<Row>, word: string): ReadonlySet<Row> {
  if (word.length < REPAIRED_FROM) return index.get(word) ?? new Set();
  const alike = [...index].filter(([other]) => isAlike(word, other));
  return new Set(alike.flatMap(([, bearers]) => [...bearers]));
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
