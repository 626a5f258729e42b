import { describe, expect, test } from "vitest";
import { answer } from "../../src/booking/answer.ts";
import type { Asker } from "../../src/booking/asker.ts";
import type { Answer, Ask } from "../../src/core/effects.ts";
import { breaches } from "../../src/store/invariants.ts";
import { testDatabase } from "../helpers/database.ts";
import { asker, at, district } from "../helpers/district.ts";

type Of<T extends Answer["type"]> = Extract<Answer, { type: T }>;

/** One clinic, one doctor for eyes and one for all else, six times, two contacts with one person each. */
function setUp() {
  const database = testDatabase();
  const make = district(database);
  const clinic = make.clinic("Nabha");
  const eye = make.doctor("Dr Kaur", ["eye"]);
  const slots = make.times(make.schedule(eye.id, clinic.id), [
    "2026-03-02 11:00",
    "2026-03-02 11:40",
    "2026-03-02 15:00",
    "2026-03-03 09:00",
  ]);
  const anaContact = make.contact(clinic.id);
  const benContact = make.contact(clinic.id);
  const ana = make.patient("Ana", anaContact.id);
  const ben = make.patient("Ben", benContact.id);
  const asks = (who: Asker) => async (ask: Ask) => {
    const given = await database.run((tx) => answer(tx, who, ask));
    expect(await database.run(breaches)).toEqual([]);
    return given;
  };
  return {
    ...{ database, make, clinic, eye, slots, ana, ben },
    anaAsks: asks(asker(anaContact.id, clinic.id)),
    benAsks: asks(asker(benContact.id, clinic.id)),
    asks,
    anaContact,
  };
}

function as<T extends Answer["type"]>(given: Answer, type: T): Of<T> {
  expect(given.type).toBe(type);
  return given as Of<T>;
}

test("books one of three offered times", async () => {
  const { anaAsks, ana } = setUp();
  const found = as(await anaAsks({ type: "findSlots", wish: { care: "eye" } }), "slots.found");
  expect(found.offers.map((offer) => offer.at.at)).toEqual([
    at("2026-03-02 11:00"),
    at("2026-03-02 15:00"),
    at("2026-03-03 09:00"),
  ]);
  const slotId = found.offers[0]?.slotId ?? 0;
  const held = as(await anaAsks({ type: "holdSlot", slotId, care: "eye" }), "slot.held");
  const booked = as(await anaAsks({ type: "book", holdId: held.holdId, who: { patientId: ana.id } }), "booked");
  expect(booked.visit).toMatchObject({ state: "booked", at: { at: at("2026-03-02 11:00") }, nickname: null });
  expect(booked.visit.reference).toMatch(/^[1-9]\d{6}$/);
});
