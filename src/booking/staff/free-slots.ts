import { refuse } from "../../core/problem.ts";
import type { Staff } from "../../core/staff.ts";
import { addDays, dayOf, isoAt, localParts, startOfDay } from "../../core/time.ts";
import type { Tx } from "../../store/engine.ts";
import { type FreeSlot, freeSlots, lapsedSlots } from "../../store/slots.ts";
import type { Found } from "./done.ts";
import { type OfficeFilter, officesInScope, type ScopedOffice } from "./offices.ts";
import { cursorOf, isPast, type Page, positionOf } from "./page.ts";

/** A free time as REST shows it. */
export type SlotView = {
  readonly slotId: number;
  readonly doctorId: number;
  readonly locationId: number;
  readonly start: string;
  readonly end: string;
};

/** The free times of one doctor at one clinic on one day, for thin lines: `len` in minutes, wall-clock times of `tz`. */
type CompactDay = {
  readonly d: number;
  readonly l: number;
  readonly day: string;
  readonly tz: string;
  readonly len: number;
  readonly free: readonly string[];
};

/** A search for free times; days are the clinics' own, both included. */
export type SlotSearch = OfficeFilter &
  Page & { readonly from?: string | undefined; readonly to?: string | undefined; readonly view: "full" | "compact" };

/** What a search found, and where it goes on. */
export type SlotsFound =
  | { readonly slots: readonly SlotView[]; readonly next?: string }
  | { readonly days: readonly CompactDay[]; readonly next?: string };

/** Offices asked in one search, the nearest ones: each costs an index lookup and up to a page of rows. */
const OFFICES_MAX = 30;

/** A free time and the office it is in. */
export type FreeTime = { readonly slot: FreeSlot; readonly office: ScopedOffice };

/** Free times that fit, soonest first. */
export async function findFreeSlots(tx: Tx, staff: Staff, search: SlotSearch): Promise<Found<SlotsFound>> {
  const offices = (await officesInScope(tx, staff, search)).slice(0, OFFICES_MAX);
  const after = positionOf(search.after);
  const spans = offices.map((office) => ({ ...spanOf(office, search, after.at), scheduleId: office.scheduleId }));
  const all = (await freeIn(tx, offices, spans, search.limit + 1))
    .filter(({ slot }) => isPast(slot.startAt, slot.id, after))
    .sort((a, b) => a.slot.startAt - b.slot.startAt || a.slot.id - b.slot.id);
  const page = all.slice(0, search.limit);
  const last = all.length > page.length ? page.at(-1)?.slot : undefined;
  const next = last ? { next: cursorOf(last.startAt, last.id) } : {};
  return {
    value: search.view === "compact" ? { days: compact(page), ...next } : { slots: page.map(slotView), ...next },
  };
}

/** The same for one doctor, who must have an office in the caller's scope. */
export async function findSlotsOfDoctor(
  tx: Tx,
  staff: Staff,
  search: SlotSearch & { readonly doctorId: number },
): Promise<Found<SlotsFound>> {
  if ((await officesInScope(tx, staff, { doctorId: search.doctorId })).length === 0) refuse({ type: "not-found" });
  return await findFreeSlots(tx, staff, search);
}

type Span = { readonly scheduleId: number; readonly from: number; readonly to: number };

/** The first free times of each span, those that a lapsed hold keeps among them. */
export async function freeIn(
  tx: Tx,
  offices: readonly ScopedOffice[],
  spans: readonly Span[],
  limit: number,
  first: "soonest" | "latest" = "soonest",
): Promise<readonly FreeTime[]> {
  const office = new Map(offices.map((one) => [one.scheduleId, one]));
  const span = new Map(spans.map((one) => [one.scheduleId, one]));
  const lapsed = await lapsedSlots(tx, [...new Set(offices.map(({ locationId }) => locationId))]);
  const kept = lapsed.filter(({ scheduleId, startAt }) => {
    const within = span.get(scheduleId);
    return within !== undefined && within.from <= startAt && startAt < within.to;
  });
  const free = await freeSlots(tx, spans, first, limit);
  // A slot with several seats may be free by itself and by a lapsed hold.
  const slots = [...new Map([...free, ...kept].map((slot) => [slot.id, slot])).values()];
  return slots.flatMap((slot) => {
    const at = office.get(slot.scheduleId);
    return at ? [{ slot, office: at }] : [];
  });
}

function spanOf({ zone, open }: ScopedOffice, { from, to }: SlotSearch, after: number) {
  return {
    from: Math.max(open.from, after, from === undefined ? 0 : startOfDay(from, zone)),
    to: Math.min(open.to, to === undefined ? open.to : startOfDay(addDays(to, 1), zone)),
  };
}

/** A free time as REST shows it. */
export function slotView({ slot, office }: FreeTime): SlotView {
  return {
    slotId: slot.id,
    doctorId: office.practitionerId,
    locationId: office.locationId,
    start: isoAt(slot.startAt, office.zone),
    end: isoAt(slot.endAt, office.zone),
  };
}

function compact(times: readonly FreeTime[]): readonly CompactDay[] {
  const days = new Map<string, CompactDay & { free: string[] }>();
  for (const { slot, office } of times) {
    const { practitionerId: d, locationId: l, zone: tz } = office;
    const day = dayOf(slot.startAt, tz);
    const len = (slot.endAt - slot.startAt) / 60_000;
    const key = `${d} ${l} ${day} ${len}`;
    const known = days.get(key) ?? { d, l, day, tz, len, free: [] };
    const { hour, minute } = localParts(slot.startAt, tz);
    known.free.push(`${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`);
    days.set(key, known);
  }
  return [...days.values()];
}
