import { expect, test } from "vitest";
import type { Wish } from "../../src/core/effects.ts";
import { as, bookingWorld, mondayInNabha, timesOf } from "../helpers/booking.ts";
import { asker } from "../helpers/district.ts";

const MARCH = (day: number, time: string) => `2026-03-${String(day).padStart(2, "0")} ${time}`;

/** Dr Kaur (woman, en) and Dr Singh (man, pa) see eyes in Nabha; Dr Rao (woman, en) sees eyes in far Amloh. */
async function threeDoctors() {
  const world = await bookingWorld();
  const { make } = world;
  const nabha = make.clinic("Nabha", { lat: 30, lon: 76 });
  const amloh = make.clinic("Amloh", { lat: 31, lon: 76 });
  const kaur = make.doctor("Dr Kaur", ["eye"]);
  const singh = make.doctor("Dr Singh", ["eye"], { gender: "male", languages: ["pa"] });
  const rao = make.doctor("Dr Rao", ["eye"]);
  make.times(make.schedule(kaur.id, nabha.id), [MARCH(3, "09:00"), MARCH(3, "15:00"), MARCH(4, "09:00")]);
  make.times(make.schedule(singh.id, nabha.id), [MARCH(3, "10:00"), MARCH(5, "17:00")]);
  make.times(make.schedule(rao.id, amloh.id), [MARCH(2, "15:00"), MARCH(6, "09:00")]);
  const contactId = make.contact(nabha.id).id;
  const asks = world.asking(asker(contactId, nabha.id));
  return { ...world, nabha, amloh, kaur, singh, rao, contactId, asks };
}

type Doctors = Awaited<ReturnType<typeof threeDoctors>>;

test.each<[string, (d: Doctors) => Wish, boolean, string[]]>([
  [
    "a care: the soonest, another half-day, another day",
    () => ({ care: "eye" }),
    false,
    ["02 15:00", "03 09:00", "04 09:00"],
  ],
  ["a clinic", (d) => ({ care: "eye", locationIds: [d.nabha.id] }), false, ["03 09:00", "03 15:00", "04 09:00"]],
  ["a doctor without a care", (d) => ({ practitionerIds: [d.singh.id] }), false, ["03 10:00", "05 17:00"]],
  ["a gender", () => ({ care: "eye", gender: "male" }), false, ["03 10:00", "05 17:00"]],
  ["a language", () => ({ care: "eye", language: "pa" }), false, ["03 10:00", "05 17:00"]],
  ["a day", () => ({ care: "eye", day: "2026-03-03" }), false, ["03 09:00", "03 10:00", "03 15:00"]],
  ["a part of any day", () => ({ care: "eye", part: "evening" }), false, ["05 17:00"]],
  ["a part of a day", () => ({ care: "eye", day: "2026-03-03", part: "afternoon" }), false, ["03 15:00"]],
  ["a time within a slot", () => ({ care: "eye", day: "2026-03-03", time: "10:10" }), false, ["03 10:00"]],
  ["a time of any day", () => ({ care: "eye", time: "09:00" }), false, ["03 09:00", "04 09:00", "06 09:00"]],
  [
    "a taken time: the nearest that day",
    () => ({ care: "eye", day: "2026-03-03", time: "11:00" }),
    true,
    ["03 09:00", "03 10:00", "03 15:00"],
  ],
  ["an empty part: the same day", () => ({ care: "eye", day: "2026-03-04", part: "evening" }), true, ["04 09:00"]],
  [
    "an empty day: the nearest days, before too",
    () => ({ care: "eye", day: "2026-03-08" }),
    true,
    ["04 09:00", "05 17:00", "06 09:00"],
  ],
  [
    "a day beyond the horizon: the last times",
    () => ({ care: "eye", day: "2026-06-01" }),
    true,
    ["04 09:00", "05 17:00", "06 09:00"],
  ],
  [
    "a gender nobody has there: another clinic first",
    (d) => ({ care: "eye", gender: "male", locationIds: [d.amloh.id] }),
    true,
    ["03 10:00", "05 17:00"],
  ],
  [
    "a language nobody speaks: somebody else",
    () => ({ care: "eye", language: "sw" }),
    true,
    ["02 15:00", "03 09:00", "04 09:00"],
  ],
  [
    "a clinic without this care left",
    (d) => ({ care: "eye", locationIds: [d.amloh.id], not: [6, 7] }),
    true,
    ["03 09:00", "03 15:00", "04 09:00"],
  ],
])("a wish for %s", async (_, wish, widened, times) => {
  const doctors = await threeDoctors();
  const found = as(await doctors.asks({ type: "findSlots", wish: wish(doctors) }), "slots.found");
  expect(timesOf(found)).toEqual(times);
  expect(found.widened).toBe(widened);
});

test("nothing is offered only when the care has no free time at all", async () => {
  const { asks } = await threeDoctors();
  expect(await asks({ type: "findSlots", wish: { care: "skin" } })).toEqual({ type: "slots.none" });
  expect(await asks({ type: "findSlots", wish: { care: "eye", not: [1, 2, 3, 4, 5, 6, 7] } })).toEqual({
    type: "slots.none",
  });
});

