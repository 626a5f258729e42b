import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { imported } from "./files.ts";
import { shell } from "./shell.ts";

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
      "a public name whose first word is too long to stand in an offer",
      clinic({ public_name: "Thiruvananthapuram GH" }),
      /:2: public_name: its first word "Thiruvananthapuram" has 18 characters, at most 12/,
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
