import { expect, test } from "vitest";
import { as, bookingWorld, mondayInNabha } from "../helpers/booking.ts";
import { asker } from "../helpers/district.ts";

test.each([
  [["kaur"], ["Dr Harpreet Kaur", "Dr Simran Kaur"]],
  [["simran", "kaur"], ["Dr Simran Kaur"]],
  [["simrn"], ["Dr Simran Kaur"]],
  [["kuar"], []],
  [["jose"], ["Dr José"]],
  [["कौर"], ["Dr Simran Kaur"]],
  [["nobody"], []],
])("the words %j name %j", async (words, names) => {
  const { make, asking } = await bookingWorld();
  const contact = make.contact();
  make.doctor("Dr Harpreet Kaur", ["eye"]);
  make.doctor("Dr Simran Kaur", ["eye"], { names: { name: "Dr Simran Kaur", name_hi: "डॉ सिमरन कौर" } });
  make.doctor("Dr José", ["eye"]);
  const found = as(await asking(asker(contact.id))({ type: "findByName", words }), "names.found");
  expect(found.practitioners.map((one) => one.names.name)).toEqual(names);
});

test("a clinic is found by the name people use, and named by its public one", async () => {
  const { make, asking } = await bookingWorld();
  const clinic = make.clinic("Nabha", {
    names: { name: "Nabha Civil Hospital TB Ward" },
    publicNames: { name: "Nabha" },
  });
  const asks = asking(asker(make.contact().id));
  const found = as(await asks({ type: "findByName", words: ["civil"] }), "names.found");
  expect(found.locations).toEqual([{ id: clinic.id, names: { name: "Nabha" } }]);
});

test("only care that somebody gives is offered, and only clinics that give it", async () => {
  const { make, anaAsks } = await mondayInNabha();
  make.clinic("Empty");
  expect(await anaAsks({ type: "findCares" })).toEqual({ type: "cares.found", cares: ["eye", "skin"] });
  const places = async (care: "eye" | "dental" | null) => {
    const found = as(await anaAsks({ type: "findPlaces", care }), "places.found");
    return found.places.map(({ names }) => names.name);
  };
  expect(await places("eye")).toEqual(["Nabha"]);
  expect(await places("dental")).toEqual([]);
  expect(await places(null)).toEqual(["Nabha", "Empty"]);
});

test("the telephone is that of the nearest clinic that has one", async () => {
  const { make, asking } = await mondayInNabha();
  const mute = make.clinic("Mute", { lat: 50, lon: 76 });
  const asks = asking(asker(make.contact(mute.id).id, mute.id));
  expect(await asks({ type: "findPhone" })).toMatchObject({ phone: "+911765000001", clinic: { name: "Nabha" } });
});

test("languages are those of the clinic she wrote to, else of all", async () => {
  const { make, asking, anaAsks } = await mondayInNabha();
  make.clinic("Coast", { languages: ["sw", "en"] });
  expect(await anaAsks({ type: "listLanguages" })).toEqual({ type: "languages.listed", languages: ["en", "hi"] });
  const homeless = asking(asker(make.contact().id));
  expect(await homeless({ type: "listLanguages" })).toEqual({
    type: "languages.listed",
    languages: ["en", "hi", "sw"],
  });
});

test("a chosen language is remembered as chosen", async () => {
  const { anaAsks, engine, anaContact } = await mondayInNabha();
  await anaAsks({ type: "setLanguage", language: "hi" });
  const row = engine.raw.prepare("select language, language_chosen from contacts where id = ?").get(anaContact);
  expect(row).toEqual({ language: "hi", language_chosen: 1 });
});

test("a year of birth is written for one's own people only, and answered by her code", async () => {
  const { anaAsks, benAsks, ana, engine } = await mondayInNabha();
  expect(as(await anaAsks({ type: "setYear", patientId: ana, year: 1980 }), "year.set").code).toMatch(/^\d{6}$/);
  as(await benAsks({ type: "setYear", patientId: ana, year: 1990 }), "refused");
  expect(engine.raw.prepare("select year_of_birth from patients where id = ?").pluck().get(ana)).toBe(1980);
});

test("opting out and in again leaves two consents and changes neither", async () => {
  const { anaAsks, ana, engine } = await mondayInNabha();
  await anaAsks({ type: "optOut", patientId: ana });
  await anaAsks({ type: "optIn" });
  expect(engine.raw.prepare("select patient_id, granted from consents order by id").all()).toEqual([
    { patient_id: ana, granted: 0 },
    { patient_id: null, granted: 1 },
  ]);
});