test("none of these leads to other times until there are none", async () => {
  const { asks } = await threeDoctors();
  const seen: string[] = [];
  const not: number[] = [];
  for (let n = 0; n < 3; n++) {
    const found = as(await asks({ type: "findSlots", wish: { care: "eye", not } }), "slots.found");
    seen.push(...timesOf(found));
    not.push(...found.offers.map(({ slotId }) => slotId));
  }
  expect(new Set(seen).size).toBe(7);
});

test("only the three nearest clinics that give the care are offered while they have times", async () => {
  const { make, asking } = await bookingWorld();
  const clinics = [0, 1, 2, 3].map((n) => make.clinic(`C${n}`, { lat: 30 + n, lon: 76 }));
  const doctor = make.doctor("Dr Far", ["eye"]);
  const ids = clinics.map(({ id }, n) => make.times(make.schedule(doctor.id, id), [MARCH(9 - n, "09:00")])[0] ?? 0);
  const asks = asking(asker(make.contact().id, clinics[0]?.id ?? null));
  const offered = async (not: number[]) => timesOf(await asks({ type: "findSlots", wish: { care: "eye", not } }));
  expect(await offered([])).toEqual(["07 09:00", "08 09:00", "09 09:00"]);
  expect(await offered(ids.slice(0, 3))).toEqual(["06 09:00"]);
});

test("near is where her people are registered, else her last clinic, else the clinic she wrote to", async () => {
  const { make, asking, anaBooks, anaAsks, clinic, anaContact } = await mondayInNabha();
  const far = make.clinic("Far", { lat: 40, lon: 76 });
  const nearestTo = async (asks: typeof anaAsks) => {
    const { places } = as(await asks({ type: "findPlaces", care: null }), "places.found");
    return places[0]?.names.name;
  };
  const anaFromFar = asking(asker(anaContact, far.id));
  expect(await nearestTo(anaFromFar)).toBe("Far");
  await anaBooks(0);
  expect(await nearestTo(anaFromFar)).toBe("Nabha");
  const registered = make.contact(clinic.id).id;
  make.patient("Gita", registered, { locationId: far.id });
  expect(await nearestTo(asking(asker(registered, clinic.id)))).toBe("Far");
});

test("a seat that a lapsed hold keeps is offered, one that a standing hold keeps is not", async () => {
  const { anaAsks, benAsks, s1100, pass } = await mondayInNabha();
  const bensTimes = async () => timesOf(await benAsks({ type: "findSlots", wish: { care: "eye" } }));
  await anaAsks({ type: "holdSlot", slotId: s1100, care: "eye" });
  expect(await bensTimes()).toEqual(["02 11:40", "02 15:00", "03 09:00"]);
  pass(11);
  expect(await bensTimes()).toEqual(["02 11:00", "02 15:00", "03 09:00"]);
});

test("people who ask at once are not all offered the same first time", async () => {
  const { make, asking, clinic } = await mondayInNabha();
  for (let n = 0; n < 4; n++) {
    make.times(make.schedule(make.doctor(`Dr ${n}`, ["dental"]).id, clinic.id), [MARCH(2, "12:00")]);
  }
  const first = new Set<number | undefined>();
  for (let n = 0; n < 8; n++) {
    const asks = asking(asker(make.contact(clinic.id).id, clinic.id));
    first.add(as(await asks({ type: "findSlots", wish: { care: "dental" } }), "slots.found").offers[0]?.slotId);
  }
  expect(first.size).toBe(4);
});

test("a visit that moves stays with its doctor and clinic while they have times", async () => {
  const { make, anaBooks, anaAsks, clinic } = await mondayInNabha();
  make.times(make.schedule(make.doctor("Dr Other", ["eye"]).id, clinic.id), [MARCH(2, "10:20"), MARCH(5, "09:00")]);
  const visit = await anaBooks(0);
  const moving = async (wish: Wish) => as(await anaAsks({ type: "findSlots", wish, moving: visit.id }), "slots.found");
  expect(timesOf(await moving({}))).toEqual(["02 11:40", "02 15:00", "03 09:00"]);
  const otherDay = await moving({ day: "2026-03-05" });
  expect(timesOf(otherDay)).toEqual(["05 09:00"]);
  expect(otherDay.widened).toBe(false);
});

test("a wished time is found among many short slots", async () => {
  const { make, anaAsks, clinic } = await mondayInNabha();
  const minutes = ["00", "05", "10", "15", "20", "25", "30", "35", "40", "45"];
  const times = minutes.map((minute) => MARCH(5, `09:${minute}`));
  make.times(make.schedule(make.doctor("Dr Tooth", ["dental"]).id, clinic.id), times);
  const wish = { care: "dental", day: "2026-03-05", time: "09:45" } as const;
  expect(timesOf(await anaAsks({ type: "findSlots", wish }))).toContain("05 09:45");
});

test("the next days with free times are at most five", async () => {
  const { make, anaAsks, clinic } = await mondayInNabha();
  const days = [2, 3, 5, 9, 10, 11].map((day) => MARCH(day, "12:00"));
  make.times(make.schedule(make.doctor("Dr Tooth", ["dental"]).id, clinic.id), days);
  const found = as(await anaAsks({ type: "findDays", wish: { care: "dental", day: "2026-03-02" } }), "days.found");
  expect(found.days).toEqual(["2026-03-02", "2026-03-03", "2026-03-05", "2026-03-09", "2026-03-10"]);
});
