import { describe, expect, test } from "vitest";
import { CLINICS, DOCTORS, imported } from "./files.ts";
import { shell } from "./shell.ts";

describe("import", () => {
  test("takes clinics, practitioners, schedules and exceptions in any order", async () => {
    const { first, raw } = await imported();
    expect(first).toEqual({
      code: 0,
      lines: [
        "exceptions: 2 added, 0 changed, 0 as before",
        "schedules: 2 added, 0 changed, 0 as before",
        "practitioners: 2 added, 0 changed, 0 as before",
        "locations: 2 added, 0 changed, 0 as before",
        'The running gateway makes the slots now; without one: "gateway slots extend".',
      ],
    });
    expect(raw.prepare("select * from locations where slug = 'nabha'").get()).toMatchObject({
      names: '{"name":"Nabha Civil Hospital","name_hi":"नाभा सिविल अस्पताल"}',
      public_names: '{"name":"Nabha Hospital"}',
      staff_phone: "+911765220101",
      languages: '["en","hi","pa"]',
      min_notice_minutes: 120,
      horizon_days: 14,
      active: 1,
    });
    expect(raw.prepare("select * from practitioners where slug = 'kaur'").get()).toMatchObject({
      specialties: '["eye","general"]',
      fee_minor: 20_050,
      fee_currency: "INR",
    });
    expect(raw.prepare("select weekly, capacity, valid_to from schedules where slug = 'gill-amloh'").get()).toEqual({
      weekly: JSON.stringify([1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: "09:00", to: "12:00" }))),
      capacity: 5,
      valid_to: "2026-12-31",
    });
    expect(raw.prepare("select count(*) from schedule_exceptions").pluck().get()).toBe(2);
    expect(raw.prepare("select count(*) from import_rows").pluck().get()).toBe(0);
  });

  test("changes nothing when the same files come again", async () => {
    const { run, files, raw, engine } = await imported();
    await run("slots", "extend");
    const before = engine.raw.prepare("select * from schedules").all();
    const slots = raw.prepare("select * from slots").all();
    const again = await run("import", ...files);
    expect(again.lines).toEqual([
      "exceptions: 0 added, 0 changed, 2 as before",
      "schedules: 0 added, 0 changed, 2 as before",
      "practitioners: 0 added, 0 changed, 2 as before",
      "locations: 0 added, 0 changed, 2 as before",
    ]);
    await run("slots", "extend");
    expect(raw.prepare("select * from schedules").all()).toEqual(before);
    expect(raw.prepare("select * from slots").all()).toEqual(slots);
  });

  test("a dry run says what would change and changes nothing", async () => {
    const { run, file, count } = await shell();
    const { code, lines } = await run("import", "--dry-run", file("clinics.csv", ...CLINICS));
    expect({ code, lines }).toEqual({
      code: 0,
      lines: ["locations: 2 would be added, 0 would change, 0 as before", "This was a dry run: nothing was changed."],
    });
    expect(count("locations")).toBe(0);
  });

  test("a changed rule is materialised anew, an unchanged one is left alone", async () => {
    const { run, file, raw } = await imported();
    await run("slots", "extend");
    await run("import", file("s.csv", "slug,hours", "kaur-nabha,Mon-Sat 09:00-12:00"));
    expect(raw.prepare("select slug, materialised_to is null as anew from schedules order by slug").all()).toEqual([
      { slug: "gill-amloh", anew: 0 },
      { slug: "kaur-nabha", anew: 1 },
    ]);
    // A column left out keeps what is there.
    expect(raw.prepare("select slot_minutes from schedules where slug = 'kaur-nabha'").pluck().get()).toBe(20);
    await run("slots", "extend");
    const late = "select count(*) from slots where schedule_id = 1 and (start_at / 60000 + 330) % 1440 >= 720";
    expect(raw.prepare(late).pluck().get()).toBe(0);
  });

  test("a clinic taken out of use and an exception are materialised anew, and a usual day takes the exception back", async () => {
    const { run, file, raw } = await imported();
    await run("slots", "extend");
    const slotsOf = (schedule: number) =>
      raw.prepare(`select count(*) from slots where schedule_id = ${schedule} and closed = 0`).pluck().get();
    const [kaur, gill] = ["kaur-nabha", "gill-amloh"].map((slug) =>
      Number(raw.prepare("select id from schedules where slug = ?").pluck().get(slug)),
    ) as [number, number];
    const before = slotsOf(kaur);
    await run("import", file("e.csv", "location,day,kind", "nabha,2026-03-04,usual"));
    await run("slots", "extend");
    // Wednesday: 12 in the morning, 6 in the afternoon.
    expect(slotsOf(kaur)).toBe(Number(before) + 18);
    await run("import", file("c.csv", "slug,zone,active", "amloh,Asia/Kolkata,no"));
    await run("slots", "extend");
    expect(slotsOf(gill)).toBe(0);
  });

  test("one faulty line keeps out every file", async () => {
    const { run, file, count } = await shell();
    const bad = file("doctors.csv", ...DOCTORS, "x,Dr X,eye,en,other,,");
    const { code, lines } = await run("import", file("clinics.csv", ...CLINICS), bad);
    expect({ code, lines }).toEqual({
      code: 1,
      lines: ['doctors.csv:4: gender: "other" is none of female, male', "1 problem, so nothing was changed."],
    });
    expect(count("locations") + count("import_rows")).toBe(0);
  });

  test("stops where another import came in between", async () => {
    const world = await shell();
    const original = world.engine.background;
    let raced = false;
    const racing = {
      ...world.engine,
      background: async (piece: Parameters<typeof original>[0]) => {
        await original(piece);
        if (raced) return;
        raced = true;
        await world.run("import", world.file("doctors.csv", ...DOCTORS));
      },
    };
    const { importCommand } = await import("../../src/cli/import.ts");
    const parts = { ...world.parts, engine: racing };
    const first = importCommand.run(parts, [world.file("clinics.csv", ...CLINICS)]);
    await expect(first).rejects.toThrow(/another import/);
    expect([world.count("practitioners"), world.count("locations"), world.count("import_rows")]).toEqual([2, 0, 0]);
  });

  test("switches 3,000 schedules on at once, not row by row", async () => {
    const world = await imported();
    const doctors = Array.from({ length: 3_000 }, (_, n) => `d${n},Dr ${n},eye,en,female`);
    await world.run("import", world.file("d.csv", "slug,name,specialties,languages,gender", ...doctors));
    const rules = doctors.map((_, n) => `s${n},d${n},nabha,Mon-Sat 09:00-13:00,20`);
    const spans: number[] = [];
    const { transact } = world.engine;
    const timed = {
      ...world.engine,
      transact: (async (fn: Parameters<typeof transact>[0]) =>
        await transact(async (tx) => {
          const begun = performance.now();
          const result = await fn(tx);
          spans.push(performance.now() - begun);
          return result;
        })) as typeof transact,
    };
    const { importCommand } = await import("../../src/cli/import.ts");
    const parts = { ...world.parts, engine: timed };
    const file = world.file("s.csv", "slug,practitioner,location,hours,slot_minutes", ...rules);
    expect(await importCommand.run(parts, [file])).toBe(0);
    expect(world.count("schedules")).toBe(3_002);
    // Measured 15 ms alone and 140 ms on a machine shared by ten; row by row takes longer than either.
    expect(Math.max(...spans)).toBeLessThan(400);
  });
});
