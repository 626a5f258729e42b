import type { Wish } from "../core/effects.ts";
import type { Candidate } from "../core/offers.ts";
import { atLocal, dayOf } from "../core/time.ts";
import type { Tx } from "../store/engine.ts";
import { type FreeSlot, freeSlots, freeSlotsBefore, lapsedSlots } from "../store/slots.ts";
import type { OpenOffice } from "./search-offices.ts";
import { aimOf, nextHalfDay, type Span, spansOf } from "./search-spans.ts";

/** Free slots read of each office at a time: three are offered, and one more keeps them varied. */
const READ_MAX = 4;
/** Refused slots that are read past: eight times "none of these". */
const SKIPPED_MAX = 24;
/** Half-days that three different offers can need. */
const HALF_DAYS = 3;

/** Free slots that meet the wish, soonest first: of each office the next few, in up to three half-days. */
export async function slotsFor(tx: Tx, offices: readonly OpenOffice[], wish: Wish): Promise<readonly Candidate[]> {
  const found: Candidate[] = [];
  const spans = offices.map((office) => spansOf(wish, office.zone, office.open));
  const rounds = Math.max(0, ...spans.map((one) => one.length));
  for (let round = 0; round < rounds && !isEnough(found); round++) {
    const asked = offices.map((office, i) => ({ office, span: spans[i]?.[round] }));
    found.push(...(await inHalfDays(tx, asked, wish)));
  }
  return bySoonest(found);
}

type Asked = { readonly office: OpenOffice; readonly span: Span | undefined };

async function inHalfDays(tx: Tx, asked: readonly Asked[], wish: Wish): Promise<readonly Candidate[]> {
  const found: Candidate[] = [];
  let from = Number.NEGATIVE_INFINITY;
  for (let halfDay = 0; halfDay < HALF_DAYS; halfDay++) {
    const batch: Candidate[] = [];
    for (const { office, span } of asked) {
      if (!span) continue;
      const rest = { from: Math.max(span.from, from), to: span.to };
      if (rest.from < rest.to) batch.push(...(await nextOf(tx, office, rest, wish)));
    }
    const [soonest] = bySoonest(batch);
    if (!soonest) break;
    found.push(...batch);
    from = nextHalfDay(soonest.startAt, soonest.zone);
  }
  return found;
}

/** What is free nearest to an aim, before or after, nearest first; `wish` still narrows it. */
export async function slotsAround(
  tx: Tx,
  offices: readonly OpenOffice[],
  wish: Wish,
  aimed: Wish,
): Promise<readonly Candidate[]> {
  const found: { readonly slot: Candidate; readonly away: number }[] = [];
  for (const office of offices) {
    const aim = aimOf(aimed, office.zone);
    const [span] = spansOf(wish, office.zone, office.open);
    if (aim === null || !span) continue;
    const middle = Math.min(Math.max(aim, span.from), span.to);
    const earlier = await freeSlotsBefore(tx, office.scheduleId, { from: span.from, to: middle }, readMax(wish));
    const later = await nextOf(tx, office, { from: middle, to: span.to }, wish);
    const both = [...candidates(office, earlier, wish), ...later];
    found.push(...both.map((slot) => ({ slot, away: Math.abs(slot.startAt - aim) })));
  }
  return found.sort((a, b) => a.away - b.away).map(({ slot }) => slot);
}

/** The next free slots of one office, those a lapsed hold keeps among them. */
async function nextOf(tx: Tx, office: OpenOffice, span: Span, wish: Wish): Promise<readonly Candidate[]> {
  const free = await freeSlots(tx, office.scheduleId, span, readMax(wish));
  const lapsed = await lapsedSlots(tx, office.practitionerId, span, readMax(wish));
  return candidates(office, [...free, ...lapsed.filter((slot) => slot.scheduleId === office.scheduleId)], wish);
}

function candidates(office: OpenOffice, slots: readonly FreeSlot[], wish: Wish): readonly Candidate[] {
  const { zone, practitionerId, locationId } = office;
  return slots
    .filter((slot) => !wish.not?.includes(slot.id) && meetsTime(slot, wish, zone))
    .map(({ id, startAt }) => ({ slotId: id, startAt, zone, practitionerId, locationId }));
}

function readMax(wish: Wish): number {
  return READ_MAX + Math.min(wish.not?.length ?? 0, SKIPPED_MAX);
}

/** Whether a slot contains the wished time of its day. */
function meetsTime(slot: FreeSlot, wish: Wish, zone: string): boolean {
  if (wish.time === undefined) return true;
  const at = atLocal(dayOf(slot.startAt, zone), wish.time, zone);
  return at !== null && slot.startAt <= at && at < slot.endAt;
}

function isEnough(found: readonly Candidate[]): boolean {
  return new Set(found.map(({ startAt, zone }) => dayOf(startAt, zone))).size >= HALF_DAYS;
}

/** Soonest first, each slot once. */
function bySoonest(found: readonly Candidate[]): readonly Candidate[] {
  const bySlot = new Map(found.map((slot) => [slot.slotId, slot]));
  return [...bySlot.values()].sort((a, b) => a.startAt - b.startAt || a.slotId - b.slotId);
}
