import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";
import { extendSlots } from "../../src/booking/materialise.ts";
import { atLocal, dayOf, localParts } from "../../src/core/time.ts";
import { scheduleExceptions, schedules } from "../../src/store/schema/places.ts";
import { as, bookingWorld } from "../helpers/booking.ts";
import { asker } from "../helpers/district.ts";

const MORNINGS = [1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, from: "09:00", to: "11:00" }));

/** A clinic with Dr Kaur's schedule: 9 to 11 from Monday to Saturday, slots of 20 minutes. */
async function ruled(zone = "Asia/Kolkata", change: Partial<typeof schedules.$inferInsert> = {}) {
  const world = await bookingWorld();
  const { engine, make, run, clock } = world;
  const db = drizzle(engine.raw);
  const clinic = make.clinic("Nabha", { zone, horizonDays: 10 });
  const kaur = make.doctor("Dr Kaur", ["eye"]);
  const { id } = make.schedule(kaur.id, clinic.id);
  const set = (rule: Partial<typeof schedules.$inferInsert>) =>
    db
      .update(schedules)
      .set({ ...rule, materialisedTo: null })
      .where(eq(schedules.id, id))
      .run();
  set({ weekly: MORNINGS, ...change });
  const extend = async () => {
    let pieces = 0;
    while (await run(extendSlots)) pieces += 1;
    return pieces;
  };
  const all = () =>
    engine.raw
      .prepare("select id, start_at as startAt, end_at as endAt, capacity, taken, closed from slots order by start_at")
      .all() as {
      id: number;
      startAt: number;
      endAt: number;
      capacity: number;
      taken: number;
      closed: number;
    }[];
  /** Starts of a day on the clinic's clock; closed ones in brackets. */
  const starts = (day: string) =>
    all()
      .filter(({ startAt }) => dayOf(startAt, zone) === day)
      .map(({ startAt, closed }) => {
        const { hour, minute } = localParts(startAt, zone);
        const time = [hour, minute].map((n) => String(n).padStart(2, "0")).join(":");
        return closed ? `(${time})` : time;
      });
  const tasks = () => engine.raw.prepare("select kind, appointment_id as visit from tasks").all();
  const slotAt = (time: string) =>
    all().find(({ startAt }) => startAt === atLocal(time.slice(0, 10), time.slice(11), zone))?.id ?? 0;
  const contact = make.contact(clinic.id).id;
  const ana = make.patient("Ana", contact).id;
  const ask = world.asking(asker(contact, clinic.id));
  const hold = async (time: string) =>
    as(await ask({ type: "holdSlot", slotId: slotAt(time), care: "eye" }), "slot.held").holdId;
  const book = async (time: string) =>
    as(await ask({ type: "book", holdId: await hold(time), who: { patientId: ana } }), "booked").visit;
  onTestFinished(async () => {
    const before = all();
    await extend();
    // Whatever happened: once more changes nothing.
    if (engine.raw.open) expect(all()).toEqual(before);
  });
  return { ...world, db, clinic, kaur, id, set, extend, all, starts, tasks, slotAt, ask, hold, book, clock };
}

const DAY = ["09:00", "09:20", "09:40", "10:00", "10:20", "10:40"];

describe("slots", () => {
  test("are made up to the horizon on the days of the rule, from now on, once", async () => {
    const { extend, starts, all, clock, clinic } = await ruled();
    clock.now = atLocal("2026-03-02", "09:30", clinic.zone) ?? 0;
    expect(await extend()).toBeGreaterThan(0);
    expect(starts("2026-03-02")).toEqual(["09:40", "10:00", "10:20", "10:40"]);
    expect(starts("2026-03-07")).toEqual(DAY);
    expect(starts("2026-03-08")).toEqual([]);
    expect(starts("2026-03-12")).toEqual(DAY);
    expect(starts("2026-03-13")).toEqual([]);
    const before = all();
    expect(await extend()).toBe(0);
    expect(all()).toEqual(before);
    clock.now += 86_400_000;
    expect(await extend()).toBe(1);
    expect(starts("2026-03-13")).toEqual(DAY);
  });

  test("stand where the clock says on both sides of a change: London in March", async () => {
    const { extend, starts, all, clock } = await ruled("Europe/London");
    clock.now = Date.UTC(2026, 2, 27, 1);
    await extend();
    expect(starts("2026-03-28")).toEqual(DAY);
    expect(starts("2026-03-30")).toEqual(DAY);
    const utcHours = all().map(({ startAt }) => new Date(startAt).getUTCHours());
    expect([Math.max(...utcHours), Math.min(...utcHours)]).toEqual([10, 8]);
  });

  test("leave out the hour that Cairo jumps over at midnight, and give the hour it shows twice once", async () => {
    const nights = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: "00:00", to: "02:00" }));
    const { extend, starts, clock } = await ruled("Africa/Cairo", { weekly: nights, slotMinutes: 60 });
    clock.now = Date.UTC(2026, 3, 20);
    await extend();
    expect(starts("2026-04-23")).toEqual(["00:00", "01:00"]);
    expect(starts("2026-04-24")).toEqual(["01:00"]);
    expect(starts("2026-04-25")).toEqual(["00:00", "01:00"]);
    clock.now = Date.UTC(2026, 9, 25);
    await extend();
    expect(starts("2026-10-29")).toEqual(["00:00", "01:00"]);
    expect(starts("2026-10-30")).toEqual(["00:00", "01:00"]);
  });

  test("follow exceptions: a closed day, a closed hour, extra hours", async () => {
    const { extend, starts, db, id } = await ruled();
    db.insert(scheduleExceptions)
      .values([
        { scheduleId: id, day: "2026-03-03", kind: "closed" },
        { scheduleId: id, day: "2026-03-04", kind: "closed", from: "09:00", to: "09:50" },
        { scheduleId: id, day: "2026-03-08", kind: "extra", from: "15:00", to: "16:00" },
      ])
      .run();
    await extend();
    expect(starts("2026-03-03")).toEqual([]);
    expect(starts("2026-03-04")).toEqual(["10:00", "10:20", "10:40"]);
    expect(starts("2026-03-08")).toEqual(["15:00", "15:20", "15:40"]);
  });
});

