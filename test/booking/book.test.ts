import { expect, test } from "vitest";
import { endHold } from "../../src/booking/lapsed-hold.ts";
import { releaseHold } from "../../src/booking/release-hold.ts";
import { as, mondayInNabha } from "../helpers/booking.ts";
import { asker } from "../helpers/district.ts";

test("a chosen time is held and the last answer books it with a reference", async () => {
  const { anaBooks } = await mondayInNabha();
  expect(await anaBooks(0)).toMatchObject({
    state: "booked",
    version: 2,
    reference: expect.stringMatching(/^[1-9]\d{6}$/),
    nickname: null,
    ahead: true,
    place: { name: "Nabha" },
  });
});

test("of two people who choose one time the first gets it and the second hears that it is gone", async () => {
  const { anaAsks, benAsks, s1100 } = await mondayInNabha();
  as(await anaAsks({ type: "holdSlot", slotId: s1100, care: "eye" }), "slot.held");
  expect(await benAsks({ type: "holdSlot", slotId: s1100, care: "eye" })).toEqual({ type: "slot.taken" });
});

test("choosing again gives the former seat back, and choosing the same keeps it", async () => {
  const { anaAsks, benAsks, s1100, s1140 } = await mondayInNabha();
  const first = as(await anaAsks({ type: "holdSlot", slotId: s1100, care: "eye" }), "slot.held");
  const again = as(await anaAsks({ type: "holdSlot", slotId: s1100, care: "eye" }), "slot.held");
  expect(again.holdId).toBe(first.holdId);
  as(await anaAsks({ type: "holdSlot", slotId: s1140, care: "eye" }), "slot.held");
  as(await benAsks({ type: "holdSlot", slotId: s1100, care: "eye" }), "slot.held");
});

test("a late answer still books if nobody came first", async () => {
  const { anaAsks, ana, s1100, pass } = await mondayInNabha();
  const { holdId } = as(await anaAsks({ type: "holdSlot", slotId: s1100, care: "eye" }), "slot.held");
  pass(40);
  as(await anaAsks({ type: "book", holdId, who: { patientId: ana } }), "booked");
});

test("a lapsed hold is taken by whoever comes, and its holder hears that the time is gone", async () => {
  const { anaAsks, benAsks, ana, ben, s1100, pass } = await mondayInNabha();
  const mine = as(await anaAsks({ type: "holdSlot", slotId: s1100, care: "eye" }), "slot.held");
  pass(11);
  const his = as(await benAsks({ type: "holdSlot", slotId: s1100, care: "eye" }), "slot.held");
  expect(await anaAsks({ type: "book", holdId: mine.holdId, who: { patientId: ana } })).toEqual({ type: "slot.taken" });
  as(await benAsks({ type: "book", holdId: his.holdId, who: { patientId: ben } }), "booked");
});

test("a late answer does not book once the time is within minimum notice", async () => {
  const { anaAsks, ana, s1100, pass } = await mondayInNabha();
  pass(55);
  const { holdId } = as(await anaAsks({ type: "holdSlot", slotId: s1100, care: "eye" }), "slot.held");
  pass(11);
  expect(await anaAsks({ type: "book", holdId, who: { patientId: ana } })).toEqual({ type: "slot.taken" });
});

test("the same answer delivered twice books once", async () => {
  const { anaAsks, ana, s1100 } = await mondayInNabha();
  const { holdId } = as(await anaAsks({ type: "holdSlot", slotId: s1100, care: "eye" }), "slot.held");
  const once = as(await anaAsks({ type: "book", holdId, who: { patientId: ana } }), "booked");
  const twice = as(await anaAsks({ type: "book", holdId, who: { patientId: ana } }), "booked");
  expect(twice.visit).toEqual(once.visit);
});

test("nobody books what another number holds", async () => {
  const { anaAsks, benAsks, ben, s1100 } = await mondayInNabha();
  const { holdId } = as(await anaAsks({ type: "holdSlot", slotId: s1100, care: "eye" }), "slot.held");
  expect(await benAsks({ type: "book", holdId, who: { patientId: ben } })).toEqual({ type: "slot.taken" });
});

test("a new person gets a nickname of twelve letters, and the one who booked hears of her visits", async () => {
  const { anaAsks, anaContact, anaBooks, engine } = await mondayInNabha();
  const visit = await anaBooks(0, { name: "Venkatanarasimha Rao" });
  expect(visit.nickname).toBe("Venkatanaras");
  const { persons } = as(await anaAsks({ type: "listPersons" }), "persons.listed");
  expect(persons.map(({ nickname }) => nickname)).toEqual(["Ana", "Venkatanaras"]);
  expect(
    engine.raw.prepare("select contact_id, patient_id, purpose, granted, wording, channel from consents").all(),
  ).toEqual([
    {
      contact_id: anaContact,
      patient_id: visit.patientId,
      purpose: "visit",
      granted: 1,
      wording: "booked.head",
      channel: "twilio-sms",
    },
  ]);
});

test("a person found by her code is spoken for by this number once it has booked for her", async () => {
  const { anaAsks, anaBooks, make } = await mondayInNabha();
  const gita = make.patient("Gita", null);
  const { patientId } = as(await anaAsks({ type: "findPerson", code: gita.code }), "person.found");
  await anaBooks(0, { patientId });
  const { persons } = as(await anaAsks({ type: "listPersons" }), "persons.listed");
  expect(persons.map(({ nickname }) => nickname)).toEqual(["Ana", "Gita"]);
  expect(await anaAsks({ type: "findPerson", code: "000000" })).toEqual({ type: "person.unknown" });
});

