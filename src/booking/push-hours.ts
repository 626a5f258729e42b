import type { ChannelKind } from "../core/prompt.ts";
import { noQuietHours, type QuietHours, quietHours } from "../core/quiet-hours.ts";
import type { Home } from "../store/directory.ts";

/** News of a visit within this time is told at any hour. */
const NEAR_MS = 24 * 3_600_000;

/** A visit that something is said about; `isNews`: that it was booked, moved or cancelled by somebody else. */
type About = { readonly startAt: number; readonly zone: string; readonly isNews: boolean };

/** When nothing that we start may reach anybody of a clinic; only news of a visit that is near is told at any hour. */
export function pushHours(home: Home, kind: ChannelKind, about: About | null, now: number): QuietHours {
  const zone = about?.zone ?? home.zone;
  return about?.isNews && about.startAt - now < NEAR_MS ? noQuietHours(zone) : quietHours(home, zone, kind);
}
