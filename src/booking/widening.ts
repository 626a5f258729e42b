import type { Wish } from "../core/effects.ts";

/** One try at a wish: what is still asked for, and how far we look. */
export type Attempt = { readonly wish: Wish; readonly reach: "near" | "anywhere"; readonly widened: boolean };

type Field = Exclude<keyof Wish, "care" | "not" | "fixed">;

/** What is given up, in this order, while nothing fits; the first three are about when. */
const WHEN: readonly (readonly Field[])[] = [["time"], ["part"], ["day"]];
const WHERE_AND_WHO: readonly (readonly Field[])[] = [["locationIds"], ["gender", "language"], ["practitionerIds"]];

/** The tries at a wish: whole, then less and less of it, each nearby before anywhere. */
export function* attempts(whole: Wish): Generator<Attempt> {
  let wish = whole;
  const attempt = (reach: Attempt["reach"]) => ({ wish, reach, widened: wish !== whole });
  yield attempt("near");
  for (const fields of WHEN) {
    if (!has(wish, fields)) continue;
    wish = without(wish, fields);
    yield attempt("near");
  }
  yield attempt("anywhere");
  for (const fields of WHERE_AND_WHO) {
    if (!has(wish, fields) || (wish.fixed && fields.includes("locationIds"))) continue;
    wish = without(wish, fields);
    yield attempt("near");
    yield attempt("anywhere");
  }
}

function has(wish: Wish, fields: readonly Field[]): boolean {
  return fields.some((field) => wish[field] !== undefined);
}

/** A wish without some of its fields. */
export function without(wish: Wish, fields: readonly Field[]): Wish {
  const dropped: ReadonlySet<string> = new Set(fields);
  return Object.fromEntries(Object.entries(wish).filter(([field]) => !dropped.has(field)));
}
