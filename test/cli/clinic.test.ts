import { expect, test } from "vitest";
import { feeAheadOf } from "../../src/store/charges.ts";
import { imported } from "./files.ts";

test("a clinic's policy is shown, and changed one column at a time as an import would", async () => {
  const { run, raw } = await imported();
  expect((await run("clinic", "nabha")).lines).toEqual(
    expect.arrayContaining(["waive_roles  clinic_admin", "pay_ways  ", "currency  ", "horizon_days  14"]),
  );
  const waive = () => raw.prepare("select waive_roles from locations where slug = 'nabha'").pluck().get();
  expect((await run("clinic", "nabha", "waive_roles", "clinic_admin doctor")).lines).toEqual([
    "Changed waive_roles of nabha.",
  ]);
  expect(waive()).toBe('["clinic_admin","doctor"]');
  expect(await run("clinic", "nabha", "waive_roles", "integrator")).toEqual({
    code: 1,
    lines: ['nabha:1: waive_roles: "integrator" is none of receptionist, doctor, clinic_admin, operator'],
  });
  expect((await run("clinic", "nabha", "slug", "x")).code).toBe(1);
  expect((await run("clinic", "nabha", "colour", "red")).code).toBe(1);
  expect((await run("clinic", "nobody")).code).toBe(1);
  expect((await run("clinic", "nabha", "currency")).code).toBe(2);
  expect(raw.prepare("select horizon_days from locations where slug = 'nabha'").pluck().get()).toBe(14);
});

test("a fee that differs at one clinic is in its currency, and one in another currency has to be said", async () => {
  const { run, raw, file, engine } = await imported();
  const schedules = (fee: string) =>
    file("fees.csv", "slug,practitioner,location,pay,fee", `kaur-nabha,kaur,nabha,ahead,${fee}`);
  const ahead = () => engine.transact((tx) => feeAheadOf(tx, 1));
  await run("import", schedules(""));
  raw.exec(`insert into slots (id, schedule_id, practitioner_id, location_id, start_at, end_at, capacity)
    select 1, id, practitioner_id, location_id, 1, 2, 1 from schedules where slug = 'kaur-nabha'`);
  expect(await ahead()).toEqual({ minor: 20_050, currency: "INR" });
  await run("import", schedules("150.50"));
  expect(await ahead()).toEqual({ minor: 15_050, currency: "INR" });
  await run("import", schedules(""));
  await run("clinic", "nabha", "currency", "JPY");
  expect((await run("import", schedules(""))).lines[0]).toBe(
    "fees.csv:2: fee: is needed: hers is in INR, the clinic takes JPY",
  );
  expect((await run("import", schedules("900.50"))).lines[0]).toContain('"900.50" is no amount');
  await run("import", schedules("900"));
  expect(await ahead()).toEqual({ minor: 900, currency: "JPY" });
  await run("import", schedules("0"));
  expect(await ahead()).toBeNull();
});
