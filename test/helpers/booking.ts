import { expect, onTestFinished } from "vitest";
import { answer } from "../../src/booking/answer.ts";
import type { Asker } from "../../src/booking/asker.ts";
import type { Answer, Ask, Visit } from "../../src/core/effects.ts";
import { localParts } from "../../src/core/time.ts";
import { breaches } from "../../src/store/invariants.ts";
import { asker, district, ZONE } from "./district.ts";
import { stableDatabase } from "./stable.ts";

/** An empty district on a database of its own; every answer is followed by a check of DESIGN 7. */
export async function bookingWorld() {
  const database = await stableDatabase();
  onTestFinished(() => database.engine.close());
  const asking = (who: Asker) => async (ask: Ask) => {
    const given = await database.run((tx) => answer(tx, who, ask));
    expect(await database.run(breaches)).toEqual([]);
    return given;
  };
  const pass = (minutes: number) => {
    database.clock.now += minutes * 60_000;
  };
  return { ...database, make: district(database), asking, pass };
}

/** The answer as the kind it must be. */
export function as<T extends Answer["type"]>(given: Answer, type: T): Extract<Answer, { type: T }> {
  expect(given).toMatchObject({ type });
  return given as Extract<Answer, { type: T }>;
}

/**
 * Monday at 8:00 in Nabha: Dr Kaur (eye) has 11:00, 11:40 and 15:00 today and 9:00 tomorrow, Dr Singh (skin) 11:10 today.
 * Ana speaks for herself, Ben for himself.
 */
export async function mondayInNabha() {
  const world = await bookingWorld();
  const { make } = world;
  const clinic = make.clinic("Nabha", { staffPhone: "+911765000001" });
  const kaur = make.doctor("Dr Kaur", ["eye"]);
  const singh = make.doctor("Dr Singh", ["skin"], { gender: "male" });
  const today = ["11:00", "11:40", "15:00"].map((time) => `2026-03-02 ${time}`);
  const slots = make.times(make.schedule(kaur.id, clinic.id), [...today, "2026-03-03 09:00"]);
  const [skinSlot = 0] = make.times(make.schedule(singh.id, clinic.id), ["2026-03-02 11:10"]);
  const [anaContact, benContact] = [make.contact(clinic.id).id, make.contact(clinic.id).id];
  const ana = make.patient("Ana", anaContact).id;
  const ben = make.patient("Ben", benContact).id;
  const anaAsks = world.asking(asker(anaContact, clinic.id));
  const benAsks = world.asking(asker(benContact, clinic.id));
  /** Ana's visit in slot n of Dr Kaur. */
  const anaBooks = async (
    n: number,
    who: Extract<Ask, { type: "book" }>["who"] = { patientId: ana },
  ): Promise<Visit> => {
    const held = as(await anaAsks({ type: "holdSlot", slotId: slots[n] ?? 0, care: "eye" }), "slot.held");
    return as(await anaAsks({ type: "book", holdId: held.holdId, who }), "booked").visit;
  };
  const [s1100 = 0, s1140 = 0, s1500 = 0, s0900 = 0] = slots;
  const times = { s1100, s1140, s1500, s0900, skinSlot };
  return { ...world, clinic, kaur, singh, ...times, anaContact, benContact, ana, ben, anaAsks, benAsks, anaBooks };
}

/** An instant as 'DD HH:MM' on the fixture's clocks. */
export function read(at: number): string {
  const { dayOfMonth, hour, minute } = localParts(at, ZONE);
  return [dayOfMonth, hour, minute]
    .map((n) => String(n).padStart(2, "0"))
    .join(" ")
    .replace(/ (\d\d)$/, ":$1");
}

/** The offers of a search as 'DD HH:MM'; empty if there are none. */
export function timesOf(given: Answer): readonly string[] {
  return given.type === "slots.found" ? given.offers.map((offer) => read(offer.at.at)) : [];
}
