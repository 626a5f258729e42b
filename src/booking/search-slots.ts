import type { Wish } from "../core/effects.ts";
import type { Candidate } from "../core/offers.ts";
import { atLocal, dayOf } from "../core/time.ts";
import type { Tx } from "../store/engine.ts";
import { type FreeSlot, freeSlots, lapsedSlots, type ScheduleSpan } from "../store/slots.ts";
import type { OpenOffice } from "./search-offices.ts";
import { aimOf, nextDay, nextHalfDay, type Span, spansOf } from "./search-spans.ts";

/** Free slots read of each office at a time: three are offered, and one more keeps them varied. Many offices vary by themselves. */
const READ_MAX = 4;
const READ_OF_MANY = 2;
const MANY_OFFICES = 6;
/** Refused slots that are read past: eight times "none of these". */
const SKIPPED_MAX = 24;
/** Days on which there is something to choose from; then days need not be looked at one by one any more. */
const DAYS_ENOUGH = 3;
/** Where to read on after the soonest free slot, so that another half-day and yet another day are among what was read. */
const STEPS_ON = [nextHalfDay, nextDay] as const;

/** Offices in which a wish may be met, and the slots there that a lapsed hold keeps. */
type Field = {
  readonly offices: ReadonlyMap<number, OpenOffice>;
  readonly lapsed: readonly FreeSlot[];
  readonly wish: Wish;
};

/** A free slot that may be offered. */
export type FoundSlot = Candidate & { readonly scheduleId: number };

/** Free slots that meet the wish, soonest first: of each office the next few, then those of another half-day and of another day. */
export async function slotsFor(tx: Tx, offices: readonly OpenOffice[], wish: Wish): Promise<readonly FoundSlot[]> {
  const field = await fieldOf(tx, offices, wish);
  const spans = spansOfAll(wish, offices);
  const rounds = Math.max(0, ...spans.map((one) => one.length));
  const found: FoundSlot[] = [];
  for (let round = 0; round < rounds && !isEnough(found); round++) {
    const asked = offices.flatMap(({ scheduleId }, i) => {
      const span = spans[i]?.[round];
      return span ? [{ scheduleId, ...span }] : [];
    });
    found.push(...(await inDifferentTimes(tx, field, asked)));
  }
  return bySoonest(found);
}

/** The spans of each office. Offices of one clinic have the same ones, and thirty afternoons cost 500 µs to find. */
function spansOfAll(wish: Wish, offices: readonly OpenOffice[]): readonly (readonly Span[])[] {
  const known = new Map<string, readonly Span[]>();
  return offices.map(({ zone, open }) => {
    const key = `${zone} ${open.from} ${open.to}`;
    const spans = known.get(key) ?? spansOf(wish, zone, open);
    known.set(key, spans);
    return spans;
  });
}

/** What is free nearest to an aim, before or after, nearest first; `wish` still narrows it. */
export async function slotsAround(
  tx: Tx,
  offices: readonly OpenOffice[],
  wish: Wish,
  aimed: Wish,
): Promise<readonly FoundSlot[]> {
  const field = await fieldOf(tx, offices, wish);
  const earlier: ScheduleSpan[] = [];
  const later: ScheduleSpan[] = [];
  for (const { scheduleId, zone, open } of offices) {
    const aim = aimOf(aimed, zone);
    const [span] = spansOf(wish, zone, open);
    if (aim === null || !span) continue;
    const middle = Math.min(Math.max(aim, span.from), span.to);
    earlier.push({ scheduleId, from: span.from, to: middle });
    later.push({ scheduleId, from: middle, to: span.to });
  }
  const found = [...(await freeIn(tx, field, earlier, "latest")), ...(await freeIn(tx, field, later, "soonest"))];
  const away = ({ startAt, zone }: Candidate) => Math.abs(startAt - (aimOf(aimed, zone) ?? 0));
  return found.sort((a, b) => away(a) - away(b));
}

async function fieldOf(tx: Tx, offices: readonly OpenOffice[], wish: Wish): Promise<Field> {
  const lapsed = await lapsedSlots(tx, [...new Set(offices.map((office) => office.locationId))]);
  return { offices: new Map(offices.map((office) => [office.scheduleId, office])), lapsed, wish };
}

async function inDifferentTimes(tx: Tx, field: Field, spans: readonly ScheduleSpan[]): Promise<readonly FoundSlot[]> {
  const found: FoundSlot[] = [];
  let from = Number.NEGATIVE_INFINITY;
  for (let round = 0; round <= STEPS_ON.length; round++) {
    const rest = spans.map((span) => ({ ...span, from: Math.max(span.from, from) }));
    // The slot that contains a time is the last that begins before it.
    const batch = await freeIn(tx, field, rest, field.wish.time === undefined ? "soonest" : "latest");
    const [soonest] = bySoonest(batch);
    if (!soonest) break;
    found.push(...batch);
    from = STEPS_ON[round]?.(soonest.startAt, soonest.zone) ?? from;
  }
  return found;
}

/** The first free slots of each span, those a lapsed hold keeps among them. */
async function freeIn(
  tx: Tx,
  { offices, lapsed, wish }: Field,
  all: readonly ScheduleSpan[],
  first: "soonest" | "latest",
): Promise<FoundSlot[]> {
  const spans = all.filter((span) => span.from < span.to);
  if (spans.length === 0) return [];
  const not = wish.not ?? [];
  const limit = (offices.size > MANY_OFFICES ? READ_OF_MANY : READ_MAX) + Math.min(not.length, SKIPPED_MAX);
  const free = await freeSlots(tx, spans, first, limit);
  const spanOf = new Map(spans.map((span) => [span.scheduleId, span]));
  const kept = lapsed.filter((slot) => isWithin(slot, spanOf.get(slot.scheduleId)));
  return [...free, ...kept].flatMap((slot) => {
    const office = offices.get(slot.scheduleId);
    return office && !not.includes(slot.id) && meetsTime(slot, wish, office.zone) ? [candidate(slot, office)] : [];
  });
}

function candidate(slot: FreeSlot, { zone, practitionerId, locationId }: OpenOffice): FoundSlot {
  const { id: slotId, startAt, scheduleId } = slot;
  return { slotId, startAt, zone, practitionerId, locationId, scheduleId };
}

function isWithin({ startAt }: FreeSlot, span: Span | undefined): boolean {
  return span !== undefined && span.from <= startAt && startAt < span.to;
}

/** Whether a slot contains the wished time of its day. */
function meetsTime(slot: FreeSlot, wish: Wish, zone: string): boolean {
  if (wish.time === undefined) return true;
  const at = atLocal(dayOf(slot.startAt, zone), wish.time, zone);
  return at !== null && slot.startAt <= at && at < slot.endAt;
}

function isEnough(found: readonly FoundSlot[]): boolean {
  return new Set(found.map(({ startAt, zone }) => dayOf(startAt, zone))).size >= DAYS_ENOUGH;
}

/** Soonest first, each slot once. */
function bySoonest(found: readonly FoundSlot[]): readonly FoundSlot[] {
  const bySlot = new Map(found.map((slot) => [slot.slotId, slot]));
  return [...bySlot.values()].sort((a, b) => a.startAt - b.startAt || a.slotId - b.slotId);
}
