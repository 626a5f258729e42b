/** Where people write the month before the day (CLDR's short date patterns): the United States and places that follow it. */
const MONTH_FIRST: ReadonlySet<string> = new Set(["US", "PR", "GU", "VI", "AS", "MP", "UM", "PH", "FM", "MH", "PW"]);

/** Canadians write both, so "3/4" has to be asked back there. */
const EITHER: ReadonlySet<string> = new Set(["CA"]);

/** Whether people of a country (ISO 3166) write the day or the month first; null where both are usual. */
export function dayOrderOf(country: string): "dmy" | "mdy" | null {
  if (EITHER.has(country)) return null;
  return MONTH_FIRST.has(country) ? "mdy" : "dmy";
}
