/** A name per language tag, as `name` (Latin letters, always there) and `name_hi`, `name_pa`, …: the keys of CSV, REST and tables alike. */
export type Names = { readonly name: string; readonly [tag: `name_${string}`]: string };

/** The first word of a name in each language: what people call a place in a list where whole names do not fit. */
export function shortNames(names: Names): Names {
  const short = Object.entries(names).map(([tag, name]) => [tag, name.split(/\s+/u)[0] ?? name]);
  return { name: names.name, ...Object.fromEntries(short) };
}

/** An instant in epoch milliseconds together with the IANA zone of the clinic in which people read it. */
export type Moment = { readonly at: number; readonly zone: string };

/** The kinds of care a demo district offers and every locale can say; a practitioner lists those she gives. */
export const CARES = ["general", "child", "women", "eye", "dental", "skin"] as const;
/** One kind of care (FHIR: specialty), a key of every locale. */
export type Care = (typeof CARES)[number];

/** A practitioner's gender as patients may ask for it. */
export type Gender = "female" | "male";

/** Parts of a day, in the words of the person who asks. */
export type DayPart = "morning" | "noon" | "afternoon" | "evening";
