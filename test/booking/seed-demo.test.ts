import { readFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { DEMO_WORKERS } from "../../src/booking/demo-workers.ts";
import { checkPin } from "../../src/booking/pins.ts";
import { seedDemo } from "../../src/booking/seed-demo.ts";
import type { Transact } from "../../src/store/engine.ts";
import { breaches } from "../../src/store/invariants.ts";
import { patientsOf } from "../../src/store/workers.ts";
import { testDatabase } from "../helpers/database.ts";

async function seeded(transact?: (inner: Transact) => Transact) {
  const database = await testDatabase();
  onTestFinished(() => database.engine.close());
  const { run, engine } = database;
  const rows = (sql: string) => engine.raw.prepare(sql).all();
  await seedDemo(transact ? transact(run) : run).catch(() => {});
  return { ...database, rows };
}

const VISITS = "select reference, start_at, slot_id, seat, patient_id from appointments order by id";

test("the demo district has three clinics, eight practitioners over six kinds of care, a fee and a token session", async () => {
  const { rows, run } = await seeded();
  expect(rows("select slug, zone from locations")).toEqual(
    ["nabha", "bhadson", "amloh"].map((slug) => ({ slug, zone: "Asia/Kolkata" })),
  );
  expect(rows("select id from practitioners")).toHaveLength(8);
  expect(rows("select distinct value as care from practitioners, json_each(specialties) order by care")).toEqual(
    ["child", "dental", "eye", "general", "skin", "women"].map((care) => ({ care })),
  );
  expect(rows("select fee_currency from practitioners where fee_minor > 0")).toEqual([{ fee_currency: "INR" }]);
  expect(rows("select max(capacity) as most from slots")).toEqual([{ most: 5 }]);
  expect(await run(breaches)).toEqual([]);
});

test("it has slots on weekdays and Saturday for thirty days", async () => {
  const { rows } = await seeded();
  expect(
    rows("select distinct strftime('%w', start_at / 1000 + 19800, 'unixepoch') as day from slots order by day"),
  ).toEqual(["1", "2", "3", "4", "5", "6"].map((day) => ({ day })));
  expect(rows("select max(date(start_at / 1000 + 19800, 'unixepoch')) as last from slots")).toEqual([
    { last: "2026-04-01" },
  ]);
});

test("households share a phone, and one of their people is spoken of covertly", async () => {
  const { rows } = await seeded();
  expect(
    rows(
      "select phone, count(*) as persons, sum(privacy = 'covert') as covert from links join contacts c on c.id = contact_id group by phone",
    ),
  ).toEqual([
    { phone: "+919812300002", persons: 1, covert: 0 },
    { phone: "+919812300011", persons: 3, covert: 0 },
    { phone: "+919812300012", persons: 3, covert: 1 },
  ]);
});

test("the README tells its numbers and codes", async () => {
  const { rows } = await seeded();
  const readme = readFileSync("README.md", "utf8");
  const told = [
    ...rows("select gateway_number as told from locations"),
    ...rows("select distinct phone as told from contacts c join links l on l.contact_id = c.id"),
    ...rows("select distinct nickname || ' ' || code as told from patients p join links l on l.patient_id = p.id"),
  ];
  told.push(...rows("select phone as told from contacts c join workers w on w.contact_id = c.id"));
  told.push(...rows("select nickname || ' ' || code as told from patients where village is not null"));
  told.push(...DEMO_WORKERS.map(({ pin }) => ({ told: `PIN ${pin}` })));
  expect(told).toHaveLength(3 + 3 + 7 + 3 + 8 + 3);
  for (const one of told) expect(readme).toContain((one as { told: string }).told);
});

test("workers have PINs and patients who have no telephone, and the first supervises the others", async () => {
  const { rows, run } = await seeded();
  expect(rows("select supervisor_id as boss from workers")).toEqual([{ boss: null }, { boss: 1 }, { boss: 1 }]);
  for (const [at, { pin, patients, phone }] of DEMO_WORKERS.entries()) {
    const asker = { contactId: 1, locationId: 1, language: "en", named: [], namedAt: 0, channel: "x" };
    const owner = { kind: "worker", workerId: at + 1 } as const;
    expect(await run((tx) => checkPin(tx, asker, owner, pin)), phone).toEqual({ is: "right" });
    expect((await run((tx) => patientsOf(tx, at + 1))).map(({ name }) => name)).toEqual(
      patients.map(({ name }) => name),
    );
  }
});

test("two starts on one day give the same numbers and times", async () => {
  const [one, other] = [await seeded(), await seeded()];
  expect(one.rows(VISITS)).toEqual(other.rows(VISITS));
  expect(one.rows(VISITS)).toHaveLength(3);
  expect(one.rows("select code from patients")).toEqual(other.rows("select code from patients"));
});

test("a second seeding changes nothing", async () => {
  const { rows, run } = await seeded();
  const before = rows(VISITS);
  expect(await seedDemo(run)).toBe(false);
  expect(rows(VISITS)).toEqual(before);
});

test("a seeding that was killed goes on where it stopped", async () => {
  const whole = await seeded();
  for (const after of [1, 2, 10, 40]) {
    let left = after;
    const { rows, run } = await seeded((inner) => async (fn) => {
      if (left-- === 0) throw new Error("killed");
      return await inner(fn);
    });
    await seedDemo(run);
    expect(rows(VISITS)).toEqual(whole.rows(VISITS));
    expect(rows("select count(*) as n from slots")).toEqual(whole.rows("select count(*) as n from slots"));
  }
});

test("a database with a clinic of its own is left alone", async () => {
  const { engine, run } = await testDatabase();
  onTestFinished(() => engine.close());
  engine.raw.exec(`insert into locations (slug, names, public_names, zone, country, lat, lon, languages, emergency_number)
    values ('x', '{"name":"X"}', '{"name":"X"}', 'Asia/Kolkata', 'IN', 1, 1, '["en"]', '112')`);
  expect(await seedDemo(run)).toBe(false);
  expect(engine.raw.prepare("select count(*) from locations").pluck().get()).toBe(1);
});