describe("a changed rule", () => {
  test("closes a slot with a visit and writes one task, and takes the free ones away", async () => {
    const { extend, starts, set, tasks, book } = await ruled();
    await extend();
    const visit = await book("2026-03-03 10:20");
    set({ weekly: MORNINGS.map((hours) => ({ ...hours, to: "10:00" })) });
    await extend();
    expect(starts("2026-03-03")).toEqual(["09:00", "09:20", "09:40", "(10:20)"]);
    expect(tasks()).toEqual([{ kind: "slot.removed", visit: visit.id }]);
    set({});
    await extend();
    expect(tasks()).toHaveLength(1);
  });

  test("that comes back opens the closed slot again, with its visit in it", async () => {
    const { extend, starts, set, book, all } = await ruled();
    await extend();
    await book("2026-03-03 10:20");
    set({ weekly: [] });
    await extend();
    expect(all().map(({ closed }) => closed)).toEqual([1]);
    set({ weekly: MORNINGS });
    await extend();
    expect(starts("2026-03-03")).toEqual(DAY);
    expect(all().reduce((sum, { taken }) => sum + taken, 0)).toBe(1);
  });

  test("puts nobody on top of a visit that stays", async () => {
    const { extend, starts, set, book } = await ruled();
    await extend();
    await book("2026-03-03 09:20");
    set({ slotMinutes: 30 });
    await extend();
    // 9:00 and 9:30 would both run into her 9:20 to 9:40.
    expect(starts("2026-03-03")).toEqual(["(09:20)", "10:00", "10:30"]);
    expect(starts("2026-03-04")).toEqual(["09:00", "09:30", "10:00", "10:30"]);
  });

  test("gives the time of a cancelled visit out again in its new length, once it can be restored no more", async () => {
    const { extend, starts, set, book, ask, pass, all } = await ruled();
    await extend();
    const visit = await book("2026-03-03 10:00");
    await ask({ type: "cancelVisit", visitId: visit.id });
    set({ slotMinutes: 30 });
    await extend();
    expect(starts("2026-03-03")).toEqual(["09:00", "09:30", "(10:00)", "10:30"]);
    pass(31);
    set({});
    await extend();
    expect(starts("2026-03-03")).toEqual(["09:00", "09:30", "10:00", "10:30"]);
    expect(
      new Set(
        all()
          .filter(({ closed }) => !closed)
          .map(({ startAt, endAt }) => endAt - startAt),
      ),
    ).toEqual(new Set([1_800_000]));
  });

  test("ends a hold on a time that is no more, and whoever answers late is told that it is gone", async () => {
    const { extend, set, hold, ask, tasks, all } = await ruled();
    await extend();
    const holdId = await hold("2026-03-03 10:20");
    set({ weekly: [] });
    await extend();
    expect(as(await ask({ type: "book", holdId, who: { name: "Dia" } }), "slot.taken")).toBeTruthy();
    expect(tasks()).toEqual([]);
    expect(all()).toMatchObject([{ closed: 1, taken: 0 }]);
  });

  test.each(["schedule", "practitioner", "location"])(
    "a %s out of use loses its free slots and keeps its visits",
    async (what) => {
      const { extend, set, book, all, tasks, engine } = await ruled();
      await extend();
      await book("2026-03-03 10:20");
      engine.raw.exec(`update ${what}s set active = 0`);
      set({});
      await extend();
      expect(all()).toMatchObject([{ closed: 1, taken: 1 }]);
      expect(tasks()).toHaveLength(1);
    },
  );

  test("of capacity holds for free seats and never falls below a seat that is taken", async () => {
    const { extend, set, book, all, engine, slotAt } = await ruled("Asia/Kolkata", { capacity: 3 });
    await extend();
    await book("2026-03-03 09:00");
    engine.raw.exec("update appointments set seat = 2");
    set({ capacity: 1 });
    await extend();
    const busy = slotAt("2026-03-03 09:00");
    expect(all().find(({ id }) => id === busy)).toMatchObject({ capacity: 2, taken: 1, closed: 0 });
    expect(
      new Set(
        all()
          .filter(({ id }) => id !== busy)
          .map(({ capacity }) => capacity),
      ),
    ).toEqual(new Set([1]));
    set({ capacity: 4 });
    await extend();
    expect(new Set(all().map(({ capacity }) => capacity))).toEqual(new Set([4]));
  });
});

test("a piece of work stays short, with 500 schedules too", async () => {
  const { make, clinic, run, db } = await ruled();
  for (let n = 0; n < 500; n++) {
    const schedule = make.schedule(make.doctor(`Dr ${n}`, ["eye"]).id, clinic.id);
    db.update(schedules).set({ weekly: MORNINGS }).where(eq(schedules.id, schedule.id)).run();
  }
  const spans: number[] = [];
  for (let found = true; found; ) {
    found = await run(async (tx) => {
      const begun = performance.now();
      const more = await extendSlots(tx);
      spans.push(performance.now() - begun);
      return more;
    });
  }
  const median = spans.toSorted((a, b) => a - b)[Math.floor(spans.length / 2)];
  expect(median).toBeLessThan(5);
});
