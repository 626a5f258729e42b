import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { shell } from "./shell.ts";

const CLINICS = [
  "slug,name,name_hi,public_name,zone,country,lat,lon,staff_phone,languages,emergency_number,horizon_days",
  "nabha,Nabha Civil Hospital,नाभा सिविल अस्पताल,Nabha Hospital,Asia/Kolkata,IN,30.3753,76.1529,01765 220101,en hi pa,112,14",
  "amloh,Amloh Centre,,,Asia/Kolkata,IN,30.608,76.2319,,en;hi-Latn,112,",
];
const DOCTORS = [
  "slug,name,specialties,languages,gender,fee,currency",
  "kaur,Dr Harpreet Kaur,eye general,pa hi,female,200.50,INR",
  "gill,Dr Simran Gill,women,en,Female,,",
];
const SCHEDULES = [
  "slug,practitioner,location,hours,slot_minutes,capacity,valid_from,valid_to",
  'kaur-nabha,kaur,nabha,"Mon-Sat 09:00-13:00; Wed 15:00-17:00",20,,,',
  "gill-amloh,gill,amloh,weekdays 9 to 12,30,5,2026-03-02,2026-12-31",
];
const EXCEPTIONS = [
  "location,schedule,day,kind,from,to",
  "nabha,,2026-03-04,closed,,",
  ",gill-amloh,2026-03-08,extra,10:00,11:00",
];

async function imported() {
  const world = await shell();
  const files = [
    // In an order in which each refers to the next.
    world.file("exceptions.csv", ...EXCEPTIONS),
    world.file("schedules.csv", ...SCHEDULES),
    world.file("doctors.csv", ...DOCTORS),
    world.file("clinics.csv", ...CLINICS),
  ];
  const first = await world.run("import", ...files);
  return { ...world, files, first };
}

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
      lines: ['doctors.csv:4: gender: "other" is none of female, male', "1 problems, so nothing was changed."],
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
    const parts = { engine: racing, now: Date.now, print: () => {}, migrations: "drizzle", locales: "locales" };
    const first = importCommand.run(parts, [world.file("clinics.csv", ...CLINICS)]);
    await expect(first).rejects.toThrow(/another import/);
    expect([world.count("practitioners"), world.count("locations"), world.count("import_rows")]).toEqual([2, 0, 0]);
  });

  test("switches 3,000 schedules on in a transaction that lasts below 20 ms", async () => {
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
    const parts = { engine: timed, now: Date.now, print: () => {}, migrations: "drizzle", locales: "locales" };
    const file = world.file("s.csv", "slug,practitioner,location,hours,slot_minutes", ...rules);
    expect(await importCommand.run(parts, [file])).toBe(0);
    expect(world.count("schedules")).toBe(3_002);
    // Measured 12 ms; ten times that means that it went row by row.
    expect(Math.max(...spans)).toBeLessThan(120);
  });
});

const clinic = (change: Readonly<Record<string, string>>) => {
  const row: Readonly<Record<string, string>> = {
    ...{ slug: "x", name: "X Clinic", zone: "Asia/Kolkata", country: "IN", lat: "30", lon: "76", languages: "en" },
    ...{ emergency_number: "112", ...change },
  };
  return [Object.keys(row).join(","), Object.values(row).join(",")];
};
const doctor = (change: Readonly<Record<string, string>>) => {
  const row: Readonly<Record<string, string>> = {
    ...{ slug: "x", name: "Dr X", specialties: "eye", languages: "en", gender: "female", ...change },
  };
  return [Object.keys(row).join(","), Object.values(row).join(",")];
};
const schedule = (change: Readonly<Record<string, string>>) => {
  const row: Readonly<Record<string, string>> = {
    ...{ slug: "x", practitioner: "kaur", location: "nabha", hours: "Sun 9-12", slot_minutes: "20", ...change },
  };
  return [Object.keys(row).join(","), Object.values(row).join(",")];
};

