import { expect, test } from "vitest";
import type { TestDatabase } from "./database.ts";
import { district } from "./district.ts";
import { stableDatabase } from "./stable.ts";

/** Every row there is, but for what goes on counting. */
function everything({ engine: { raw } }: TestDatabase): readonly unknown[] {
  const tables = raw.prepare("select name from sqlite_master where type = 'table' and name <> 'facts'").pluck().all();
  const facts = raw.prepare("select name, value from facts where name <> 'directory' order by name").all();
  return [...tables.map((table) => [table, raw.prepare(`select * from "${table}"`).all()]), facts];
}

test("a database that was used and given back is as new, and its file the same", async () => {
  const first = await stableDatabase();
  const asNew = everything(first);
  const make = district(first);
  const clinic = make.clinic("Nabha");
  make.times(make.schedule(make.doctor("Dr Kaur", ["eye"]).id, clinic.id), ["2026-03-02 10:00"]);
  make.patient("Asha", make.contact(clinic.id).id);
  expect(everything(first)).not.toEqual(asNew);
  await first.engine.close();
  const second = await stableDatabase(5);
  expect(second.file).toBe(first.file);
  expect(everything(second)).toEqual(asNew);
  expect(await second.run(async ({ now }) => now)).toBe(5);
  expect(district(second).clinic("Nabha").id).toBe(clinic.id);
  await second.engine.close();
});

test("one whose rules were changed is not used again", async () => {
  const first = await stableDatabase();
  first.engine.raw.exec("create trigger broken before insert on patients begin select raise(abort, 'broken'); end");
  await first.engine.close();
  const second = await stableDatabase();
  expect(second.file).not.toBe(first.file);
  await second.engine.close();
});
