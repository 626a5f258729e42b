/** The part of a day an hour (0-23) belongs to, as the keys `format.clock.*` name it. */
export function dayPartOf(hour: number): "dawn" | "morning" | "noon" | "evening" | "night" {
  if (hour < 6) return "dawn";
  if (hour < 12) return "morning";
  if (hour < 16) return "noon";
  return hour < 20 ? "evening" : "night";
}

/** An hour (0-23) as people count it: on the 12-hour clock, on the 24-hour clock, and from dawn, where 7 am is the first. */
export function hoursOf(hour: number): { readonly h: number; readonly h24: number; readonly hs: number } {
  return { h: hour % 12 === 0 ? 12 : hour % 12, h24: hour, hs: ((hour + 5) % 12) + 1 };
}
