/** A point on the earth in degrees, as in WGS 84. */
export type Point = { readonly lat: number; readonly lon: number };

/** Mean radius of the earth (IUGG). */
const EARTH_KM = 6371.0088;

/** Kilometres between two points as the crow flies (haversine): within 0.6 %, for the earth is taken to be a sphere. */
export function distanceKm(a: Point, b: Point): number {
  const half = (degrees: number) => Math.sin((degrees * Math.PI) / 360) ** 2;
  const cos = (degrees: number) => Math.cos((degrees * Math.PI) / 180);
  const h = half(b.lat - a.lat) + cos(a.lat) * cos(b.lat) * half(b.lon - a.lon);
  // Rounding may carry h of two antipodes a hair above 1.
  return 2 * EARTH_KM * Math.asin(Math.sqrt(Math.min(1, h)));
}
