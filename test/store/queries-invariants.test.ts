import { expect, test } from "vitest";
import { breaches, checkPiece, WALK_START, type Walk } from "../../src/store/invariants.ts";
import { mondayInNabha } from "../helpers/booking.ts";

// Appointment 1 is Ana's at 11:00 (slot 1), appointment 2 is Dia's at 9:00 tomorrow (slot 4).
test.each([
  [1, "a counter of taken seats that is wrong", "update slots set taken = 0 where id = 1"],
  [1, "a seat that is taken twice", "drop index appointments_seat; update appointments set slot_id = 4 where id = 1"],
  [1, "a seat beyond the capacity", "update appointments set seat = 2 where id = 1"],
  [2, "visits of one patient that overlap", "update appointments set patient_id = 2, start_at = 1, end_at = 2"],
  [3, "a visit booked after its start", "update appointments set booked_at = start_at where id = 1"],
  [3, "a visit that is not where its slot is", "update appointments set start_at = start_at + 1 where id = 1"],
  [3, "a time taken within minimum notice", "update audit set at = at + 7200000 where act = 'hold' and entity_id = 1"],
  [4, "a change without an audit row", "update appointments set version = version + 1 where id = 1"],
  [
    4,
    "a hold without a timer",
    "update appointments set state = 'held', hold_ends_at = 9e12 where id = 1; delete from timers",
  ],
  [5, "a timer for an older version", "update timers set state = 'pending' where appointment_id = 1"],
])("rule %i: %s is seen", async (rule, _, change) => {
  const { anaBooks, engine, run } = await mondayInNabha();
  await anaBooks(0);
  await anaBooks(3, { name: "Dia" });
  expect(await run(breaches)).toEqual([]);
  engine.raw.exec(change);
  expect((await run(breaches)).map((breach) => breach.rule)).toContain(rule);
});

test("the walk over everything goes in pieces and misses nothing beyond the first", async () => {
  const { make, engine, run, clinic, kaur } = await mondayInNabha();
  const schedule = make.schedule(kaur.id, clinic.id);
  const insert = engine.raw.prepare(
    "insert into slots (schedule_id, practitioner_id, location_id, start_at, end_at, capacity) values (?, ?, ?, ?, ?, 1)",
  );
  engine.raw.transaction(() => {
    for (let n = 0; n < 1200; n++) insert.run(schedule.id, kaur.id, clinic.id, n, n + 1);
  })();
  engine.raw.exec("update slots set taken = 1 where id = 1100");
  const found: Walk["breaches"][number][] = [];
  let pieces = 0;
  for (let walk: Walk | null = WALK_START; walk; pieces++) {
    const now: Walk = walk;
    walk = await run((tx) => checkPiece(tx, now));
    found.push(...(walk?.breaches ?? []));
  }
  expect(found).toEqual([{ rule: 1, entity: "slots", id: 1100 }]);
  expect(pieces).toBeGreaterThan(3);
});
