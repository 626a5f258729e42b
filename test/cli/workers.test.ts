import { expect, test } from "vitest";
import { district } from "../helpers/district.ts";
import { shell } from "./shell.ts";

/** Two clinics and a patient; what `gateway worker …` says. */
async function desk() {
  const world = await shell();
  const make = district(world);
  const clinic = make.clinic("Nabha");
  make.clinic("Amloh");
  const asha = make.patient("Asha", null, { locationId: clinic.id });
  const worker = async (...words: readonly string[]) => await world.run("worker", ...words);
  const one = (sql: string) => world.raw.prepare(sql).pluck().get();
  return { ...world, asha, worker, one };
}

test("a worker is enrolled, gets a code, is moved to another number, and hands her patients on", async () => {
  const { worker, asha, one } = await desk();
  const options = ["--clinics", "nabha", "--villages", "Bhadson, Kheri", "--patients", asha.code, "--language", "hi"];
  expect(await worker("enrol", "98765 00001", "Rani Kaur", ...options)).toEqual({
    ...{ code: 0, lines: ["Worker 1 is enrolled; a code was sent to her number."] },
  });
  expect(await worker("enrol", "9876500001", "Somebody", "--clinics", "nabha")).toMatchObject({ code: 1 });
  const boss = ["--clinics", "amloh", "--touches", "40"];
  expect(await worker("enrol", "9876500002", "Sima", ...boss)).toMatchObject({ code: 0 });
  await worker("change", "9876500001", "--supervisor", "9876500002", "--registers", "5");
  expect((await worker("change", "9876500002", "--supervisor", "9876500001")).lines).toEqual([
    "Nothing was changed: own supervisor.",
  ]);
  expect((await worker("list")).lines).toEqual([
    "   1  +919876500001  no PIN yet  nabha  Rani Kaur  bhadson, kheri",
    "   3  +919876500002  no PIN yet  amloh  Sima",
    "2 workers.",
  ]);
  expect(one("select count(*) from messages where purpose = 'worker.code'")).toBe(2);
  expect(one("select worker_id from worker_patients")).toBe(1);

  expect(await worker("move", "9876500001", "9876500002")).toMatchObject({ code: 1 });
  expect(await worker("move", "9876500001", "9876500003")).toMatchObject({ code: 0 });
  expect((await worker("change", "9876500001", "--touches", "9")).lines).toEqual(["9876500001 is no worker's number"]);
  const handed = await worker("hand", "9876500003", "9876500002");
  expect(handed.lines).toEqual(["Worker 3 has 1 patient of worker 1."]);
  expect(one("select worker_id from worker_patients")).toBe(3);
  expect(one("select group_concat(distinct act) from audit where actor_kind = 'staff'")).toBe("enrol,give,change,move");
});

test("a lock is lifted and a PIN taken away at the desk only", async () => {
  const { worker, raw, one } = await desk();
  await worker("enrol", "9876500001", "Rani", "--clinics", "nabha");
  raw.exec("insert into pins (worker_id, hash, wrong, locks, locked_until, set_at) values (1, x'00', 0, 1, 9e15, 0)");
  raw.exec("update workers set locked_at = 1, pin_at = 1");
  expect((await worker("list")).lines[0]).toContain("locked");
  expect((await worker("unlock", "9876500001")).lines).toEqual(["Worker 1 may go on."]);
  expect((await worker("list")).lines[0]).toContain("works");
  expect((await worker("reset-pin", "9876500001")).lines).toEqual(["Worker 1 has no PIN any more; a code was sent."]);
  expect(one("select count(*) from pins")).toBe(0);
  expect(one("select pin_at from workers")).toBe(0);
});

test.each([
  ["dance"],
  ["enrol", "9876500001", "--clinics", "nabha"],
  ["enrol", "9876500001", "Rani"],
  ["enrol", "9876500001", "Rani", "--clinics", "nabha", "--touches", "many"],
  ["change", "9876500001", "x"],
  ["unlock"],
  ["give", "9876500001"],
])("worker %s %s %s is told how it is used", async (...words) => {
  const { worker } = await desk();
  await worker("enrol", "9876500001", "Rani", "--clinics", "nabha");
  expect(await worker(...words)).toMatchObject({ code: 2 });
});