describe("import refuses, naming file, line and column,", () => {
  test.each([
    ["a Latin name outside GSM-7", clinic({ name: "Ço Clınic" }), /^f\.csv:2: name: "Ço Clınic" has "ı",/],
    [
      "a public name that is too long",
      clinic({ public_name: "A very long name of a hospital" }),
      /:2: public_name: .* has 30 characters, at most 28/,
    ],
    [
      "an Indic public name that is too long",
      clinic({ public_name: "X", public_name_hi: "नाभा सिविल अस्पताल नाभा" }),
      /:2: public_name_hi: /,
    ],
    [
      "a public name that tells of HIV",
      clinic({ public_name: "Nabha ART Centre" }),
      /public_name: "Nabha ART Centre" tells others of an illness \("art"\)/,
    ],
    ["a Hindi one that does, in a plain name", clinic({ name_hi: "नाभा टीबी केंद्र" }), /:2: name_hi: .*टीबी/],
    ["an unknown zone", clinic({ zone: "Asia/Nabha" }), /:2: zone: "Asia\/Nabha" is no IANA time zone/],
    ["an offset as a zone", clinic({ zone: "+05:30" }), /zone: /],
    ["an unknown country", clinic({ country: "XX" }), /country: "XX" is no country/],
    ["an unknown language", clinic({ languages: "en fr" }), /languages: "fr" is none of/],
    ["a bad telephone number", clinic({ staff_phone: "12345" }), /staff_phone: "12345" is no telephone number in IN/],
    ["a latitude that is none", clinic({ lat: "130" }), /lat: "130" must be a number from -90 to 90/],
    [
      "a policy that is no number",
      clinic({ min_notice_minutes: "two" }),
      /min_notice_minutes: "two" must be a whole number/,
    ],
    ["quiet hours that are none", clinic({ quiet_from: "25:00" }), /quiet_from: "25:00" is no time/],
    ["a needed column that is missing", ["slug,zone,lat", "x,Asia/Kolkata,1"], /:2: country: this column is needed/],
    ["an empty cell that is needed", clinic({ emergency_number: "" }), /emergency_number: is empty/],
    ["a practitioner's name that is too long", doctor({ name: "Dr Bartholomew Featherstone" }), /name: .* at most 24/],
    ["an unknown kind of care", doctor({ specialties: "eye feet" }), /specialties: "feet" is none of/],
    ["a fee without a currency", doctor({ fee: "200" }), /currency: is needed with a fee/],
    ["a fee finer than the currency", doctor({ fee: "200.505", currency: "INR" }), /fee: "200.505" is no amount/],
    ["a slug with a space", doctor({ slug: "dr x" }), /slug: "dr x" must be/],
    [
      "weekly hours that overlap",
      schedule({ hours: '"Mon 9-12; Mon-Tue 11-13"' }),
      /hours: on Monday 11:00-13:00 overlaps 09:00-12:00/,
    ],
    [
      "hours that overlap another schedule of hers",
      schedule({ hours: "Sat 12-14" }),
      /hours: on Saturday 12:00-14:00 overlaps 09:00-13:00 of schedule "kaur-nabha"/,
    ],
    ["hours it cannot read", schedule({ hours: "mornings" }), /hours: "mornings" is not like/],
    ["a weekday that is none", schedule({ hours: "Funday 9-12" }), /hours: "funday" is no weekday/],
    ["hours that end before they begin", schedule({ hours: "Mon 12-9" }), /hours: "12-9" ends before it begins/],
    [
      "a slot longer than the hours",
      schedule({ hours: "Sun 9-9:30", slot_minutes: "40" }),
      /slot_minutes: 40 minutes do not fit in 09:00-09:30/,
    ],
    [
      "a practitioner nobody knows",
      schedule({ practitioner: "nobody" }),
      /practitioner: there is no practitioner "nobody", neither/,
    ],
    ["a location nobody knows", schedule({ location: "nowhere" }), /location: there is no location "nowhere"/],
    [
      "a schedule that changes hands",
      schedule({ slug: "kaur-nabha", practitioner: "gill" }),
      /practitioner: cannot change/,
    ],
    [
      "a validity that ends before it begins",
      schedule({ valid_from: "2026-04-01", valid_to: "2026-03-01" }),
      /valid_to: /,
    ],
    [
      "an exception about nothing",
      ["schedule,day,kind", ",2026-03-04,closed"],
      /:2: one of schedule, location and practitioner/,
    ],
    ["extra hours without times", ["schedule,day,kind", "kaur-nabha,2026-03-04,extra"], /from: extra hours need/],
    ["a day that is none", ["schedule,day,kind", "kaur-nabha,2026-02-30,closed"], /day: "2026-02-30" is no day/],
    ["a slug that stands twice", [...doctor({}), "x,Dr Y,eye,en,male"], /:3: slug: "x" stands in f\.csv:2 already/],
    ["a column it does not know", clinic({ colour: "red" }), /:1: colour: is no column of locations/],
    ["a language it does not know", clinic({ name_fr: "X" }), /:1: name_fr: there is no language "fr"/],
    ["a header of no kind", ["a,b", "1,2"], /:1: the header is of no kind alone; there are locations/],
    ["a line with too many cells", [...doctor({}), "y,Dr Y,eye,en,male,1,2"], /:3: has 7 cells, the header 5/],
    ["a quote that never ends", [...doctor({}), 'y,"Dr Y,eye,en,male'], /^f\.csv:\d+: /],
    ["an empty file", [""], /:1: is empty/],
  ])("%s", async (_, lines, problem) => {
    const { run, file, count } = await imported();
    const before = count("locations") + count("practitioners") + count("schedules");
    const { code, lines: said } = await run("import", file("f.csv", ...lines));
    expect(code).toBe(1);
    expect(said.find((line) => problem.test(line)) ?? said).toMatch(problem);
    expect(said.at(-1)).toMatch(/nothing was changed/);
    expect(count("locations") + count("practitioners") + count("schedules")).toBe(before);
  });

  test("a file that is not UTF-8 or not there", async () => {
    const { run, file } = await shell();
    const latin1 = file("latin1.csv", "");
    writeFileSync(latin1, Buffer.from("slug,name\nx,Se\xf1or", "latin1"));
    expect((await run("import", latin1)).lines[0]).toBe("latin1.csv:1: is not UTF-8");
    expect((await run("import", "/nowhere/at-all.csv")).lines[0]).toBe("at-all.csv:1: cannot be read");
  });

  test("nothing about files as spreadsheets write them: BOM, semicolons, CRLF, empty lines, quoted line breaks", async () => {
    const { run, file, raw } = await imported();
    const sheet = file(
      "s.csv",
      "\ufeffSlug;Hours\r",
      ";\r",
      '"kaur-nabha";"Mon 9-12\r',
      'Tue 10-12"\r',
      "\r",
      "nope;x\r",
    );
    const { lines } = await run("import", sheet);
    expect(lines[0]).toMatch(/^s\.csv:6: practitioner: this column is needed/);
    expect(lines.some((line) => line.startsWith("s.csv:3"))).toBe(false);
    expect(raw.prepare("select count(*) from schedules").pluck().get()).toBe(2);
  });
});
