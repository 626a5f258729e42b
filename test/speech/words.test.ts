import { describe, expect, it, test } from "vitest";
import { readLocales } from "../../src/speech/locales.ts";
import { createPhrases } from "../../src/speech/phrases.ts";
import { createWords } from "../../src/speech/words.ts";

const words = createWords(await createPhrases(readLocales("locales")));

function spoken(iso: string, zone: string, tag: string): string {
  return words.say({ key: "find.offer", with: { at: { at: Date.parse(iso), zone } } }, tag);
}

describe("a moment is read on the clinic's clock", () => {
  test.each([
    ["en", "2026-11-25T05:00:00Z", "Asia/Kolkata", "Wed 25 Nov 10:30 am"],
    ["hi", "2026-11-25T05:00:00Z", "Asia/Kolkata", "बुध 25/11 सुबह 10:30"],
    ["hi-Latn", "2026-11-25T05:00:00Z", "Asia/Kolkata", "Budh 25 Nov subah 10:30"],
    ["pa", "2026-11-25T05:00:00Z", "Asia/Kolkata", "ਬੁੱਧ 25/11 ਸਵੇਰੇ 10:30"],
    ["sw", "2026-11-25T07:30:00Z", "Africa/Nairobi", "Jtano 25 Nov saa 4:30 asubuhi (10:30)"],
    ["en", "2026-11-25T18:35:00Z", "Asia/Kolkata", "Thu 26 Nov 12:05 am"],
    ["hi", "2026-11-25T06:30:00Z", "Asia/Kolkata", "बुध 25/11 दिन 12:00"],
    ["pa", "2026-11-25T12:45:00Z", "Asia/Kolkata", "ਬੁੱਧ 25/11 ਸ਼ਾਮ 6:15"],
  ])("%s %s", (tag, iso, zone, text) => {
    expect(spoken(iso, zone, tag)).toBe(text.normalize("NFC"));
  });

  it.each([
    ["the day before the clock changes", "2027-03-27T09:00:00Z", "Sat 27 Mar 9:00 am"],
    ["the day it has changed", "2027-03-28T09:00:00Z", "Sun 28 Mar 10:00 am"],
    ["the minute before it jumps", "2027-03-28T00:59:00Z", "Sun 28 Mar 12:59 am"],
    ["the minute it jumps", "2027-03-28T01:00:00Z", "Sun 28 Mar 2:00 am"],
  ])("%s", (_, iso, text) => {
    expect(spoken(iso, "Europe/London", "en")).toBe(text);
  });
});

describe("Swahili counts the hours from dawn, and gives the other count beside it", () => {
  test.each([
    [0, "saa 6:15 alfajiri (0:15)"],
    [1, "saa 7:15 alfajiri (1:15)"],
    [2, "saa 8:15 alfajiri (2:15)"],
    [3, "saa 9:15 alfajiri (3:15)"],
    [4, "saa 10:15 alfajiri (4:15)"],
    [5, "saa 11:15 alfajiri (5:15)"],
    [6, "saa 12:15 asubuhi (6:15)"],
    [7, "saa 1:15 asubuhi (7:15)"],
    [8, "saa 2:15 asubuhi (8:15)"],
    [9, "saa 3:15 asubuhi (9:15)"],
    [10, "saa 4:15 asubuhi (10:15)"],
    [11, "saa 5:15 asubuhi (11:15)"],
    [12, "saa 6:15 mchana (12:15)"],
    [13, "saa 7:15 mchana (13:15)"],
    [14, "saa 8:15 mchana (14:15)"],
    [15, "saa 9:15 mchana (15:15)"],
    [16, "saa 10:15 jioni (16:15)"],
    [17, "saa 11:15 jioni (17:15)"],
    [18, "saa 12:15 jioni (18:15)"],
    [19, "saa 1:15 jioni (19:15)"],
    [20, "saa 2:15 usiku (20:15)"],
    [21, "saa 3:15 usiku (21:15)"],
    [22, "saa 4:15 usiku (22:15)"],
    [23, "saa 5:15 usiku (23:15)"],
  ])("%i h: %s", (hour, text) => {
    const iso = new Date(Date.UTC(2026, 10, 25, hour - 3, 15)).toISOString();
    expect(spoken(iso, "Africa/Nairobi", "sw")).toBe(`Jtano 25 Nov ${text}`);
  });
});

it("tells any two minutes of a day apart in every language", () => {
  for (const tag of words.tags) {
    const day = Array.from({ length: 1440 }, (_, minute) => new Date(Date.UTC(2026, 10, 25, 0, minute)).toISOString());
    expect(new Set(day.map((iso) => spoken(iso, "UTC", tag))).size, tag).toBe(1440);
  }
});

describe("a name", () => {
  const clinic = { name: "Nabha Civil Hospital", name_hi: "नाभा सिविल अस्पताल" };
  const inTag = (tag: string) => words.say({ key: "place", with: { clinic } }, tag);

  it("is in the language's own letters where the clinic has given it", () => {
    expect(inTag("hi")).toBe("नाभा सिविल अस्पताल");
  });

  it("is in Latin letters otherwise, also for Hindi in Latin letters", () => {
    expect([inTag("pa"), inTag("hi-Latn"), inTag("en")]).toEqual(Array(3).fill("Nabha Civil Hospital"));
  });
});

describe("money", () => {
  const fee = (minor: number, currency: string, tag: string) =>
    words.say({ key: "visit.fee", with: { fee: { minor, currency } } }, tag);

  test.each([
    ["en", 20_000, "INR", "Rs 200"],
    ["en", 20_050, "INR", "Rs 200.50"],
    ["hi", 20_000, "INR", "200 रु"],
    ["pa", 20_000, "INR", "200 ਰੁ"],
    ["sw", 35_000, "KES", "KSh 350"],
    ["sw", 5, "KES", "KSh 0.05"],
  ])("in %s: %i %s is %s", (tag, minor, currency, text) => {
    expect(fee(minor, currency, tag)).toContain(text);
  });
});

it("names each language in its own letters, whichever language asks", () => {
  const named = words.tags.map((language) => words.say({ key: "language.name", with: { language } }, "sw"));
  expect(named).toEqual(expect.arrayContaining(["English", "हिन्दी", "ਪੰਜਾਬੀ", "Kiswahili"]));
});

it("speaks English where a language is not there at all", () => {
  expect(words.say({ key: "menu.book", with: {} }, "xx")).toBe("Book a visit");
});
