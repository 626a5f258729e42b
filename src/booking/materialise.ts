import type { ScheduleException, ScheduleRule, SlotTime } from "../core/slot-rules.ts";
import { slotsOn } from "../core/slot-rules.ts";
import { addDays, dayOf, startOfDay } from "../core/time.ts";
import { changeAppointment } from "../store/appointment-changes.ts";
import { appointmentById } from "../store/appointments.ts";
import type { Tx } from "../store/engine.ts";
import {
  exceptionsFrom,
  horizons,
  openSlot,
  type ScheduleRow,
  type SlotRow,
  scheduleBehind,
  setCapacity,
  setMaterialisedTo,
  slotsBetween,
  visitsIn,
  withdrawSlot,
} from "../store/schedules.ts";
import { writeTask } from "../store/tasks.ts";
import { SYSTEM } from "./asker.ts";

/** Most days and most changed slots of one piece, so that it stays below 5 ms (measured 2 ms for 280 new slots). */
const DAYS_PER_PIECE = 7;
const CHANGES_PER_PIECE = 150;

/**
 * Materialises one piece of the slots that are missing up to each clinic's horizon, and answers whether it found any work.
 * Running it again changes nothing; after a changed rule a slot that is no longer wanted goes, or is closed and becomes a
 * task for each visit in it.
 */
export async function extendSlots(tx: Tx): Promise<boolean> {
  for (const { id, zone, horizonDays } of await horizons(tx)) {
    const today = dayOf(tx.now, zone);
    const horizon = addDays(today, horizonDays);
    const row = await scheduleBehind(tx, id, horizon);
    if (!row) continue;
    const done = row.schedule.materialisedTo;
    await materialise(tx, row, done === null || done < today ? today : addDays(done, 1), horizon);
    return true;
  }
  return false;
}

async function materialise(tx: Tx, row: ScheduleRow, first: string, horizon: string): Promise<void> {
  const rule = ruleOf(row, await exceptionsFrom(tx, row.schedule.id, first));
  let day = first;
  let changes = await materialiseDay(tx, row, day, rule);
  for (let n = 1; n < DAYS_PER_PIECE && changes < CHANGES_PER_PIECE && day < horizon; n += 1) {
    day = addDays(day, 1);
    changes += await materialiseDay(tx, row, day, rule);
  }
  await setMaterialisedTo(tx, row.schedule.id, day);
}

type ExceptionRow = Awaited<ReturnType<typeof exceptionsFrom>>[number];

function ruleOf({ schedule, zone, isActive }: ScheduleRow, exceptions: readonly ExceptionRow[]): ScheduleRule {
  const { slotMinutes, capacity, validFrom, validTo } = schedule;
  const weekly = isActive ? schedule.weekly : [];
  const days = isActive ? exceptions.flatMap(exceptionOf) : [];
  return { zone, weekly, slotMinutes, capacity, validFrom, validTo, exceptions: days };
}

function exceptionOf({ day, kind, from, to }: ExceptionRow): readonly ScheduleException[] {
  if (kind === "closed") return [{ day, kind, from, to }];
  return from === null || to === null ? [] : [{ day, kind, from, to }];
}

/** Makes the slots of a day from now on those the rule wants; gives how many it had to change. */
async function materialiseDay(tx: Tx, row: ScheduleRow, day: string, rule: ScheduleRule): Promise<number> {
  const times = slotsOn(day, rule).filter(({ startAt }) => startAt > tx.now);
  const wanted = new Map(times.map((time) => [time.startAt, time]));
  const end = startOfDay(addDays(day, 1), row.zone);
  const existing = await slotsBetween(tx, row.schedule.id, Math.max(startOfDay(day, row.zone), tx.now + 1), end);
  let changes = 0;
  const kept: SlotRow[] = [];
  for (const slot of existing) {
    const time = wanted.get(slot.startAt);
    if (time?.endAt === slot.endAt && (!slot.closed || slot.taken > 0)) {
      wanted.delete(slot.startAt);
      changes += await setCapacity(tx, slot, time.capacity);
    } else {
      if (!slot.closed) changes += await withdraw(tx, slot);
      kept.push(slot);
    }
  }
  for (const time of await free(tx, kept, [...wanted.values()])) changes += await openSlot(tx, row.schedule, time);
  return changes;
}

/** Times at which nobody is expected in a slot of the old rule: no second patient is put on top of her. */
async function free(tx: Tx, old: readonly SlotRow[], times: readonly SlotTime[]): Promise<readonly SlotTime[]> {
  if (old.length === 0) return times;
  const busy: SlotRow[] = [];
  for (const slot of old) if ((await visitsIn(tx, slot.id)).length > 0) busy.push(slot);
  return times.filter(({ startAt, endAt }) => !busy.some((slot) => slot.startAt < endAt && startAt < slot.endAt));
}

/** Takes a slot out of use: who only held it is offered others when she answers, each visit becomes a task. */
async function withdraw(tx: Tx, slot: SlotRow): Promise<number> {
  for (const { id: appointmentId, state, patientId, locationId } of await visitsIn(tx, slot.id)) {
    const hold = state === "held" ? await appointmentById(tx, appointmentId) : null;
    if (hold) await changeAppointment(tx, hold, { state: "expired" }, { actor: SYSTEM, act: "expire" });
    else {
      const reason = "the clinic's hours changed";
      await writeTask(tx, { kind: "slot.removed", reason, appointmentId, patientId, locationId });
    }
  }
  await withdrawSlot(tx, slot.id);
  return 1;
}
