import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommand } from "../../src/cli/run-command.ts";
import { openEngine } from "../../src/store/engine.ts";
import { shell } from "./shell.ts";

const folder = mkdtempSync(join(tmpdir(), "gateway-empty-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("on a database that is not migrated", () => {
  const printed: string[] = [];
  let engine: ReturnType<typeof openEngine>;
  beforeAll(() => {
    engine = openEngine({ file: join(folder, "empty.db"), key: "07".repeat(32) });
  });
  afterAll(() => engine.close());
  const run = (name: string, ...args: readonly string[]) => {
    printed.length = 0;
    const print = (line: string) => void printed.push(line);
    const folders = { migrations: "drizzle", locales: "locales", audio: join(folder, "audio") };
    return runCommand({ engine, now: Date.now, print, production: false, ...folders }, name, args);
  };

  test("every command but migrate refuses and says what to do", async () => {
    for (const [name, ...args] of [["day", "nabha"], ["tasks"], ["check"], ["seed", "--demo"], ["slots", "extend"]]) {
      expect(await run(String(name), ...args)).toBe(1);
      expect(printed.join()).toMatch(/run "gateway migrate" first/);
    }
  });

  test("migrate makes the schema, and a second time nothing", async () => {
    expect(await run("migrate")).toBe(0);
    expect(printed[0]).toMatch(/^\d+ migrations run\.$/);
    expect(await run("migrate")).toBe(0);
    expect(printed).toEqual(["The schema is up to date."]);
  });
});

test.each([
  ["migrate", "now"],
  ["seed"],
  ["seed", "--all"],
  ["slots"],
  ["day"],
  ["day", "nabha", "2026-02-30"],
  ["day", "nabha", "2026-03-02", "x"],
  ["tasks", "undo"],
  ["tasks", "done", "1"],
  ["tasks", "done", "x", "called"],
  ["check", "all"],
  ["arrived"],
  ["arrived", "1234567", "2026-03-20"],
  ["no-show", "1234567", "now"],
  ["fulfilled", "1234567", "2026-02-30"],
  ["templates"],
  ["templates", "register", "reminder", "neutral", "en", "1107", "1201"],
  ["audio"],
  ["audio", "script"],
  ["audio", "play", "sw"],
  ["audio", "check", "sw", "hi"],
  ["import"],
  ["import", "--dry-run"],
  ["import", "x.csv", "--force"],
])("%s %s is answered with how it is used", async (...words) => {
  const { run } = await shell();
  const { code, lines } = await run(...words);
  expect(code).toBe(2);
  expect(lines[0]).toMatch(new RegExp(`^Use: gateway ${words[0]}`));
});

test("seed --demo fills an empty database once", async () => {
  const { run, count } = await shell();
  expect(await run("seed", "--demo")).toEqual({ code: 0, lines: ["The demo district is ready."] });
  const patients = count("patients");
  expect(await run("seed", "--demo")).toMatchObject({ code: 1, lines: [expect.stringMatching(/nothing was changed/)] });
  expect(count("patients")).toBe(patients);
});

test("slots extend makes the slots of new days, and then says that all are there", async () => {
  const { run, count, clock } = await shell();
  await run("seed", "--demo");
  expect((await run("slots", "extend")).lines).toEqual(["All slots are there already."]);
  const before = count("slots");
  clock.now += 86_400_000;
  expect((await run("slots", "extend")).lines[0]).toMatch(/^Slots extended in \d+ pieces\.$/);
  expect(count("slots")).toBeGreaterThan(before);
});

test("day prints who comes in order, without holds", async () => {
  const { run, raw } = await shell();
  await run("seed", "--demo");
  const { start_at } = raw.prepare("select * from appointments where state = 'booked' order by id").get() as {
    start_at: number;
  };
  const day = new Date(start_at + 19_800_000).toISOString().slice(0, 10);
  const { code, lines } = await run("day", "nabha", day);
  expect(code).toBe(0);
  expect(lines[0]).toMatch(new RegExp(`^Nabha Civil Hospital, ${day}: \\d+ visits$`));
  expect(lines.join("\n")).toMatch(/^\d\d:\d\d {2}Dr .+\d{6} .+ {2}\d{7} {2}booked$/m);
  const times = lines.slice(1).map((line) => line.slice(0, 5));
  expect(times).toEqual(times.toSorted());
  raw.exec("update appointments set state = 'held', hold_ends_at = 1, contact_id = null");
  expect((await run("day", "nabha", day)).lines).toEqual([`Nabha Civil Hospital, ${day}: 0 visits`]);
});