test("after ten wrong codes in a day a right one is no longer told from a wrong one", async () => {
  const { anaAsks, make } = await mondayInNabha();
  const gita = make.patient("Gita", null);
  for (let n = 0; n < 10; n += 1) await anaAsks({ type: "findPerson", code: "000000" });
  expect(await anaAsks({ type: "findPerson", code: gita.code })).toEqual({ type: "silence.due" });
});

test("a person has one live visit per kind of care", async () => {
  const { anaAsks, anaBooks, ana, s0900 } = await mondayInNabha();
  const first = await anaBooks(0);
  const { holdId } = as(await anaAsks({ type: "holdSlot", slotId: s0900, care: "eye" }), "slot.held");
  const { refusal } = as(await anaAsks({ type: "book", holdId, who: { patientId: ana } }), "refused");
  expect(refusal).toMatchObject({ reason: "care.taken", visit: { id: first.id } });
});

test("a person has no two visits at overlapping times", async () => {
  const { anaAsks, anaBooks, ana, skinSlot } = await mondayInNabha();
  const first = await anaBooks(0);
  const { holdId } = as(await anaAsks({ type: "holdSlot", slotId: skinSlot, care: "skin" }), "slot.held");
  const { refusal } = as(await anaAsks({ type: "book", holdId, who: { patientId: ana } }), "refused");
  expect(refusal).toMatchObject({ reason: "overlap", visit: { id: first.id } });
});

test("a fifth live visit from one number is refused, and the clinic gets one task", async () => {
  const { anaAsks, anaBooks, make, kaur, clinic, engine } = await mondayInNabha();
  for (const n of [0, 1, 2, 3]) await anaBooks(n, { name: `Person${n}` });
  const [slotId = 0] = make.times(make.schedule(kaur.id, clinic.id), ["2026-03-04 09:00"]);
  const { holdId } = as(await anaAsks({ type: "holdSlot", slotId, care: "eye" }), "slot.held");
  for (const _ of [1, 2]) {
    const { refusal } = as(await anaAsks({ type: "book", holdId, who: { name: "Fifth" } }), "refused");
    expect(refusal).toEqual({ reason: "too.many.visits", phone: "+911765000001" });
  }
  expect(engine.raw.prepare("select kind, reason from tasks").all()).toEqual([
    { kind: "over.limit", reason: "too.many.visits" },
  ]);
});

test("a seventh person for one number is refused", async () => {
  const { anaAsks, anaContact, make, s1100 } = await mondayInNabha();
  for (const n of [2, 3, 4, 5, 6]) make.patient(`P${n}`, anaContact);
  expect(as(await anaAsks({ type: "listPersons" }), "persons.listed").serves).toBe(6);
  const { holdId } = as(await anaAsks({ type: "holdSlot", slotId: s1100, care: "eye" }), "slot.held");
  const { refusal } = as(await anaAsks({ type: "book", holdId, who: { name: "Seventh" } }), "refused");
  expect(refusal).toMatchObject({ reason: "too.many.persons" });
});

test.each([
  ["within minimum notice", "update slots set start_at = start_at - 7200000, end_at = end_at - 7200000 where id = 1"],
  [
    "beyond the horizon",
    "update slots set start_at = start_at + 31 * 86400000, end_at = end_at + 31 * 86400000 where id = 1",
  ],
  ["closed by a change of rules", "update slots set closed = 1"],
  ["of a schedule no longer in use", "update schedules set active = 0"],
  ["of a practitioner no longer in use", "update practitioners set active = 0"],
  ["of a clinic no longer in use", "update locations set active = 0"],
  ["of somebody who does not give this care", `update practitioners set specialties = '["skin"]'`],
])("a time %s cannot be held", async (_, change) => {
  const { anaAsks, s1100, engine } = await mondayInNabha();
  engine.raw.exec(change);
  expect(await anaAsks({ type: "holdSlot", slotId: s1100, care: "eye" })).toEqual({ type: "slot.taken" });
});

test("leaving the question gives the seat back, and only the hold that was named", async () => {
  const { anaAsks, benAsks, anaContact, run, s1100 } = await mondayInNabha();
  const { holdId } = as(await anaAsks({ type: "holdSlot", slotId: s1100, care: "eye" }), "slot.held");
  await run((tx) => releaseHold(tx, anaContact, holdId + 1));
  expect(await benAsks({ type: "holdSlot", slotId: s1100, care: "eye" })).toEqual({ type: "slot.taken" });
  await run((tx) => releaseHold(tx, anaContact, holdId));
  as(await benAsks({ type: "holdSlot", slotId: s1100, care: "eye" }), "slot.held");
});

test("a hold expires by itself only when nobody could book it any more", async () => {
  const { anaAsks, run, s1100, pass } = await mondayInNabha();
  const { holdId } = as(await anaAsks({ type: "holdSlot", slotId: s1100, care: "eye" }), "slot.held");
  pass(11);
  expect(await run((tx) => endHold(tx, holdId))).toBe("later");
  pass(60);
  expect(await run((tx) => endHold(tx, holdId))).toBe("expired");
  expect(await run((tx) => endHold(tx, holdId))).toBe("nothing");
});

test("a slot with two seats is held by two numbers and no third", async () => {
  const { make, kaur, clinic, asking, anaAsks, benAsks } = await mondayInNabha();
  const [slotId = 0] = make.times(make.schedule(kaur.id, clinic.id), ["2026-03-04 09:00"], 2);
  const thirdAsks = asking(asker(make.contact(clinic.id).id, clinic.id));
  as(await anaAsks({ type: "holdSlot", slotId, care: "eye" }), "slot.held");
  as(await benAsks({ type: "holdSlot", slotId, care: "eye" }), "slot.held");
  expect(await thirdAsks({ type: "holdSlot", slotId, care: "eye" })).toEqual({ type: "slot.taken" });
});