test("day takes today in the clinic's zone, and names the clinics there are", async () => {
  const { run, clock } = await shell();
  await run("seed", "--demo");
  clock.now = Date.UTC(2026, 2, 2, 20, 0);
  expect((await run("day", "nabha")).lines[0]).toMatch(/, 2026-03-03: /);
  expect(await run("day", "patiala")).toEqual({
    code: 1,
    lines: ['There is no clinic "patiala". There are: amloh, bhadson, nabha.'],
  });
});

test("tasks are listed, the oldest first, and closed once with their outcome", async () => {
  const { run, raw } = await shell();
  const insert = raw.prepare("insert into tasks (kind, reason, created_at) values (?, ?, ?)");
  insert.run("opted.out", "carrier stop with a visit ahead", Date.UTC(2026, 2, 2, 3));
  insert.run("invariant", "rule 1: slots 4", Date.UTC(2026, 2, 2, 4));
  const list = (await run("tasks")).lines;
  expect(list).toHaveLength(3);
  expect(list[0]).toMatch(/1 {2}2026-03-02 03:00 {2}- {2}opted\.out/);
  expect(list[2]).toBe("2 open tasks.");
  expect(await run("tasks", "done", "1", "she", "comes")).toEqual({ code: 0, lines: ["Task 1 is done."] });
  const not = "There is no open task 1 to close by hand (refund.due closes with gateway payments refund).";
  expect(await run("tasks", "done", "1", "again")).toEqual({ code: 1, lines: [not] });
  expect((await run("tasks", "list")).lines.at(-1)).toBe("1 open task.");
  expect(raw.prepare("select outcome from tasks where id = 1").pluck().get()).toBe("she comes");
});

test("a task says whom to call and when it came, by the clinic's clocks", async () => {
  const { run, raw } = await shell();
  await run("seed", "--demo");
  raw.exec(`insert into tasks (kind, reason, location_id, contact_id, created_at)
    select 'not.understood', 'not.understood', location_id, id, ${Date.UTC(2026, 2, 2, 3)}
    from contacts where phone = '+919812300011'`);
  const [line] = (await run("tasks")).lines;
  expect(line).toMatch(/^ {4}1 {2}2026-03-02 08:30 {2}nabha {2}not\.understood {2}\+919812300011$/);
});

test("check finds nothing in the demo, and names a breach made by hand", async () => {
  const { run, raw } = await shell();
  await run("seed", "--demo");
  expect(await run("check")).toEqual({ code: 0, lines: ["0 breaches; the file itself: ok."] });
  const slot = raw
    .prepare(
      "update slots set taken = taken - 1 where taken > 0 and id = (select min(id) from slots where taken > 0) returning id",
    )
    .pluck()
    .get();
  expect(await run("check")).toEqual({
    code: 1,
    lines: [`rule 1 does not hold: slots ${slot}`, "1 breach; the file itself: ok."],
  });
});

test("arrived, fulfilled and no-show say what became of a visit, or why that cannot be", async () => {
  const { run, raw, clock } = await shell();
  await run("seed", "--demo");
  const [first] = raw
    .prepare("select reference, start_at as at from appointments where state = 'booked' order by start_at")
    .all();
  const { reference, at } = first as { reference: string; at: number };
  expect(await run("no-show", reference)).toEqual({ code: 1, lines: ["Nothing was changed: too early."] });
  expect(await run("arrived", "1234567")).toEqual({ code: 1, lines: ["There is no visit 1234567."] });
  clock.now = at + 60_000;
  expect(await run("no-show", reference)).toEqual({ code: 0, lines: [`Visit ${reference}: did not come.`] });
  expect(await run("arrived", reference)).toEqual({ code: 0, lines: [`Visit ${reference}: has arrived.`] });
  expect(await run("fulfilled", reference, "2026-04-20")).toEqual({
    code: 0,
    lines: [`Visit ${reference}: was seen.`],
  });
  expect(await run("no-show", reference)).toEqual({ code: 1, lines: ["Nothing was changed: wrong state."] });
});

test("templates says which texts an operator would refuse, and under what a registered one may be", async () => {
  const { run } = await shell();
  await run("seed", "--demo");
  const before = await run("templates", "list");
  expect(before.lines).toContain("reminder named en: fits, 4 variables, not registered");
  const register = ["templates", "register", "reminder", "named", "en", "1107", "1201", "CURECO", "30", "3"];
  expect(await run(...register)).toMatchObject({ code: 0 });
  const { code, lines } = await run("templates", "check");
  expect(code).toBe(1);
  const at = lines.indexOf("reminder named en: would be refused, 4 variables, registered as 1107 for CURECO");
  expect(lines[at + 1]).toBe("    it has 4 variables, and 3 are allowed");
});
